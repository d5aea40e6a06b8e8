import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { ChatError } from '../protocol/errors.ts'
import type { StaffSession, StaffSessions } from './auth.ts'
import type { Fanout, StaffSocket, VisitorSocket } from './fanout.ts'

/** Whoever asks for a chat. It comes from here, never from what the visitor sends. */
export interface Visitor {
  readonly network: string
  /** The chat whose token was shown, or that was started; null before that. */
  chatId: string | null
}

/** A visitor on a socket: can be told things, and may start a chat. */
export interface ConnectedVisitor extends Visitor {
  readonly socket: VisitorSocket
  typing: boolean
}

/** A connected staff member. */
export interface Member {
  readonly socket: StaffSocket
  readonly session: StaffSession
  /** Chats whose events this socket is sent. */
  readonly follows: Set<string>
  /** The words of the search that was written down last, folded. */
  searched: string | null
}

/** The chat that a visitor may read and add to. Throws ChatError `unauthorized`. */
export function chatOf(visitor: Visitor): string {
  if (visitor.chatId === null) throw new ChatError('unauthorized', 'Start a chat first.')
  return visitor.chatId
}

export const inChat = (visitor: Visitor): void => {
  chatOf(visitor)
}

export const anyone = (): void => {}

/** Refuses once the session has ended, and closes the session's sockets then. */
export const liveSession =
  (sessions: StaffSessions, fanout: Fanout) =>
  async ({ session: { sessionId } }: Member): Promise<void> => {
    if (await sessions.isLive(sessionId)) return
    // After the acknowledgement, so that the console learns that nothing was written.
    setImmediate(() => fanout.endSession(sessionId))
    throw new ChatError('unauthorized', 'You are signed out.')
  }

/** A 256-bit secret in hexadecimal, and the only form of it that is stored. */
export function newToken(): { token: string; tokenHash: string } {
  const token = randomBytes(32).toString('hex')
  return { token, tokenHash: hashOf(token) }
}

/** Compares in constant time, also for a chat without a token: a stranger does not learn which chats exist. */
export function isToken(token: string, tokenHash: string | null): boolean {
  const stored = Buffer.from(tokenHash ?? '', 'hex')
  const shown = Buffer.from(hashOf(token), 'hex')
  const same = timingSafeEqual(stored.length === shown.length ? stored : Buffer.alloc(shown.length), shown)
  return same && tokenHash !== null
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
