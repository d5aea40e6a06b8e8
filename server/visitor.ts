import { ChatError } from '../protocol/errors.ts'
import {
  parseVisitorAuth,
  type Stored,
  type VisitorAppends,
  type VisitorRequests,
  type VisitorResults,
  visitorAppends,
  visitorRequests,
} from '../protocol/visitor.ts'
import { type ConnectedVisitor, isToken, type Visitor } from './authorize.ts'
import type { Conversation } from './conversation/state.ts'
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
import { readingSet } from './handlers/by-visitor/reading-set.ts'
import { typingSet } from './handlers/by-visitor/typing-set.ts'
import type { HandlerDeps } from './handlers/deps.ts'
import { chatRoom } from './rooms.ts'
import type { Timings } from './timers.ts'

export interface ServeDeps extends HandlerDeps {
  timings: Timings
  inFlight: InFlight
}

const appends = (deps: HandlerDeps) => ({
  'message:send': messageSend(deps),
  'person:ask': personAsk(deps),
  'handoff:cancel': handoffCancel(deps),
  'contact:leave': contactLeave(deps),
  'feedback:give': feedbackGive(deps),
})

/** What needs no socket. */
export const visitorAppendEvents = (deps: HandlerDeps): EventTable<Visitor> =>
  eventTable<Visitor, VisitorAppends, Record<keyof VisitorAppends, Stored>>(visitorAppends, appends(deps))

export const visitorEvents = (deps: HandlerDeps): EventTable<ConnectedVisitor> =>
  eventTable<ConnectedVisitor, VisitorRequests, VisitorResults>(visitorRequests, {
    ...appends(deps),
    'chat:start': chatStart(deps),
    'chat:sync': chatSync(deps),
    'chat:end': chatEnd(deps),
    'typing:set': typingSet(deps),
    'reading:set': readingSet(deps),
  })

/**
 * Binds a connecting socket to the chat whose token it shows; a visitor without a chat is let in without one. Rejects with
 * ChatError `malformed` or `unauthorized`.
 */
export async function admitVisitor(socket: VisitorSocket, deps: ServeDeps): Promise<void> {
  const { chatId, token } = parseVisitorAuth(socket.handshake.auth)
  socket.data.chat = null
  if (chatId === null && token === null) return
  if (chatId === null || token === null) throw new ChatError('malformed', 'chatId and token belong together')
  const { id, lastSeq, state } = await requireToken(chatId, token, deps)
  socket.data.chat = { id, lastSeq, state }
}

/** The chat, if `token` opens it now. Rejects with ChatError `unauthorized`, alike for every reason. */
export async function requireToken(
  chatId: string,
  token: string,
  { store, clock, timings }: Pick<ServeDeps, 'store' | 'clock' | 'timings'>,
): Promise<Conversation> {
  const tokenHash = await store.tokenHash(chatId)
  const conversation = await store.conversation(chatId)
  const inTime = conversation !== null && clock.now() <= goodUntil(conversation, timings)
  if (!isToken(token, tokenHash) || !inTime) throw new ChatError('unauthorized', 'This chat cannot be continued.')
  return conversation
}

/** Until when a chat's token is good, UTC ms. A person's answer may be days away; the bot's is not. */
function goodUntil({ state, openedAt, lastAt }: Conversation, { tokenMs, tokenIdleMs }: Timings): number {
  const nobodyIsAwaited = state === 'closed' || state === 'bot'
  return Math.min(openedAt + tokenMs, nobodyIsAwaited ? lastAt + tokenIdleMs : Number.POSITIVE_INFINITY)
}

/** Serves a visitor's socket from its connection to its end. */
export function serveVisitor(
  socket: VisitorSocket,
  network: string,
  events: EventTable<ConnectedVisitor>,
  deps: ServeDeps,
): void {
  const { presence, fanout, limiter, clock, log, inFlight, timings } = deps
  const chat = socket.data.chat ?? null
  const visitor: ConnectedVisitor = { socket, network, chatId: chat?.id ?? null, typing: false }
  if (chat) {
    fanout.followed(chat)
    void socket.join(chatRoom(chat.id))
  }
  socket.emit('presence', presence.forVisitors())

  const stopHeartbeat = clock.every(timings.heartbeatMs, () => {
    const lastSeq = visitor.chatId === null ? 0 : (fanout.seqOf(visitor.chatId) ?? 0)
    socket.emit('heartbeat', { lastSeq })
  })
  socket.on('disconnect', () => {
    stopHeartbeat()
    if (visitor.typing && visitor.chatId !== null) fanout.visitorTyping(visitor.chatId, false)
  })
  serve(socket, visitor, events, { log, inFlight, admit: () => limiter.request(socket.id) })
}
