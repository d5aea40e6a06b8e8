import type { Thread } from '../../client/thread.ts'
import type { Sent } from './clients.ts'
import type { Size } from './load.ts'

/** What the harness and a process of visitors and staff say to each other. */
export type ToClients =
  | { type: 'gather'; size: Size }
  | { type: 'talk'; everyMs: number }
  | { type: 'hush' }
  /** Staff number `staff` takes the chat, or says something in it. */
  | { type: 'claim'; staff: number; chatId: string }
  | { type: 'say'; staff: number; chatId: string }
  | { type: 'settle'; seconds: number }
  | { type: 'report' }

export type FromClients = { type: 'done' } | { type: 'failed'; message: string } | { type: 'report'; ends: Told[] }

/** What one end says, in a form that crosses between processes. */
export interface Told {
  name: string
  sender: string
  sent: Sent[]
  acked: [clientId: string, seq: number][]
  views: { chatId: string; thread: Thread }[]
  /** Of each chat in which something was refused to this staff member: who has it, as they were told. */
  setbacks: { chatId: string; code: string; by: string | null }[]
}
