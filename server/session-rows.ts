/** A row of the library's `session` table, as far as it is read here. */
export interface SessionRow {
  id: string
  token: string
  userId: string
  createdAt: Date
  expiresAt: Date
  /** Browser and system in words, never the browser's own line. */
  userAgent?: string | null
  /** When somebody last typed or clicked at the console; null in a session from before this was kept. */
  activeAt?: Date | null
  lockedAt?: Date | null
  /** What the person showed, where that was two factors at once: a passkey, or the word of the clinic's own provider. */
  signedInBy?: string | null
}

/** UTC ms. */
export const lastSeen = ({ activeAt, createdAt }: Pick<SessionRow, 'activeAt' | 'createdAt'>): number =>
  new Date(activeAt ?? createdAt).getTime()

/**
 * Without a sign of life for so long a console counts as locked, whatever its page does. The page locks after 15 minutes, and
 * says once a minute at most that somebody is there.
 */
const IDLE_MS = 17 * 60_000

export const isLocked = (session: Pick<SessionRow, 'activeAt' | 'createdAt' | 'lockedAt'>, now: number): boolean =>
  Boolean(session.lockedAt) || lastSeen(session) + IDLE_MS <= now
