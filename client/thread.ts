import type { LogEvent } from '../protocol/events.ts'
import { EMPTY_THREAD, type Item, type Line, type Thread } from './thread-state.ts'

export { EMPTY_THREAD, type Handoff, type Item, type Line, type Thread } from './thread-state.ts'

/** Part of a log, as a push or a page brings it. */
export interface Batch {
  gen: string
  events: readonly LogEvent[]
}

/**
 * The thread after a batch. Events that are known already are dropped, an event beyond the next one is left for a sync
 * (`needsSync`), a batch of another generation starts the thread over. Pure; returns the same object when nothing changed.
 */
export function fold(thread: Thread, batch: Batch): Thread {
  let next = thread
  if (thread.gen !== batch.gen) {
    // A restored server may know less than this page has seen: its log is the truth from here on.
    next = { ...EMPTY_THREAD, gen: batch.gen, needsSync: thread.gen !== null }
  }
  let items: Item[] | null = null
  for (const event of batch.events) {
    if (event.seq <= next.cursor) continue
    if (event.seq > next.cursor + 1) return next.needsSync ? next : { ...next, needsSync: true }
    items ??= [...next.items]
    next = { ...step(next, event, items), cursor: event.seq, items }
  }
  return next
}

/** The thread after one more event; what is to be drawn goes into `items`. */
function step(thread: Thread, event: LogEvent, items: Item[]): Thread {
  const { seq, at } = event
  const line = (told: Line) => items.push({ seq, at, kind: 'line', line: told })
  switch (event.type) {
    case 'chat:opened':
      line({ type: 'opened', locale: event.locale, noticeVersion: event.noticeVersion, page: event.page })
      return { ...thread, locale: event.locale }
    case 'message:sent': {
      const { clientId, text } = event
      if (event.from === 'staff') {
        items.push({ seq, at, kind: 'staff', clientId, text, staff: event.staff })
        return thread
      }
      items.push({ seq, at, kind: 'visitor', clientId, text, choice: event.choice })
      return { ...thread, lastQuestion: text }
    }
    case 'bot:replied':
      items.push({ seq, at, kind: 'bot', reply: event, feedback: null })
      return event.card ? { ...thread, flag: event.card } : thread
    case 'handoff:requested':
      line({ type: 'asked', trigger: event.trigger, why: event.why })
      return {
        ...thread,
        state: 'waiting',
        owner: null,
        handoff: { seq, askedAt: at, trigger: event.trigger, why: event.why, unattended: null },
      }
    case 'handoff:cancelled':
      line({ type: 'cancelled' })
      return { ...thread, state: 'bot', handoff: null }
    case 'handoff:unattended':
      line({ type: 'unattended', reason: event.reason })
      return {
        ...thread,
        state: 'left_message',
        handoff: thread.handoff && { ...thread.handoff, unattended: event.reason },
      }
    case 'contact:left': {
      const { question, contact } = event
      line({ type: 'contact', question, contact })
      return { ...thread, left: { seq, question, contact } }
    }
    case 'chat:claimed':
      line({ type: 'joined', staff: event.staff, from: thread.owner })
      return { ...thread, state: 'staff', owner: event.staff, epoch: event.epoch, handoff: null }
    case 'chat:released': {
      const { staff, to, reason, epoch } = event
      line({ type: 'released', staff, to, reason })
      const released: Thread = { ...thread, owner: null, epoch }
      if (to === 'bot') return { ...released, state: 'bot', handoff: null }
      return {
        ...released,
        state: 'waiting',
        handoff: { seq, askedAt: at, trigger: 'asked', why: null, unattended: null },
      }
    }
    case 'chat:closed':
      line({ type: 'closed', by: event.by, staff: event.staff, outcome: event.outcome })
      return { ...thread, state: 'closed', owner: null, handoff: null }
    case 'chat:reopened':
      line({ type: 'reopened' })
      // Into the queue or to the bot: the event after this one says which.
      return { ...thread, state: 'bot', owner: null, handoff: null }
    case 'flag:raised':
      items.push({ seq, at, kind: 'card', card: event.card })
      return { ...thread, flag: event.card }
    case 'feedback:given': {
      const index = items.findIndex((item) => item.seq === event.on)
      const on = items[index]
      if (on?.kind === 'bot') items[index] = { ...on, feedback: { helpful: event.helpful, reason: event.reason } }
      return thread
    }
  }
}

/** Whether `item` begins a run of one speaker: then it carries the speaker's name or initial. */
export function startsRun(previous: Item | undefined, item: Item): boolean {
  if (previous?.kind !== item.kind) return true
  return previous.kind === 'staff' && item.kind === 'staff' && previous.staff.id !== item.staff.id
}

/** How many messages of the bot or of staff came after `readSeq`. */
export function unread(thread: Thread, readSeq: number): number {
  return thread.items.filter((item) => item.seq > readSeq && (item.kind === 'staff' || item.kind === 'bot')).length
}
