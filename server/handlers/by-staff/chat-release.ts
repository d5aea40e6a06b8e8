import type { StaffRequests } from '../../../protocol/staff.ts'
import { staffWrite } from './staff-write.ts'

/** Gives a chat back to the queue or to the bot. */
export const chatRelease = staffWrite<StaffRequests['chat:release']>(({ epoch, to }, staff) => ({
  content: ['chat:release', epoch, to],
  command: { type: 'staff:release', staff, epoch, to },
}))
