import { randomBytes } from 'node:crypto'
import type { StaffSession, StaffSessions } from '../../server/auth.ts'
import { newSecret } from '../../server/one-time.ts'

/** Sign-in without passwords: whoever the test names is signed in. It outlives a server, as the file of accounts does. */
export class TestSessions implements StaffSessions {
  readonly #tickets = new Map<string, StaffSession>()
  readonly #live = new Set<string>()
  readonly #listeners = new Set<(sessionId: string) => void>()

  signIn(staffId: string, name: string): { sessionId: string; ticket: () => string } {
    const sessionId = randomBytes(16).toString('hex')
    this.#live.add(sessionId)
    const session: StaffSession = { sessionId, staff: { id: staffId, name }, role: 'staff' }
    const ticket = (): string => {
      const secret = newSecret()
      this.#tickets.set(secret, session)
      return secret
    }
    return { sessionId, ticket }
  }

  /** Ends a session; with `silently` nobody is told, as when it runs out. */
  end(sessionId: string, silently = false): void {
    this.#live.delete(sessionId)
    if (!silently) for (const listener of this.#listeners) listener(sessionId)
  }

  redeem(ticket: string): StaffSession | null {
    const session = this.#tickets.get(ticket) ?? null
    this.#tickets.delete(ticket)
    return session
  }

  async isLive(sessionId: string): Promise<boolean> {
    return this.#live.has(sessionId)
  }

  async liveAmong(sessionIds: string[]): Promise<ReadonlySet<string>> {
    return new Set(sessionIds.filter((sessionId) => this.#live.has(sessionId)))
  }

  onEnded(listener: (sessionId: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
