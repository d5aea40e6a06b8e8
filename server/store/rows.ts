import { hash } from 'node:crypto'
import type { Fact, LogEvent } from '../../protocol/events.ts'

export type SenderRole = 'visitor' | 'staff' | 'bot' | 'system'

/** SHA-256 of the parts, hexadecimal. Written as JSON first, so that no two lists of parts run into one another. */
export function checksum(...parts: (string | number | null)[]): string {
  return hash('sha256', JSON.stringify(parts))
}

/** Whose doing a fact is. */
export function roleOf(fact: Fact): SenderRole {
  switch (fact.type) {
    case 'message:sent':
      return fact.from
    case 'bot:replied':
      return 'bot'
    case 'chat:claimed':
      return 'staff'
    case 'chat:opened':
    case 'handoff:cancelled':
    case 'contact:left':
    case 'feedback:given':
      return 'visitor'
    case 'chat:released':
      return fact.reason === 'passed-back' ? 'staff' : 'system'
    case 'chat:closed':
      return fact.by === 'idle' ? 'system' : fact.by
    case 'handoff:requested':
    case 'handoff:unattended':
    case 'chat:reopened':
    case 'flag:raised':
      return 'system'
  }
}

/** Whether a fact is something that the visitor said or asked, or that staff did: a chat without any is not listed. */
export function isSpoken(fact: Fact): boolean {
  switch (fact.type) {
    case 'message:sent':
    case 'handoff:requested':
    case 'contact:left':
    case 'chat:claimed':
      return true
    default:
      return false
  }
}

/** `facts` as the events after `lastSeq`. */
export function numbered(facts: Fact[], lastSeq: number, at: number): LogEvent[] {
  return facts.map((fact, index) => ({ ...fact, seq: lastSeq + 1 + index, at }))
}
