import { join } from 'node:path'
import { loadContent } from '../../server/content.ts'
import type { Command, Proposal } from '../../server/conversation/commands.ts'
import { type Ask, rule } from '../../server/conversation/rule.ts'
import { countChat } from '../../server/insight/counting.ts'
import { ratedAnswer } from '../../server/insight/rated.ts'
import { masterKeys } from '../../server/master-keys.ts'
import type { Store } from '../../server/store/port.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import {
  ANA,
  APPROVED,
  answers,
  asksForPerson,
  claims,
  closes,
  crisis,
  draft,
  leavesContact,
  OPENED,
  says,
  unsure,
  writes,
} from './model.ts'

const DAY_MS = 86_400_000
/** So that what happens around one moment stays on its day wherever the clinic is. */
const BEFORE_NOW_MS = 60_000

const asksBack: Proposal = { reply: draft({ outcome: 'clarify', text: 'Which of these?' }), handoff: null, flag: null }
const thanks: Proposal = { reply: draft({ outcome: 'smalltalk', text: 'You are welcome.' }), handoff: null, flag: null }

/** One chat as it goes on: each command comes `afterMs` after the one before it. */
type Story = { command: Command; afterMs?: number; staffHere?: number }[]

const closedAs = (outcome: 'answered' | 'emergency-advised'): Command => {
  const close = closes(ANA, 1)
  return close.type === 'staff:close' ? { ...close, outcome } : close
}
const judges = (helpful: boolean): Command => ({
  type: 'visitor:feedback',
  clientId: '',
  on: 3,
  helpful,
  reason: null,
  rated: null,
})

/**
 * Three weeks of a clinic, the last of them `now` (UTC ms), on a store: all that a visitor's message can come to, and three
 * chats with emergency words: one with help after 41 s, one that its visitor ended, one to which nobody came.
 */
export async function playThreeWeeks(store: Store, now: number): Promise<void> {
  const { entries, site } = await loadContent('faq')
  const ids = entries
    .filter(({ lang }) => lang === 'en')
    .slice(0, 5)
    .map(({ id }) => id)
  const answer = (n: number): Proposal => {
    const [one] = APPROVED.answers
    return { ...answers, reply: { ...answers.reply, answers: [{ ...one, entryId: ids[n % ids.length] ?? '' }] } }
  }
  let chats = 0
  // All at once: they are chats of their own.
  const told: Promise<void>[] = []
  const tell = (at: number, story: Story) => told.push(play(at, story))
  const play = async (at: number, story: Story): Promise<void> => {
    chats += 1
    const chatId = chats.toString(16).padStart(32, 'a')
    let time = at
    await store.create(chatId, 'token', [OPENED], time)
    for (const [n, { command, afterMs = 5000, staffHere = 1 }] of story.entries()) {
      time += afterMs
      const full =
        command.type === 'visitor:feedback'
          ? { ...command, rated: await ratedAnswer(store, chatId, command.on) }
          : command
      const sender = command.type.startsWith('staff') ? `staff:${ANA.id}` : 'visitor'
      const ask: Ask = { command: full, situation: { staffHere, at: time, zone: site.hours.zone } }
      await store.append(chatId, { sender, clientId: n.toString(16).padStart(32, '0'), content: `${n}`, at: time }, ask)
    }
  }
  const chat = (...commands: Command[]): Story => commands.map((command) => ({ command }))
  for (let day = 20; day >= 0; day -= 1) {
    const at = now - day * DAY_MS - 30 * BEFORE_NOW_MS
    for (let n = 0; n <= (day * 7) % 5; n += 1) {
      tell(at, chat(says('What is it?', answer(n + day)), judges((n + day) % 3 > 0), says('Thank you', thanks)))
    }
    if (day % 2 === 0) tell(at, chat(says('Will it hurt?', asksBack), says('The first one', answer(day))))
    if (day % 3 === 0) {
      tell(at, [
        { command: says('What does it cost?', unsure) },
        { command: claims(ANA), afterMs: (20 + day * 17) * 1000 },
        { command: writes(ANA, 1) },
        { command: says('I see') },
        { command: closedAs('answered') },
      ])
    }
    if (day % 6 === 1)
      tell(
        at,
        chat(asksForPerson(), leavesContact()).map((step) => ({ ...step, staffHere: 0 })),
      )
  }
  const hit: Story = [{ command: says('I want to die', crisis) }]
  tell(now - 9 * DAY_MS, [
    ...hit,
    { command: claims(ANA), afterMs: 41_000 },
    { command: writes(ANA, 1) },
    { command: closedAs('emergency-advised'), afterMs: 300_000 },
  ])
  tell(now - 4 * DAY_MS, [...hit, { command: { type: 'visitor:end' } }])
  tell(now - BEFORE_NOW_MS, hit)
  await Promise.all(told)
}

/** The same in the data folder of a server that does not run. */
export async function fillWithThreeWeeks(dataDir: string): Promise<void> {
  const ring = await masterKeys(join(dataDir, 'master.key'))
  const store = await openSqliteStore<Ask>({ path: join(dataDir, 'chat.db'), ring, rule, counting: countChat })
  await playThreeWeeks(store, Date.now())
  await store.close()
}
