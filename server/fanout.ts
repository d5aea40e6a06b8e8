import type { Namespace, Socket } from 'socket.io'
import type { LogEvent } from '../protocol/events.ts'
import type { AlertsProof, Onlooker, StaffPushes } from '../protocol/staff.ts'
import type { Reading, VisitorPushes } from '../protocol/visitor.ts'
import type { StaffSession } from './auth.ts'
import type { Conversation } from './conversation/state.ts'
import { rowOf } from './inbox.ts'
import { readPage } from './log-page.ts'
import type { Doorbell } from './nodes/doorbell.ts'
import { InboxPushes } from './nodes/inbox-pushes.ts'
import { LogPushes } from './nodes/log-pushes.ts'
import { type Look, Onlookers } from './onlookers.ts'
import type { StaffPresence } from './presence.ts'
import { Readings } from './readings.ts'
import { publicEvent } from './reply.ts'
import { chatRoom, sessionRoom } from './rooms.ts'
import type { Appended, Store } from './store/port.ts'

/** A chat as far as a socket that follows it can read it by itself. */
export type Head = Pick<Conversation, 'id' | 'lastSeq' | 'state'>

type Emits<Pushes> = { [Name in keyof Pushes]: (payload: Pushes[Name]) => void }
/** What a client may send is known to the guard alone, so no event is declared here. */
type NoEvents = Record<never, never>

/** Found out while the socket was let in. */
interface VisitorData {
  chat: Head | null
}
interface StaffData {
  session: StaffSession
}

export type VisitorNamespace = Namespace<NoEvents, Emits<VisitorPushes>, NoEvents, VisitorData>
export type StaffNamespace = Namespace<NoEvents, Emits<StaffPushes>, NoEvents, StaffData>
export type VisitorSocket = Socket<NoEvents, Emits<VisitorPushes>, NoEvents, VisitorData>
export type StaffSocket = Socket<NoEvents, Emits<StaffPushes>, NoEvents, StaffData>

interface FanoutDeps {
  visitors: VisitorNamespace
  staff: StaffNamespace
  store: Store
  doorbell: Doorbell
}

/**
 * Tells connected people what has become true. Only ever called after the commit. What is told here is a hint: whoever
 * misses it finds out from the next heartbeat and reads the log.
 *
 * What another node stored is heard of by its ring, which may be lost, or by the sweep, which finds everything; either way it
 * is read from the store, and what a ring says is believed of nothing.
 */
export class Fanout {
  readonly #visitors: VisitorNamespace
  readonly #staff: StaffNamespace
  readonly #store: Store
  readonly #doorbell: Doorbell
  readonly #logs: LogPushes
  readonly #inbox: InboxPushes
  readonly #onlookers = new Onlookers()
  readonly #readings = new Readings()
  #sweeping: Promise<void> | null = null

