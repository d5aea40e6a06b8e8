import fc from 'fast-check'
import {
  CARD_KINDS,
  CLOSE_OUTCOMES,
  HANDOFF_TRIGGERS,
  OUTCOMES,
  type StaffName,
  type Why,
} from '../../protocol/events.ts'
import type { Command, Proposal } from '../../server/conversation/commands.ts'
import { ANA, APPROVED, BEN, draft } from './model.ts'

/** One command of a random history. Epochs are relative to the chat's, because an absolute one would hardly ever fit. */
export interface Step {
  /** Builds the command for a chat whose epoch is `epoch` and whose last event is `lastSeq`. */
  command(epoch: number, lastSeq: number): Command
  staffHere: number
}

const CAM: StaffName = { id: 'staff-cam', name: 'Cam' }
const staff = fc.constantFrom(ANA, BEN, CAM)
const clientId = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString('hex'))
const text = fc.oneof(fc.string({ minLength: 1, maxLength: 300 }), fc.string({ unit: 'binary', minLength: 1 }))
/** How far behind the chat's epoch the writer's is; mostly current. */
const behind = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.constantFrom(-1, 1, 2) })

const why: fc.Arbitrary<Why> = fc.record({
  trigger: fc.constantFrom(...HANDOFF_TRIGGERS),
  rule: fc.constantFrom('score<0.55', 'topic:cost'),
  needed: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  candidates: fc.constant([]),
})

/** What the engine would propose: emergency words come with their card, and a hand-off comes with a reason. */
const proposal: fc.Arbitrary<Proposal> = fc
  .record({
    outcome: fc.constantFrom(...OUTCOMES),
    card: fc.constantFrom(...CARD_KINDS),
    why,
    template: fc.constantFrom(null, 'unsure', 'topic:cost', 'smalltalk:thanks'),
    partly: fc.boolean(),
  })
  .map(({ outcome, card, why: reason, template, partly }): Proposal => {
    const urgent = outcome === 'crisis'
    const person = urgent || outcome === 'handoff' || (outcome === 'answer' && partly)
    return {
      reply: draft({ outcome, template, text: 'words', card: urgent ? card : null }),
      handoff: person ? reason : null,
      flag: urgent ? card : null,
    }
  })

const send = fc
  .record({ clientId, text, proposal })
  .map((sent) => (): Command => ({ type: 'visitor:send', choice: null, ...sent }))
const askPerson = why.map((reason) => (): Command => ({ type: 'visitor:ask-person', why: reason, reply: draft() }))
const cancel = fc.constant((): Command => ({ type: 'visitor:cancel' }))
const leaveContact = fc
  .record({ clientId, question: text, contact: text })
  .map((left) => (): Command => ({ type: 'visitor:leave-contact', ...left }))
const feedback = fc
  .record({ clientId, helpful: fc.boolean(), ahead: fc.constantFrom(-1, 0, 1) })
  .map(({ ahead, ...given }) => (_epoch: number, lastSeq: number): Command => {
    return { type: 'visitor:feedback', ...given, on: lastSeq + ahead, reason: null, rated: null }
  })
const end = fc.constant((): Command => ({ type: 'visitor:end' }))

const claim = staff.map((who) => (): Command => ({ type: 'staff:claim', staff: who }))
const staffSend = fc.record({ clientId, staff, text, behind }).map(
  ({ behind: late, ...sent }) =>
    (epoch: number): Command => ({ type: 'staff:send', ...sent, epoch: epoch - late }),
)
const note = fc.record({ clientId, staff, text }).map((written) => (): Command => ({ type: 'staff:note', ...written }))
const answer = fc.record({ clientId, staff, behind, known: fc.boolean() }).map(
  ({ behind: late, known, ...sent }) =>
    (epoch: number): Command => ({
      type: 'staff:answer',
      ...sent,
      epoch: epoch - late,
      approved: known ? APPROVED : null,
    }),
)
const pass = fc
  .record({ clientId, staff, to: fc.option(staff), note: fc.option(text), behind })
  .map(({ behind: late, ...passed }) => (epoch: number): Command => {
    return { type: 'staff:pass', ...passed, epoch: epoch - late }
  })
const release = fc
  .record({ staff, to: fc.constantFrom('queue' as const, 'bot' as const), behind })
  .map(({ behind: late, ...released }) => (epoch: number): Command => {
    return { type: 'staff:release', ...released, epoch: epoch - late }
  })
const close = fc
  .record({ staff, outcome: fc.constantFrom(...CLOSE_OUTCOMES), behind })
  .map(({ behind: late, ...closed }) => (epoch: number): Command => {
    return { type: 'staff:close', ...closed, epoch: epoch - late }
  })

const clock = fc
  .constantFrom('clock:unattended' as const, 'clock:owner-gone' as const, 'clock:idle' as const)
  .map((type) => (): Command => ({ type }))

const command: fc.Arbitrary<Step['command']> = fc.oneof(
  { weight: 8, arbitrary: send },
  { weight: 4, arbitrary: askPerson },
  { weight: 2, arbitrary: cancel },
  { weight: 2, arbitrary: leaveContact },
  { weight: 2, arbitrary: feedback },
  { weight: 2, arbitrary: end },
  { weight: 6, arbitrary: claim },
  { weight: 6, arbitrary: staffSend },
  { weight: 2, arbitrary: note },
  { weight: 2, arbitrary: answer },
  { weight: 4, arbitrary: pass },
  { weight: 2, arbitrary: release },
  { weight: 2, arbitrary: close },
  { weight: 4, arbitrary: clock },
)

/** Random histories of a chat: what its visitor, three staff members and the clock might do in any order. */
export const histories: fc.Arbitrary<Step[]> = fc.array(fc.record({ command, staffHere: fc.constantFrom(0, 1, 3) }), {
  minLength: 1,
  maxLength: 40,
})
