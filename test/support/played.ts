import fc from 'fast-check'
import { ChatError } from '../../protocol/errors.ts'
import type { Command } from '../../server/conversation/commands.ts'
import type { Ask } from '../../server/conversation/rule.ts'
import { ratedAnswer } from '../../server/insight/rated.ts'
import type { Store } from '../../server/store/port.ts'
import { APPROVED, answers, OPENED, says } from './model.ts'
import { histories, type Step } from './model-arbitrary.ts'

/** What happens in some chats of a clinic over some days. */
export interface Days {
  zone: string
  /** UTC ms. */
  begin: number
  /** Each step comes this long after the one before it in its chat, ms; each chat has its own pace. */
  chats: { steps: Step[]; paceMs: number }[]
  /** What a visitor says, one after the other, of the answer that the first chat begins with. */
  verdicts: boolean[]
}

const HOUR_MS = 3_600_000

/** Around the days on which the clocks change, in zones with whole and with odd offsets. */
export const someDays: fc.Arbitrary<Days> = fc.record({
  zone: fc.constantFrom('America/Los_Angeles', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'),
  begin: fc.constantFrom('2026-03-06T20:00:00Z', '2026-10-31T23:59:59Z', '2026-12-31T10:00:00Z').map(Date.parse),
  chats: fc.array(fc.record({ steps: histories, paceMs: fc.integer({ min: 60_000, max: 9 * HOUR_MS }) }), {
    minLength: 1,
    maxLength: 3,
  }),
  verdicts: fc.array(fc.boolean(), { maxLength: 4 }),
})

const senderOf = (command: Command): string => {
  if ('staff' in command) return `staff:${command.staff.id}`
  return command.type.startsWith('clock:') ? 'system' : 'visitor'
}

const asks: Step = { command: () => says('Does it help?', answers), staffHere: 1 }
const judges = (helpful: boolean): Step => ({
  command: () => ({ type: 'visitor:feedback', clientId: 'f', on: 3, helpful, reason: null, rated: null }),
  staffHere: 1,
})

/** Plays it all on a store and returns the ids of the chats, which begin with `prefix`. Every third request is sent twice. */
export async function play(store: Store, { zone, begin, chats, verdicts }: Days, prefix: string): Promise<string[]> {
  return Promise.all(
    chats.map(async ({ steps, paceMs }, chat) => {
      const chatId = `${prefix}${chat}`.padStart(32, '0')
      await store.create(chatId, 'token', [OPENED], begin)
      const all = chat === 0 ? [asks, ...steps, ...verdicts.map(judges)] : steps
      for (const [n, step] of all.entries()) {
        const at = begin + (n + 1) * paceMs
        const now = await store.conversation(chatId)
        const command = await asAsked(store, chatId, step.command(now?.epoch ?? 0, now?.lastSeq ?? 1))
        const sender = senderOf(command)
        const clientId = sender === 'system' ? null : n.toString(16).padStart(32, '0')
        const write = { sender, clientId, content: JSON.stringify([n]), at }
        const ask: Ask = { command, situation: { staffHere: step.staffHere, at, zone } }
        for (let times = n % 3 === 0 && clientId !== null ? 2 : 1; times > 0; times -= 1) {
          await store.append(chatId, write, ask).catch((error: unknown) => {
            if (!(error instanceof ChatError)) throw error
          })
        }
      }
      return chatId
    }),
  )
}

/** As the server asks it: an answer is an entry's, and what is judged is looked up. */
async function asAsked(store: Store, chatId: string, command: Command): Promise<Command> {
  const [answer] = APPROVED.answers
  if (command.type === 'visitor:feedback') return { ...command, rated: await ratedAnswer(store, chatId, command.on) }
  if (command.type !== 'visitor:send' || command.proposal.reply.outcome !== 'answer') return command
  const reply = { ...command.proposal.reply, answers: [{ ...answer, entryId: `entry-${command.text.length % 3}` }] }
  return { ...command, proposal: { ...command.proposal, reply } }
}
