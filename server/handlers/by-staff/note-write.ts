import type { StaffRequests } from '../../../protocol/staff.ts'
import { staffWrite } from './staff-write.ts'

/** A note for the other staff. The visitor gets an event with nothing in it, so that their log has no hole. */
export const noteWrite = staffWrite<StaffRequests['note:write']>(({ clientId, text }, staff) => ({
  content: ['note:write', text],
  command: { type: 'staff:note', clientId, staff, text },
}))
