import type { Approved, Fact, LogEvent, StaffName } from '../../protocol/events.ts'
import { apply } from '../../server/conversation/apply.ts'
import type { Command, DraftReply, Proposal, Situation } from '../../server/conversation/commands.ts'
import { decide } from '../../server/conversation/decide.ts'
import type { Conversation } from '../../server/conversation/state.ts'

/** A chat kept in memory the way the store keeps one: the log is the truth and the conversation is its fold. */
export interface ModelChat {
  readonly log: LogEvent[]
  readonly now: Conversation
  /** Decides, numbers and applies; returns what was stored. Throws what `decide` throws, with nothing changed. */
  do(command: Command, situation?: Partial<Situation>): LogEvent[]
}

export const CHAT_ID = 'c'.repeat(32)
export const ANA: StaffName = { id: 'staff-ana', name: 'Ana' }
export const BEN: StaffName = { id: 'staff-ben', name: 'Ben' }
export const OPENED: Fact = { type: 'chat:opened', locale: 'en', noticeVersion: '1', page: '/ketamine' }

/** A chat that was just opened. Its clock moves one second a command unless `at` is given. */
export function modelChat(facts: Fact[] = [OPENED]): ModelChat {
  const log: LogEvent[] = []
  let now: Conversation | null = null
  let clock = 1_000_000
  const store = (stored: Fact[], at: number): LogEvent[] => {
    const events = stored.map((fact, index): LogEvent => ({ ...fact, seq: log.length + 1 + index, at }))
    for (const event of events) now = apply(now, CHAT_ID, event)
    log.push(...events)
    return events
  }
  store(facts, clock)
  const current = (): Conversation => {
    if (!now) throw new Error('a chat begins with an event')
    return now
  }
  return {
    log,
    get now() {
      return current()
    },
    do(command, situation = {}) {
      clock += 1000
      const at = situation.at ?? clock
      return store(decide(current(), command, { staffHere: situation.staffHere ?? 1, at, zone: 'UTC' }), at)
    },
  }
}

/** The conversation that a log makes. */
export function replay(log: LogEvent[]): Conversation | null {
  return log.reduce<Conversation | null>((conversation, event) => apply(conversation, CHAT_ID, event), null)
}

export function draft(part: Partial<DraftReply> = {}): DraftReply {
  return {
    type: 'bot:replied',
    outcome: 'answer',
    template: null,
    text: '',
    answers: [],
    choices: [],
    card: null,
    lang: 'en',
    disclaimer: {
      id: '0123456789ab',
      title: 'Medical disclaimer',
      lead: null,
      text: 'Not advice.',
      full: 'Not advice.',
    },
    ...part,
  }
}

/** An approved answer as staff send one. */
export const APPROVED: Approved = {
  answers: [
    {
      entryId: 'warmth',
      title: 'Does warmth help?',
      type: 'fact',
      attribution: 'The article says',
      text: 'It helps some.',
      passages: [],
      lang: 'en',
    },
  ],
  lang: 'en',
  disclaimer: draft().disclaimer,
}

export const answers: Proposal = {
  reply: draft({
    answers: [
      {
        entryId: 'what-is-ketamine',
        title: 'What is ketamine?',
        type: 'fact',
        attribution: 'The article says',
        text: 'An anesthetic.',
        passages: [],
        lang: 'en',
      },
    ],
  }),
  handoff: null,
  flag: null,
}

export const unsure: Proposal = {
  reply: draft({ outcome: 'handoff', template: 'unsure', text: 'I have no approved answer.' }),
  handoff: { trigger: 'unsure', rule: 'score<0.55', needed: 0.55, candidates: [] },
  flag: null,
}

export const crisis: Proposal = {
  reply: draft({ outcome: 'crisis', text: 'Please call 988.', card: 'self-harm' }),
  handoff: { trigger: 'red-flag', rule: 'crisis:self-harm', needed: null, candidates: [] },
  flag: 'self-harm',
}

let written = 0
const nextId = (): string => (++written).toString(16).padStart(32, '0')

export const says = (text: string, proposal: Proposal = answers): Command => ({
  type: 'visitor:send',
  clientId: nextId(),
  text,
  choice: null,
  proposal,
})

export const asksForPerson = (): Command => ({
  type: 'visitor:ask-person',
  why: { trigger: 'asked', rule: 'button', needed: null, candidates: [] },
  reply: draft({ outcome: 'handoff', template: 'asked', text: 'A person will join.' }),
})

export const leavesContact = (question = 'What does it cost?', contact = 'kim@example.com'): Command => ({
  type: 'visitor:leave-contact',
  clientId: nextId(),
  question,
  contact,
})

export const claims = (staff: StaffName): Command => ({ type: 'staff:claim', staff })

export const writes = (staff: StaffName, epoch: number, text = 'Hello, this is a person.'): Command => ({
  type: 'staff:send',
  clientId: nextId(),
  staff,
  epoch,
  text,
})

export const notes = (staff: StaffName, text = 'Call her tomorrow.'): Command => ({
  type: 'staff:note',
  clientId: nextId(),
  staff,
  text,
})

export const passes = (staff: StaffName, epoch: number, to: StaffName | null, note: string | null = null): Command => ({
  type: 'staff:pass',
  clientId: nextId(),
  staff,
  epoch,
  to,
  note,
})

export const passesBack = (staff: StaffName, epoch: number, to: 'queue' | 'bot' = 'queue'): Command => ({
  type: 'staff:release',
  staff,
  epoch,
  to,
})

export const closes = (staff: StaffName, epoch: number): Command => ({
  type: 'staff:close',
  staff,
  epoch,
  outcome: 'answered',
})

export const typesOf = (events: LogEvent[]): string[] => events.map((event) => event.type)
