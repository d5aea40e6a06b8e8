import fc from 'fast-check'
import type { Fact, LogEvent, LogPage } from '../../protocol/events.ts'

const ANA = { id: 'ana', name: 'Ana' }
const DISCLAIMER = { id: '0123456789ab', title: 'Not medical advice.', lead: null, text: '', full: 'Full.' }

export const botReply = (replyTo: number): Fact => ({
  type: 'bot:replied',
  outcome: 'answer',
  replyTo,
  template: 'unsure',
  text: 'I can help with that.',
  answers: [],
  choices: [],
  card: null,
  lang: 'en',
  disclaimer: DISCLAIMER,
})

export const visitorSaid = (text: string, clientId = text): Fact => ({
  type: 'message:sent',
  from: 'visitor',
  clientId,
  text,
  choice: null,
})

export const staffSaid = (text: string): Fact => ({
  type: 'message:sent',
  from: 'staff',
  clientId: text,
  text,
  staff: ANA,
})

/** A log of these facts, numbered from 1. */
export const logOf = (facts: Fact[]): LogEvent[] => facts.map((fact, i) => ({ ...fact, seq: i + 1, at: 1000 + i }))

/** Facts of every kind. They need not make sense together: a fold takes them as they come. */
export const factArbitrary: fc.Arbitrary<Fact> = fc.oneof(
  fc.string({ minLength: 1, maxLength: 8 }).map((text) => visitorSaid(text)),
  fc.string({ minLength: 1, maxLength: 8 }).map(staffSaid),
  fc.nat(20).map(botReply),
  fc.constantFrom<Fact>(
    { type: 'handoff:requested', trigger: 'asked', why: null },
    { type: 'handoff:cancelled' },
    { type: 'handoff:unattended', reason: 'nobody-came' },
    { type: 'contact:left', clientId: 'c', question: 'q', contact: 'me@example.org' },
    { type: 'chat:claimed', staff: ANA, epoch: 1 },
    { type: 'chat:released', staff: ANA, epoch: 2, to: 'queue', reason: 'dropped' },
    { type: 'chat:closed', by: 'idle', staff: null, outcome: null },
    { type: 'chat:reopened' },
    { type: 'flag:raised', card: 'self-harm' },
    { type: 'feedback:given', clientId: 'f', on: 3, helpful: false, reason: null },
  ),
)

export const logArbitrary: fc.Arbitrary<LogEvent[]> = fc
  .array(factArbitrary, { minLength: 1, maxLength: 60 })
  .map((facts) => logOf([{ type: 'chat:opened', locale: 'en', noticeVersion: '1', page: '/' }, ...facts]))

/** The page that a server with this log gives, `limit` events long. */
export function pageOf(gen: string, log: LogEvent[], since: number, limit = 200): LogPage {
  const events = log.slice(since, since + limit)
  return { gen, events, lastSeq: log.length, more: since + events.length < log.length }
}
