import type { LogEvent, StaffName } from '../../protocol/events.ts'
import type { Network } from './link.ts'
import type { CrashPoint } from './steps.ts'

/** Where a history takes place: the server's side of it, real or in memory, and the time of both sides. */
export interface Ground {
  readonly network: Network
  /** The log's generation in force. */
  gen(): string
  signIn(staff: StaffName): { sessionId: string; ticket: () => string }
  endSession(sessionId: string): void
  /** Lets `ms` pass. */
  pass(ms: number): Promise<void>
  /** Sets the server's clock forward or back. */
  jump(ms: number): Promise<void>
  crash(at: CrashPoint, downMs: number): Promise<void>
  backup(): Promise<void>
  /** Puts the newest backup in the place of the database. */
  restore(): Promise<void>
  /** Whether the database can be reached. */
  reach(can: boolean): Promise<void>
  erase(chatId: string): Promise<void>
  /** Everything works again, and what was armed is not going to happen. */
  mend(): Promise<void>
  /** The logs of these chats as far as they are stored, by chat. */
  logs(chatIds: Iterable<string>): Promise<ReadonlyMap<string, readonly LogEvent[]>>
  /** Staff members on duty, as the server counts them. */
  staffHere(): number
}
