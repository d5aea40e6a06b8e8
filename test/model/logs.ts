import type { ChatState, LogEvent } from '../../protocol/events.ts'
import { apply } from '../../server/conversation/apply.ts'
import type { Conversation } from '../../server/conversation/state.ts'
import { type Coverage, demand } from './coverage.ts'

/** What a chat was after each event, as the server's own fold has it: an end's fold must come to the same. */
interface After {
  state: ChatState
  ownerId: string | null
  epoch: number
  /** How many events up to this one have something to draw, for the visitor and for staff. */
  drawn: { visitor: number; staff: number }
}

/** A log as far as it was read. */
export interface ReadLog {
  readonly events: LogEvent[]
  readonly after: After[]
  conversation: Conversation | null
  /** Seq of each text that somebody sent, by the text. */
  readonly texts: Map<string, number>
  readonly ids: Set<string>
  /** Seqs of visitors' messages that the bot had to deal with. */
  readonly questions: Set<number>
  readonly replies: Map<number, number>
}

/** Reads every log as it grows and holds each event to what may stand there. */
export class Logs {
  readonly chats = new Map<string, ReadLog>()
  readonly #coverage: Coverage

  constructor(coverage: Coverage) {
    this.#coverage = coverage
  }

  /** What is new in every log; `logs` are all that there are. */
  read(logs: ReadonlyMap<string, readonly LogEvent[]>): void {
    for (const [chatId, log] of logs) this.#grow(chatId, log)
    for (const chatId of this.chats.keys()) if (!logs.has(chatId)) this.chats.delete(chatId)
  }

  /** Another generation of the logs is in force: nothing that was read counts. */
  forget(): void {
    this.chats.clear()
  }

  #grow(chatId: string, log: readonly LogEvent[]): void {
    const known = this.chats.get(chatId) ?? freshLog()
    this.chats.set(chatId, known)
    const { events } = known
    const last = events.at(-1)
    // I2: what was read once stands where it stood.
    const kept = log.length >= events.length && JSON.stringify(log[events.length - 1]) === JSON.stringify(last)
    demand(kept, 'I2', () => `the log of a chat changed before event ${events.length}`)
    if (log.length === events.length) return
    for (const event of log.slice(events.length)) this.#take(known, chatId, event)
    for (const seq of known.questions) {
      demand(known.replies.get(seq) === 1, 'I9', () => `message ${seq} has ${known.replies.get(seq) ?? 0} outcomes`)
    }
  }

  #take(known: ReadLog, chatId: string, event: LogEvent): void {
    const { seq } = event
    const before = known.conversation
    // I2: 1, 2, 3 … without a hole.
    demand(seq === known.events.length + 1, 'I2', () => `event ${seq} comes after ${known.events.length}`)
    if (before) this.#consider(known, before, event)
    const now = apply(before, chatId, event)
    // I6: with staff is whoever has exactly one owner.
    demand(
      (now.state === 'staff') === (now.owner !== null),
      'I6',
      () => `${now.state} with owner ${now.owner?.id} at ${seq}`,
    )
    // I7: the epoch only grows, and with each change of hands.
    const handed = now.owner !== null && now.owner.id !== before?.owner?.id
    const grew = now.epoch - (before?.epoch ?? 0)
    demand(handed ? grew > 0 : grew >= 0, 'I7', () => `epoch ${before?.epoch} becomes ${now.epoch} at ${seq}`)
    known.conversation = now
    known.events.push(event)
    const drawn = known.after.at(-1)?.drawn ?? { visitor: 0, staff: 0 }
    const forStaff = event.type === 'feedback:given' ? 0 : 1
    const forVisitor = event.type === 'note:written' ? 0 : forStaff
    known.after.push({
      state: now.state,
      ownerId: now.owner?.id ?? null,
      epoch: now.epoch,
      drawn: { visitor: drawn.visitor + forVisitor, staff: drawn.staff + forStaff },
    })
    this.#coverage.add(`state:${now.state}`)
    this.#coverage.add(`event:${event.type}`)
  }

  #consider(known: ReadLog, before: Conversation, event: LogEvent): void {
    const { seq } = event
    const id = senderAndId(event)
    if (id !== null) {
      // I3: one row for each id of a sender.
      demand(!known.ids.has(id), 'I3', () => `an id of ${id} stands twice, at ${seq} again`)
      known.ids.add(id)
    }
    const text = textOf(event)
    if (text !== null) {
      const again = event.type !== 'contact:left' && known.texts.has(text)
      demand(!again, 'I3', () => `"${text}" was said once and stands twice, at ${seq} again`)
      known.texts.set(text, seq)
    }
    if (event.type === 'message:sent') {
      // I9: whatever is said while the bot has the chat has one outcome. A chat that reopens is the bot's or becomes the queue's.
      const withBot = before.state === 'bot' && !(known.events.at(-1)?.type === 'chat:reopened' && before.hadPerson)
      if (event.from === 'visitor' && withBot) known.questions.add(seq)
    }
    if (event.type === 'answer:sent') {
      // I8: the article's words never stand without the disclaimer, whoever sends them.
      demand(event.disclaimer.id !== '', 'I8', () => `the answer ${seq} has no disclaimer`)
    }
    if (event.type === 'bot:replied') {
      // I8: the bot says nothing once a person has the chat or it is closed, and never anything without the disclaimer.
      const silent = before.state === 'staff' || before.state === 'closed'
      demand(!silent, 'I8', () => `the bot speaks at ${seq} while the chat is ${before.state}`)
      demand(event.disclaimer.id !== '', 'I8', () => `the bot's row ${seq} has no disclaimer`)
      known.replies.set(event.replyTo, (known.replies.get(event.replyTo) ?? 0) + 1)
    }
  }
}

/** What a person wrote, whoever it was and for whom; null where nobody wrote anything. */
export function textOf(event: LogEvent): string | null {
  if (event.type === 'message:sent') return event.text
  if (event.type === 'contact:left') return event.question
  return event.type === 'note:written' ? (event.note?.text ?? null) : null
}

function senderAndId(event: LogEvent): string | null {
  if (event.type === 'note:written') return event.note && `${event.note.staff.id} ${event.note.clientId}`
  if (!('clientId' in event)) return null
  return `${'staff' in event ? event.staff.id : 'visitor'} ${event.clientId}`
}

const freshLog = (): ReadLog => ({
  events: [],
  after: [],
  conversation: null,
  texts: new Map(),
  ids: new Set(),
  questions: new Set(),
  replies: new Map(),
})
