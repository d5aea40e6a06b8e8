import type { Namespace, Socket } from 'socket.io'
import type { StaffPushes } from '../protocol/staff.ts'
import type { VisitorPushes } from '../protocol/visitor.ts'
import type { StaffSession } from './auth.ts'
import { isListed, rowOf } from './inbox.ts'
import type { StaffPresence } from './presence.ts'
import { publicEvent } from './reply.ts'
import { chatRoom, sessionRoom } from './rooms.ts'
import type { Appended } from './store/port.ts'

type Emits<Pushes> = { [Name in keyof Pushes]: (payload: Pushes[Name]) => void }
/** What a client may send is known to the guard alone, so no event is declared here. */
type NoEvents = Record<never, never>

/** Found out while the socket was let in. */
interface VisitorData {
  chatId: string | null
}
interface StaffData {
  session: StaffSession
}

export type VisitorNamespace = Namespace<NoEvents, Emits<VisitorPushes>, NoEvents, VisitorData>
export type StaffNamespace = Namespace<NoEvents, Emits<StaffPushes>, NoEvents, StaffData>
export type VisitorSocket = Socket<NoEvents, Emits<VisitorPushes>, NoEvents, VisitorData>
export type StaffSocket = Socket<NoEvents, Emits<StaffPushes>, NoEvents, StaffData>

/**
 * Tells connected people what has become true. Only ever called after the commit. What is told here is a hint: whoever
 * misses it finds out from the next heartbeat and reads the log.
 */
export class Fanout {
  readonly #visitors: VisitorNamespace
  readonly #staff: StaffNamespace
  readonly #gen: string

  constructor(visitors: VisitorNamespace, staff: StaffNamespace, gen: string) {
    this.#visitors = visitors
    this.#staff = staff
    this.#gen = gen
  }

  stored({ events, conversation }: Appended): void {
    if (events.length === 0) return
    const room = chatRoom(conversation.id)
    this.#visitors.to(room).emit('log:events', { gen: this.#gen, events: events.map(publicEvent) })
    this.#staff.to(room).emit('log:events', { chatId: conversation.id, gen: this.#gen, events })
    if (isListed(conversation)) this.#staff.emit('inbox:changed', { row: rowOf(conversation) })
  }

  presence(presence: StaffPresence): void {
    this.#visitors.emit('presence', presence.forVisitors())
    this.#staff.emit('presence', presence.forStaff())
  }

  /** Chats that were deleted: off the lists, and their visitors are disconnected. */
  removed(chatIds: string[]): void {
    for (const chatId of chatIds) {
      this.#staff.emit('inbox:removed', { chatId })
      this.dropVisitors(chatId)
    }
  }

  visitorTyping(chatId: string, typing: boolean): void {
    this.#staff.to(chatRoom(chatId)).emit('typing', { chatId, typing })
  }

  staffTyping(chatId: string, name: string, typing: boolean): void {
    this.#visitors.to(chatRoom(chatId)).emit('typing', { name, typing })
  }

  /** Disconnects every socket that is bound to this chat. */
  dropVisitors(chatId: string): void {
    this.#visitors.in(chatRoom(chatId)).disconnectSockets(true)
  }

  /** The session is over: its sockets are told why, then closed. */
  endSession(sessionId: string): void {
    const sockets = this.#staff.in(sessionRoom(sessionId))
    sockets.emit('session:ended', {})
    sockets.disconnectSockets(true)
  }
}
