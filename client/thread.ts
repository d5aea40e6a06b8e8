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

/**
 * The thread after one more event; what is to be drawn goes into `items`. An item or a line is its event with a kind or a name of
 * its own, so that it brings whatever there is to draw.
 */
function step(thread: Thread, event: LogEvent, items: Item[]): Thread {
  const { seq, at } = event
  const line = (told: Line) => items.push({ seq, at, kind: 'line', line: told })
  switch (event.type) {
    case 'chat:opened':
      line({ ...event, type: 'opened' })
      return { ...thread, locale: event.locale }
    case 'message:sent':
      if (event.from === 'staff') {
        items.push({ ...event, kind: 'staff' })
        return thread
      }
      items.push({ ...event, kind: 'visitor' })
      return { ...thread, lastQuestion: event.text }
    case 'answer:sent':
      items.push({ ...event, kind: 'staff', text: event.answers[0].text, approved: event })
      return thread
    case 'bot:replied':
      items.push({ seq, at, kind: 'bot', reply: event, feedback: null })
      return event.card ? { ...thread, flag: event.card } : thread
    case 'handoff:requested':
      line({ ...event, type: 'asked' })
      return { ...thread, state: 'waiting', owner: null, handoff: { ...event, askedAt: at, unattended: null } }
    case 'handoff:cancelled':
      line({ type: 'cancelled' })
      return { ...thread, state: 'bot', handoff: null }
    case 'handoff:unattended':
      line({ ...event, type: 'unattended' })
      return {
        ...thread,
        state: 'left_message',
        handoff: thread.handoff && { ...thread.handoff, unattended: event.reason },
      }
    case 'contact:left':
      line({ ...event, type: 'contact' })
      return { ...thread, left: event }
    case 'chat:passed':
    case 'chat:claimed':
      line({ note: null, ...event, type: 'joined', from: thread.owner })
      return { ...thread, state: 'staff', owner: event.staff, epoch: event.epoch, handoff: null }
    case 'chat:released': {
      line({ ...event, type: 'released' })
      const released: Thread = { ...thread, owner: null, epoch: event.epoch }
      if (event.to === 'bot') return { ...released, state: 'bot', handoff: null }
      return {
        ...released,
        state: 'waiting',
        handoff: { seq, askedAt: at, trigger: 'asked', why: null, unattended: null },
      }
    }
    case 'chat:closed':
      line({ ...event, type: 'closed' })
      return { ...thread, state: 'closed', owner: null, handoff: null }
    case 'chat:reopened':
      line({ type: 'reopened' })
      // Into the queue or to the bot: the event after this one says which.
      return { ...thread, state: 'bot', owner: null, handoff: null }
    case 'flag:raised':
      items.push({ ...event, kind: 'card' })
      return { ...thread, flag: event.card }
    case 'feedback:given': {
      const index = items.findIndex((item) => item.seq === event.on)
      const on = items[index]
      if (on?.kind === 'bot') items[index] = { ...on, feedback: event }
      return thread
    }
    default:
      // A note. A kind that is not known here, of a newer server, comes here as well, and changes nothing.
      if (event.note) items.push({ seq, at, kind: 'note', note: event.note })
      return thread
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
