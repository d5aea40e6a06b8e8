import { ChatError } from '../protocol/errors.ts'
import { parseVisitorAuth, type VisitorRequests, type VisitorResults, visitorRequests } from '../protocol/visitor.ts'
import { isToken, type Visitor } from './authorize.ts'
import type { VisitorSocket } from './fanout.ts'
import { type EventTable, eventTable, type InFlight, serve } from './guard.ts'
import { chatEnd } from './handlers/by-visitor/chat-end.ts'
import { chatStart } from './handlers/by-visitor/chat-start.ts'
import { chatSync } from './handlers/by-visitor/chat-sync.ts'
import { contactLeave } from './handlers/by-visitor/contact-leave.ts'
import { feedbackGive } from './handlers/by-visitor/feedback-give.ts'
import { handoffCancel } from './handlers/by-visitor/handoff-cancel.ts'
import { messageSend } from './handlers/by-visitor/message-send.ts'
import { personAsk } from './handlers/by-visitor/person-ask.ts'
import { typingSet } from './handlers/by-visitor/typing-set.ts'
import type { HandlerDeps } from './handlers/deps.ts'
import { chatRoom } from './rooms.ts'
import type { Timings } from './timers.ts'

export interface ServeDeps extends HandlerDeps {
  timings: Timings
  inFlight: InFlight
}

export const visitorEvents = (deps: HandlerDeps): EventTable<Visitor> =>
  eventTable<Visitor, VisitorRequests, VisitorResults>(visitorRequests, {
    'chat:start': chatStart(deps),
    'chat:sync': chatSync(deps),
    'message:send': messageSend(deps),
    'person:ask': personAsk(deps),
    'handoff:cancel': handoffCancel(deps),
    'contact:leave': contactLeave(deps),
    'feedback:give': feedbackGive(deps),
    'chat:end': chatEnd(deps),
    'typing:set': typingSet(deps),
  })

/**
 * Binds a connecting socket to the chat whose token it shows; a visitor without a chat is let in without one. Rejects with
 * ChatError `malformed` or `unauthorized`.
 */
export async function admitVisitor(socket: VisitorSocket, deps: ServeDeps): Promise<void> {
  const { chatId, token } = parseVisitorAuth(socket.handshake.auth)
  socket.data.chatId = chatId
  if (chatId === null && token === null) return
  if (chatId === null || token === null) throw new ChatError('malformed', 'chatId and token belong together')
  const tokenHash = await deps.store.tokenHash(chatId)
  const conversation = await deps.store.conversation(chatId)
  const inTime = conversation !== null && deps.clock.now() - conversation.openedAt <= deps.timings.tokenMs
  if (!isToken(token, tokenHash) || !inTime) throw new ChatError('unauthorized', 'This chat cannot be continued.')
}

/** Serves a visitor's socket from its connection to its end. */
export function serveVisitor(
  socket: VisitorSocket,
  network: string,
  events: EventTable<Visitor>,
  deps: ServeDeps,
): void {
  const { store, presence, fanout, limiter, clock, log, inFlight, timings } = deps
  const visitor: Visitor = { socket, network, chatId: socket.data.chatId ?? null, typing: false }
  if (visitor.chatId !== null) void socket.join(chatRoom(visitor.chatId))
  socket.emit('presence', presence.forVisitors())

  let lastSeq = 0
  const stopHeartbeat = clock.every(timings.heartbeatMs, () => {
    const beat = async (): Promise<void> => {
      const { chatId } = visitor
      const conversation = chatId === null ? null : await store.conversation(chatId)
      lastSeq = conversation?.lastSeq ?? 0
    }
    // While the database cannot be read the connection is alive all the same.
    beat()
      .catch(() => {})
      .finally(() => socket.emit('heartbeat', { lastSeq }))
  })
  socket.on('disconnect', () => {
    stopHeartbeat()
    if (visitor.typing && visitor.chatId !== null) fanout.visitorTyping(visitor.chatId, false)
  })
  serve(socket, visitor, events, { log, inFlight, admit: () => limiter.request(socket.id) })
}
