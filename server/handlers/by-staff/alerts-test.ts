import type { StaffRequests, StaffResults } from '../../../protocol/staff.ts'
import { makeTestChat } from '../../alerts/test-chat.ts'
import { liveSession, type Member } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

type Deps = Pick<HandlerDeps, 'store' | 'append' | 'clock' | 'edition' | 'sessions' | 'fanout'>

/** Makes a chat that says that it is a test, for whoever has to notice it. */
export const alertsTest = (deps: Deps): Handler<Member, StaffRequests['alerts:test'], StaffResults['alerts:test']> => ({
  authorize: liveSession(deps.sessions, deps.fanout),
  handle: async (_member, { locale }) => ({ chatId: await makeTestChat(deps, locale) }),
})
