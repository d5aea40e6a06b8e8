import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Fact } from '../../protocol/events.ts'
import { newToken } from '../../server/authorize.ts'
import { masterKeys } from '../../server/master-keys.ts'
import { openSqliteThread } from '../../server/store/sqlite-thread.ts'

/** A visitor's chat, and what its panel shows to come back to it. */
export interface Seeded {
  chatId: string
  token: string
}

/** Who wait: the one with the long chat has waited longest, so it stands first in the list. */
export interface Line {
  long: Seeded
  others: Seeded[]
}

/** Who waits too long is offered to leave a message. These begin to wait only then, so the line stays for as long as the round takes. */
const LATER_MS = 20 * 60_000
const COLLEAGUE = { id: 'colleague', name: 'Colleague' }
const newId = (): string => randomBytes(16).toString('hex')

/** Writes `waiting` chats into the data folder, each of a visitor who waits, one of them with `messages` messages. */
export async function seed(folder: string, waiting: number, messages: number): Promise<Line> {
  const ring = await masterKeys(join(folder, 'master.key'))
  const store = await openSqliteThread({ path: join(folder, 'chat.db'), ring })
  const later = Date.now() + LATER_MS
  const write = async (facts: Fact[], at: number): Promise<Seeded> => {
    const chatId = newId()
    const { token, tokenHash } = newToken()
    await store.create(chatId, tokenHash, facts, at)
    return { chatId, token }
  }
  try {
    const long = await write(longChat(messages), later)
    const others = await Promise.all(
      Array.from({ length: waiting - 1 }, (_, at) => write(shortChat(at), later + 1 + at)),
    )
    return { long, others }
  } finally {
    await store.close()
  }
}

const opened: Fact = { type: 'chat:opened', locale: 'en', page: '/what-to-expect', noticeVersion: '1' }
const asked: Fact = { type: 'handoff:requested', trigger: 'asked', why: null }
const said = (text: string): Fact => ({ type: 'message:sent', from: 'visitor', clientId: newId(), text, choice: null })

const shortChat = (at: number): Fact[] => [
  opened,
  said(`I have a question about my first visit, and whether my sister may come along. This is number ${at}.`),
  asked,
]

/** Visitor and staff in turn, a line or a few. It waits for a person, so that whoever reads it can take it. */
function longChat(messages: number): Fact[] {
  const turns = Array.from({ length: messages }, (_, at): Fact => {
    const text = `Message ${at}. ${'The first visit takes about two hours, and you should not drive home by yourself. '.repeat(1 + (at % 3))}`
    if (at % 2 === 0) return said(text)
    return { type: 'message:sent', from: 'staff', clientId: newId(), text, staff: COLLEAGUE }
  })
  return [opened, ...turns, asked]
}
