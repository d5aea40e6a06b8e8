import type { StaffName } from '../protocol/events.ts'

/** A signed-in staff member's session, as a socket holds it. */
export interface StaffSession {
  sessionId: string
  staff: StaffName
  role: string
}

/** What the sockets need to know about sign-in. */
export interface StaffSessions {
  /** The session that a one-use ticket stands for, or null for an unknown, used or expired ticket. */
  redeem(ticket: string): StaffSession | null
  /** Whether the session has not ended. */
  isLive(sessionId: string): Promise<boolean>
  /** Calls `listener` when a session ends; returns the undoing. */
  onEnded(listener: (sessionId: string) => void): () => void
}
