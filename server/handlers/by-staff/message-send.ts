import type { StaffRequests } from '../../../protocol/staff.ts'
import { staffWrite } from './staff-write.ts'

/** A staff member's words. The epoch is no part of the content: sent again after the chat was taken again, they are the same words. */
export const messageSend = staffWrite<StaffRequests['message:send']>(({ clientId, epoch, text }, staff) => ({
  content: ['message:send', text],
  command: { type: 'staff:send', clientId, staff, epoch, text },
}))
