import type { StaffRequests } from '../../../protocol/staff.ts'
import { TEST_PAGE } from '../../alerts/test-chat.ts'
import type { HandlerDeps } from '../deps.ts'
import { staffWrite } from './staff-write.ts'

const close = staffWrite<StaffRequests['chat:close']>(({ epoch, outcome }, staff) => ({
  content: ['chat:close', epoch, outcome],
  command: { type: 'staff:close', staff, epoch, outcome },
}))

/** Closes a chat, with what came of it. The visitor does not see the outcome. Of a test nothing is left. */
export const chatClose = (
  deps: Pick<HandlerDeps, 'store' | 'append' | 'sessions' | 'fanout' | 'clock'>,
): ReturnType<typeof close> => {
  const { store, fanout, clock } = deps
  const closing = close(deps)
  return {
    ...closing,
    async handle(member, payload) {
      const closed = await closing.handle(member, payload)
      const { chatId } = payload
      if (
        (await store.conversation(chatId))?.page === TEST_PAGE &&
        (await store.erase(chatId, 'retention', clock.now()))
      )
        fanout.removed([chatId])
      return closed
    },
  }
}
