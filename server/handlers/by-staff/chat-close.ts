import type { StaffRequests } from '../../../protocol/staff.ts'
import { staffWrite } from './staff-write.ts'

/** Closes a chat, with what came of it. The visitor does not see the outcome. */
export const chatClose = staffWrite<StaffRequests['chat:close']>(({ epoch, outcome }, staff) => ({
  content: ['chat:close', epoch, outcome],
  command: { type: 'staff:close', staff, epoch, outcome },
}))
