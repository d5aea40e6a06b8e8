import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { admin } from 'better-auth/plugins/admin'
import type { StaffName } from '../protocol/events.ts'
import type { Me } from '../protocol/staff.ts'
import { OneTimeSecrets } from './one-time.ts'
import { hashPassword, verifyPassword } from './passwords.ts'

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

export interface NewAccount {
  name: string
  email: string
  password: string
}

/** Staff accounts and sessions. */
export interface Auth extends StaffSessions {
  /** Answers a sign-in or sign-out request: the status and the cookies to set, nothing else leaves. */
  handle(
    path: 'sign-in/email' | 'sign-out',
    headers: Headers,
    body: string,
  ): Promise<{ status: number; cookies: string[] }>
  /** Who the cookies in `headers` belong to, with the session, or null. */
  who(headers: Headers): Promise<{ me: Me; sessionId: string } | null>
  /** A ticket for one socket, good for 30 s. */
  ticket(session: StaffSession): string
  hasAccounts(): Promise<boolean>
  createAdmin(account: NewAccount): Promise<void>
  close(): void
}

const TICKET_TTL_MS = 30_000
/** Absolute: a session is never prolonged. */
const SESSION_SECONDS = 12 * 60 * 60

export const PASSWORD_CHARS = { min: 12, max: 128 }

/**
 * Opens the staff accounts in `dataDir`. They live in a file of their own because the library's transactions span several
 * turns of the event loop: in the chat's file they would hold its write lock while the log waits for it.
 */
export async function openAuth(settings: { dataDir: string; publicUrl: URL; secret: string }): Promise<Auth> {
  const database = new DatabaseSync(settings.dataDir === ':memory:' ? ':memory:' : join(settings.dataDir, 'staff.db'))
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON')
  const secure = settings.publicUrl.protocol === 'https:'
  const ended = new Set<(sessionId: string) => void>()

  const options = {
    appName: 'Bedside',
    baseURL: settings.publicUrl.origin,
    basePath: '/api/auth',
    secret: settings.secret,
    database,
    trustedOrigins: [settings.publicUrl.origin],
    telemetry: { enabled: false },
    // limits stand in front of the library, by name and by network (server/limits.ts)
    rateLimit: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_CHARS.min,
      maxPasswordLength: PASSWORD_CHARS.max,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    advanced: {
      ipAddress: { disableIpTracking: true },
      useSecureCookies: false,
      // a browser takes a `__Host-` cookie over TLS alone; plain http is for loopback
      cookies: { session_token: { name: secure ? '__Host-sid' : 'bedside-sid', attributes: { secure } } },
      defaultCookieAttributes: { sameSite: 'strict', httpOnly: true, path: '/', secure },
    },
    databaseHooks: {
      session: {
        delete: {
          after: async (session) => {
            for (const listener of ended) listener(session.id)
          },
        },
      },
    },
    plugins: [admin()],
  } satisfies BetterAuthOptions

  const { runMigrations } = await getMigrations(options)
  await runMigrations()
  const auth = betterAuth(options)
  const { adapter } = await auth.$context
  const tickets = new OneTimeSecrets<StaffSession>(TICKET_TTL_MS)

  return {
    async handle(path, headers, body) {
      const request = new Request(new URL(`/api/auth/${path}`, settings.publicUrl), { method: 'POST', headers, body })
      const response = await auth.handler(request)
      return { status: response.status, cookies: response.headers.getSetCookie() }
    },
    async who(headers) {
      const found = await auth.api.getSession({ headers })
      if (!found) return null
      const { id, name, email, role } = found.user
      return { me: { id, name, email, role: role ?? 'staff' }, sessionId: found.session.id }
    },
    ticket: (session) => tickets.issue(session),
    redeem: (ticket) => tickets.redeem(ticket),
    async isLive(sessionId) {
      const session = await adapter.findOne<{ expiresAt: Date }>({
        model: 'session',
        where: [{ field: 'id', value: sessionId }],
      })
      return session !== null && session.expiresAt.getTime() > Date.now()
    },
    onEnded(listener) {
      ended.add(listener)
      return () => ended.delete(listener)
    },
    async hasAccounts() {
      return (await adapter.count({ model: 'user' })) > 0
    },
    async createAdmin({ name, email, password }) {
      await auth.api.createUser({ body: { name, email, password, role: 'admin' } })
    },
    close: () => database.close(),
  }
}

/** The name a visitor sees: the first word of a staff member's name. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name
}
