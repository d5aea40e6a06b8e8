import { ChatError } from '../protocol/errors.ts'
import { parseStaffAuth, type StaffRequests, type StaffResults, staffRequests } from '../protocol/staff.ts'
import type { Member } from './authorize.ts'
import type { StaffSocket } from './fanout.ts'
import { type EventTable, eventTable, serve } from './guard.ts'
import { alertsTest } from './handlers/by-staff/alerts-test.ts'
import { alertsTrace } from './handlers/by-staff/alerts-trace.ts'
import { answerSend } from './handlers/by-staff/answer-send.ts'
import { chatClaim } from './handlers/by-staff/chat-claim.ts'
import { chatClose } from './handlers/by-staff/chat-close.ts'
import { chatPass } from './handlers/by-staff/chat-pass.ts'
import { chatRelease } from './handlers/by-staff/chat-release.ts'
import { chatSearch } from './handlers/by-staff/chat-search.ts'
import { chatSync } from './handlers/by-staff/chat-sync.ts'
import { dutySet } from './handlers/by-staff/duty-set.ts'
import { inboxList } from './handlers/by-staff/inbox-list.ts'
import { lookingSet } from './handlers/by-staff/looking-set.ts'
import { messageSend } from './handlers/by-staff/message-send.ts'
import { noteWrite } from './handlers/by-staff/note-write.ts'
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
    'answer:send': answerSend(deps),
    'note:write': noteWrite(deps),
    'chat:pass': chatPass(deps),
    'chat:release': chatRelease(deps),
    'chat:close': chatClose(deps),
    'duty:set': dutySet(deps),
    'typing:set': typingSet(deps),
    'alerts:test': alertsTest(deps),
    'alerts:trace': alertsTrace(deps),
    'looking:set': lookingSet(deps),
    'chat:search': chatSearch(deps),
  })

/** Redeems the ticket of a connecting socket. Rejects with ChatError `malformed` or `unauthorized`. */
export async function admitStaff(socket: StaffSocket, deps: ServeDeps): Promise<void> {
  const { ticket } = parseStaffAuth(socket.handshake.auth)
  const session = await deps.sessions.redeem(ticket)
  if (!session || !(await deps.sessions.isLive(session.sessionId))) {
    throw new ChatError('unauthorized', 'Sign in again.')
  }
  socket.data.session = session
}

/** Serves a staff member's socket from its connection to its end. */
export function serveStaff(socket: StaffSocket, events: EventTable<Member>, deps: ServeDeps): void {
  const { presence, fanout, limiter, clock, log, inFlight, timings } = deps
  const { session } = socket.data
  if (!session) return
  const member: Member = { socket, session, follows: new Set(), searched: null }
  void socket.join(sessionRoom(session.sessionId))
  presence.join(socket.id, session.staff)
  socket.emit('presence', presence.forStaff())
  const known = deps.proof?.current()
  if (known) socket.emit('alerts', known)

  const stopHeartbeat = clock.every(timings.heartbeatMs, () => {
    const lastSeqs: Record<string, number> = {}
    for (const chatId of member.follows) {
      const seq = fanout.seqOf(chatId)
      if (seq === undefined) member.follows.delete(chatId)
      else lastSeqs[chatId] = seq
    }
    socket.emit('heartbeat', { lastSeqs })
  })
  socket.on('disconnect', () => {
    stopHeartbeat()
    presence.leave(socket.id, session.staff.id)
    fanout.looks(socket.id, null)
  })
  serve(socket, member, events, { log, inFlight, admit: () => limiter.request(socket.id) })
}