  constructor({ visitors, staff, store, doorbell }: FanoutDeps) {
    this.#visitors = visitors
    this.#staff = staff
    this.#store = store
    this.#doorbell = doorbell
    this.#logs = new LogPushes({
      read: (chatId, since) => readPage(store, chatId, since),
      push: (chatId, events) => this.#push(chatId, events),
      gone: (chatId) => this.#gone(chatId),
    })
    this.#inbox = new InboxPushes({
      store,
      isAnyoneHere: () => staff.sockets.size > 0,
      changed: (conversation) => staff.emit('inbox:changed', { row: rowOf(conversation) }),
      removed: (chatId) => staff.emit('inbox:removed', { chatId }),
    })
  }

  /** What this node has stored. */
  stored({ events, conversation }: Appended): void {
    if (events.length === 0) return
    this.#logs.stored(conversation.id, events)
    this.#inbox.tell(conversation)
    this.#doorbell.ring(conversation.id, conversation.lastSeq)
  }

  /** A socket is about to be sent the events of this chat that come after the ones it can read by itself. */
  followed(head: Head): void {
    this.#logs.follow(head)
  }

  /** The newest event of a chat that somebody here follows, as far as this node knows. */
  seqOf(chatId: string): number | undefined {
    return this.#logs.seqOf(chatId)
  }

  /** Somebody on staff was shown these chats. */
  listed(conversations: Conversation[]): void {
    this.#inbox.listed(conversations)
  }

  /** Another node says that the chat has events up to `seq`, or with 0 that the chat itself has changed. */
  async rang(chatId: string, seq: number): Promise<void> {
    if (seq === 0) await this.#lookAt(chatId)
    else await this.#logs.reach(chatId, seq)
    await this.#inbox.look(chatId, seq)
  }

  /** Finds everything that was stored elsewhere, whether or not anybody rang. Rejects with what the store rejects with. */
  sweep(): Promise<void> {
    this.#sweeping ??= this.#sweep().finally(() => {
      this.#sweeping = null
    })
    return this.#sweeping
  }

  presence(presence: StaffPresence): void {
    this.#visitors.emit('presence', presence.forVisitors())
    this.#staff.emit('presence', presence.forStaff())
  }

  alerts(proof: AlertsProof): void {
    this.#staff.emit('alerts', proof)
  }

  /** Chats that this node has deleted: off the lists, and their visitors are disconnected. */
  removed(chatIds: string[]): void {
    for (const chatId of chatIds) {
      this.#gone(chatId)
      this.#doorbell.ring(chatId, 0)
    }
  }

  visitorTyping(chatId: string, typing: boolean): void {
    this.#staff.to(chatRoom(chatId)).emit('typing', { chatId, typing })
  }

  staffTyping(chatId: string, name: string, typing: boolean): void {
    this.#visitors.to(chatRoom(chatId)).emit('typing', { name, typing })
  }

  /** A window of the staff's has another chat before it, or null for none; whoever has the same one open sees it. */
  looks(socketId: string, look: Look | null): void {
    for (const chatId of this.#onlookers.set(socketId, look)) {
      this.#staff.to(chatRoom(chatId)).emit('onlookers', { chatId, staff: this.#onlookers.of(chatId) })
    }
  }

  onlookers(chatId: string): Onlooker[] {
    return this.#onlookers.of(chatId)
  }

  /** The visitor's page says how far it has the log, of `lastSeq` events. */
  read(chatId: string, reading: Reading, lastSeq: number): void {
    const news = this.#readings.took(chatId, reading, lastSeq)
    if (news) this.#staff.to(chatRoom(chatId)).emit('reading', { chatId, ...news })
  }

  readingOf(chatId: string): Reading {
    return this.#readings.of(chatId)
  }

  /** The session is over: its sockets are told why, then closed. */
  endSession(sessionId: string): void {
    const sockets = this.#staff.in(sessionRoom(sessionId))
    sockets.emit('session:ended', {})
    sockets.disconnectSockets(true)
  }

  #push(chatId: string, events: LogEvent[]): void {
    const { gen } = this.#store
    const room = chatRoom(chatId)
    this.#visitors.to(room).emit('log:events', { gen, events: events.map(publicEvent) })
    this.#staff.to(room).emit('log:events', { chatId, gen, events })
  }

  #gone(chatId: string): void {
    this.#logs.forget(chatId)
    this.#readings.forget(chatId)
    this.#inbox.gone(chatId)
    this.#staff.in(chatRoom(chatId)).socketsLeave(chatRoom(chatId))
    this.#visitors.in(chatRoom(chatId)).disconnectSockets(true)
  }

  #hasVisitors(chatId: string): boolean {
    return this.#visitors.adapter.rooms.has(chatRoom(chatId))
  }

  /** Whether the chat is still there, and what is new in it. */
  async #lookAt(chatId: string): Promise<void> {
    if (this.#logs.seqOf(chatId) === undefined) return
    const [head] = await this.#store.heads([chatId])
    if (!head) return this.#gone(chatId)
    await this.#logs.reach(chatId, head.lastSeq)
  }

  async #sweep(): Promise<void> {
    const hasStaff = (chatId: string): boolean => this.#staff.adapter.rooms.has(chatRoom(chatId))
    const open = this.#logs.open((chatId) => this.#hasVisitors(chatId) || hasStaff(chatId))
    if (open.length > 0) {
      const heads = new Map((await this.#store.heads(open)).map(({ chatId, lastSeq }) => [chatId, lastSeq]))
      for (const chatId of open) {
        const lastSeq = heads.get(chatId)
        if (lastSeq === undefined) this.#gone(chatId)
        else await this.#logs.reach(chatId, lastSeq)
      }
    }
    await this.#inbox.sweep()
  }
}
