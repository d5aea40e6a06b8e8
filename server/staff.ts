import { ChatError } from '../protocol/errors.ts'
import { parseStaffAuth, type StaffRequests, type StaffResults, staffRequests } from '../protocol/staff.ts'
import type { Member } from './authorize.ts'
import type { StaffSocket } from './fanout.ts'
import { type EventTable, eventTable, serve } from './guard.ts'
import { chatClaim } from './handlers/by-staff/chat-claim.ts'
import { chatClose } from './handlers/by-staff/chat-close.ts'
import { chatRelease } from './handlers/by-staff/chat-release.ts'
import { chatSync } from './handlers/by-staff/chat-sync.ts'
import { dutySet } from './handlers/by-staff/duty-set.ts'
import { inboxList } from './handlers/by-staff/inbox-list.ts'
import { messageSend } from './handlers/by-staff/message-send.ts'
import { typingSet } from './handlers/by-staff/typing-set.ts'
import type { HandlerDeps } from './handlers/deps.ts'
import { sessionRoom } from './rooms.ts'
import type { ServeDeps } from './visitor.ts'

export const staffEvents = (deps: HandlerDeps): EventTable<Member> =>
  eventTable<Member, StaffRequests, StaffResults>(staffRequests, {
    'inbox:list': inboxList(deps),
    'chat:sync': chatSync(deps),
    'chat:claim': chatClaim(deps),
    'message:send': messageSend(deps),
    'chat:release': chatRelease(deps),
    'chat:close': chatClose(deps),
    'duty:set': dutySet(deps),
    'typing:set': typingSet(deps),
  })

/** Redeems the ticket of a connecting socket. Rejects with ChatError `malformed` or `unauthorized`. */
export async function admitStaff(socket: StaffSocket, deps: ServeDeps): Promise<void> {
  const { ticket } = parseStaffAuth(socket.handshake.auth)
  const session = deps.sessions.redeem(ticket)
  if (!session || !(await deps.sessions.isLive(session.sessionId))) {
    throw new ChatError('unauthorized', 'Sign in again.')
  }
  socket.data.session = session
}

/** Serves a staff member's socket from its connection to its end. */
export function serveStaff(socket: StaffSocket, events: EventTable<Member>, deps: ServeDeps): void {
  const { store, presence, limiter, clock, log, inFlight, timings } = deps
  const { session } = socket.data
  if (!session) return
  const member: Member = { socket, session, follows: new Map() }
  void socket.join(sessionRoom(session.sessionId))
  presence.join(socket.id, session.staff)
  socket.emit('presence', presence.forStaff())

  const stopHeartbeat = clock.every(timings.heartbeatMs, () => {
    const beat = async (): Promise<void> => {
      for (const chatId of member.follows.keys()) {
        const conversation = await store.conversation(chatId)
        if (conversation) member.follows.set(chatId, conversation.lastSeq)
        else member.follows.delete(chatId)
      }
    }
    // While the database cannot be read the connection is alive all the same.
    beat()
      .catch(() => {})
      .finally(() => socket.emit('heartbeat', { lastSeqs: Object.fromEntries(member.follows) }))
  })
  socket.on('disconnect', () => {
    stopHeartbeat()
    presence.leave(socket.id, session.staff.id)
  })
  serve(socket, member, events, { log, inFlight, admit: () => limiter.request(socket.id) })
}
