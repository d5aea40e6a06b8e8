import { randomBytes } from 'node:crypto'
import type { Ask } from '../../server/conversation/rule.ts'
import type { Store, Write } from '../../server/store/port.ts'

const STAFF = { id: 'staff', name: 'Staff' }
const newId = (): string => randomBytes(16).toString('hex')

/** A new chat that a staff member has claimed: two events. */
export async function claim(store: Store, chatId: string, tokenHash: string): Promise<void> {
  const opened = { type: 'chat:opened', locale: 'en', page: '/', noticeVersion: '1' } as const
  await store.create(chatId, tokenHash, [opened], Date.now())
  await store.append(chatId, ...asked(newId(), ['chat:claim'], { type: 'staff:claim', staff: STAFF }))
}

export async function claimedChats(store: Store, count: number): Promise<string[]> {
  const chatIds = Array.from({ length: count }, newId)
  await Promise.all(chatIds.map((chatId) => claim(store, chatId, newId() + newId())))
  return chatIds
}

/** A staff member's message of about a hundred characters. */
export function say(store: Store, chatId: string): Promise<unknown> {
  const clientId = newId()
  const text = `The first visit takes about two hours, and you should not drive home by yourself afterwards. ${clientId.slice(0, 6)}`
  const command = { type: 'staff:send', clientId, staff: STAFF, epoch: 1, text } as const
  return store.append(chatId, ...asked(clientId, ['message:send', text], command))
}

function asked(clientId: string, content: unknown[], command: Ask['command']): [Write, Ask] {
  const at = Date.now()
  return [
    { sender: `staff:${STAFF.id}`, clientId, content: JSON.stringify(content), at },
    { command, situation: { staffHere: 1, at, zone: 'UTC' } },
  ]
}

/** Appends a second over `ms`, `atOnce` of them under way at any time, the chats in turn. */
export async function appendRate(store: Store, chatIds: string[], atOnce: number, ms: number): Promise<number> {
  const begin = performance.now()
  let done = 0
  await Promise.all(
    Array.from({ length: atOnce }, async (_, first) => {
      for (let at = first; performance.now() - begin < ms; at += atOnce) {
        await say(store, chatIds[at % chatIds.length] ?? '')
        done += 1
      }
    }),
  )
  return (done * 1000) / (performance.now() - begin)
}
