/** One alert on one way out, such as the e-mail about one wait; the same words name the same one on every node. */
export type AlertKey = string

/**
 * Which alerts went out, in a place that all nodes see and that outlives them. Of several that want to send one, one does. Who
 * took it and died leaves it to the next one when its lease is over: so an alert may go out twice, and never not at all.
 * Rejects with the database's error.
 */
export interface AlertLedger {
  /** The alert is the caller's until `until`: which try it is, from 1. Null where another has it, it went out, or it is not its time. */
  take(key: AlertKey, now: number, until: number): Promise<number | null>
  /** It went out. */
  sent(key: AlertKey): Promise<void>
  /** It did not go out; the next try is not before `at`. */
  postpone(key: AlertKey, at: number): Promise<void>
  /** What became of an alert; null for one that nobody took. */
  look(key: AlertKey): Promise<{ sent: boolean; tries: number; notBefore: number } | null>
  /** Forgets alerts that nobody took since `before`. */
  forget(before: number): Promise<void>
  /** A moment that is kept under a name, UTC ms; null before it was first set. */
  moment(name: string): Promise<number | null>
  setMoment(name: string, at: number): Promise<void>
  close(): Promise<void>
}

/** The columns are the same in SQLite and PostgreSQL, and so are the statements but for the way in which values are named. */
export const SQL = {
  take: `
    INSERT INTO alert (key, not_before, tries, sent, taken_at) VALUES ($1, $2, 1, 0, $3)
    ON CONFLICT (key) DO UPDATE SET not_before = excluded.not_before, tries = alert.tries + 1, taken_at = excluded.taken_at
    WHERE alert.sent = 0 AND alert.not_before <= excluded.taken_at
    RETURNING tries`,
  sent: 'UPDATE alert SET sent = 1 WHERE key = $1',
  postpone: 'UPDATE alert SET not_before = $2 WHERE key = $1',
  look: 'SELECT sent, tries, not_before FROM alert WHERE key = $1',
  forget: 'DELETE FROM alert WHERE taken_at < $1',
  moment: 'SELECT at FROM alert_moment WHERE name = $1',
  setMoment: `
    INSERT INTO alert_moment (name, at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET at = excluded.at`,
} as const
