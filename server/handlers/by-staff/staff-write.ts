import type { StaffName } from '../../../protocol/events.ts'
import type { Stored } from '../../../protocol/visitor.ts'
import { liveSession, type Member } from '../../authorize.ts'
import type { Command } from '../../conversation/commands.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

type Deps = Pick<HandlerDeps, 'store' | 'append' | 'sessions' | 'fanout'>

/** What a staff member asks of a chat: `content` tells a repeat from another request, `command` is what is decided. */
interface Asked {
  content: unknown[]
  command: Command
}

/** A staff member's write to a chat, under the name of the session and never under one that was sent. */
export const staffWrite =
  <Payload extends { chatId: string; clientId: string }>(asked: (payload: Payload, staff: StaffName) => Asked) =>
  ({ store, append, sessions, fanout }: Deps): Handler<Member, Payload, Stored> => ({
    authorize: liveSession(sessions, fanout),
    async handle({ session: { staff } }, payload) {
      const { chatId, clientId } = payload
      const { seq } = await append({ chatId, sender: `staff:${staff.id}`, clientId, ...asked(payload, staff) })
      return { seq, gen: store.gen }
    },
  })
