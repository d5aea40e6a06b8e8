import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { admin } from 'better-auth/plugins/admin'
import { twoFactor } from 'better-auth/plugins/two-factor'
import type { Pool } from 'pg'
import type { ProviderProblem, Role } from '../protocol/access.ts'
import type { StaffName } from '../protocol/events.ts'
import type { Me } from '../protocol/staff.ts'
import type { AccountChange, AccountEvent } from './account-events.ts'
import { createDeviceCookies, type DeviceCookies } from './device-cookie.ts'
import { type OneTimeSecrets, secretsInMemory, TICKET_TTL_MS } from './one-time.ts'
import { type OwnSessions, openOwnSessions } from './own-sessions.ts'
import { openPasskeys, type Passkeys, passkeyPlugin } from './passkeys.ts'
import { hashPassword, verifyPassword } from './passwords.ts'
import { openPeople, type People } from './people.ts'
import { openProvider, type Provider, type ProviderSettings } from './provider.ts'
import { roleOf } from './roles.ts'
import { type Handled, openSecondFactor, type SecondFactor } from './second-factor.ts'
import { isLocked, type SessionRow } from './session-rows.ts'
import { askedTogether, oneByOne } from './turns.ts'

/** A signed-in staff member's session, as a socket holds it. */
export interface StaffSession {
  sessionId: string
  staff: StaffName
  role: Role
}

/** What the sockets need to know about sign-in. */
export interface StaffSessions {
  /** The session that a one-use ticket stands for, or null for an unknown, used or expired ticket. */
  redeem(ticket: string): StaffSession | null | Promise<StaffSession | null>
  /** Whether the session has not ended and is not locked. */
  isLive(sessionId: string): Promise<boolean>
  /** Those of these sessions that have not ended and are not locked. */
  liveAmong(sessionIds: string[]): Promise<ReadonlySet<string>>
  /** Calls `listener` when a session ends or is locked on this node; returns the undoing. */
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
  handle(path: 'sign-in/email' | 'sign-out', headers: Headers, body: string): Promise<Handled>
  /** Who the cookies in `headers` belong to, with the session, or null. */
  who(headers: Headers): Promise<{ me: Me; sessionId: string } | null>
  /** A ticket for one socket, good for 30 s. */
  ticket(session: StaffSession): Promise<string>
  hasAccounts(): Promise<boolean>
  createAdmin(account: NewAccount): Promise<void>
  /** Says that somebody is at this console. */
  active(sessionId: string): Promise<void>
  /** Ends what the session's sockets may do until {@link unlock}. */
  lock(sessionId: string): Promise<void>
  /** Whether this is the password of an account. */
  passwordIs(userId: string, password: string): Promise<boolean>
  /** False for a wrong password. */
  unlock(who: { me: Pick<Me, 'id'>; sessionId: string }, password: string): Promise<boolean>
  /** False for a passkey that is wrong or somebody else's. */
  unlockByPasskey(who: { me: Pick<Me, 'id'>; sessionId: string }, response: unknown): Promise<boolean>
  /** The new session's cookies, every other session having ended; not ok for a wrong password. */
  changePassword(
    headers: Headers,
    userId: string,
    passwords: { password: string; newPassword: string },
  ): Promise<{ ok: boolean; cookies: string[] }>
  readonly ownSessions: OwnSessions
  readonly devices: DeviceCookies
  readonly people: People
  readonly secondFactor: SecondFactor
  readonly passkeys: Passkeys
  /** The clinic's own way to sign in, or null. */
  readonly provider: Pick<Provider, 'name' | 'isThere' | 'begin'> | null
  /** Signs in by what the provider sent along, or says why not. */
  endByProvider(headers: Headers, query: string): Promise<{ cookies: string[]; problem: ProviderProblem | null }>
  /** Signs in by what a passkey said: the cookies, or not ok for one that is wrong or whose owner is locked out. */
  signInByPasskey(headers: Headers, response: unknown): Promise<{ ok: boolean; cookies: string[] }>
  close(): void
}

/** What sign-in shares with the other nodes. */
export interface SharedAuth {
  /** Connections on which the accounts' tables are found by their names. Whoever gives it ends it. */
  accounts: Pool
  tickets: OneTimeSecrets<StaffSession>
  /** Does `work` while no other node does the like. */
  alone(work: () => Promise<void>): Promise<void>
}

/** Absolute: a session is never prolonged. */
const SESSION_SECONDS = 12 * 60 * 60

export const PASSWORD_CHARS = { min: 12, max: 128 }

/**
 * Opens the staff accounts: in `dataDir`, or where all nodes have them. In `dataDir` they live in a file of their own because
 * the library's transactions span several turns of the event loop: in the chat's file they would hold its write lock while
 * the log waits for it.
 */
export async function openAuth(settings: {
  dataDir: string
  publicUrl: URL
  secret: string
  shared?: SharedAuth | undefined
  /** Whether everybody has to have a second factor. */
  secondFactorRequired?: boolean | undefined
  provider?: ProviderSettings | null | undefined
  /** Told of what happens with accounts, after it happened. */
  onEvent?: ((event: AccountEvent) => void) | undefined
  /** UTC ms. */
  now?: (() => number) | undefined
}): Promise<Auth> {
  const { shared, onEvent: tell = () => {}, now = Date.now } = settings
  const file = shared ? null : openFile(settings.dataDir)
  const secure = settings.publicUrl.protocol === 'https:'
  const ended = new Set<(sessionId: string) => void>()

  const where = { publicUrl: settings.publicUrl, secret: settings.secret, now }

  const options = {
    appName: 'Bedside',
    baseURL: settings.publicUrl.origin,
    basePath: '/api/auth',
    secret: settings.secret,
    database: file ?? shared?.accounts,
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
    session: {
      expiresIn: SESSION_SECONDS,
      disableSessionRefresh: true,
      additionalFields: {
        activeAt: { type: 'date', required: false, input: false, defaultValue: () => new Date(now()) },
        lockedAt: { type: 'date', required: false, input: false },
        signedInBy: { type: 'string', required: false, input: false },
      },
    },
    advanced: {
      ipAddress: { disableIpTracking: true },
      useSecureCookies: false,
      // a browser takes a `__Host-` cookie over TLS alone; plain http is for loopback
      cookies: {
        session_token: { name: secure ? '__Host-sid' : 'bedside-sid', attributes: { secure } },
        // it has to be there when the browser comes back from the provider's site; it opens nothing
        state: { attributes: { sameSite: 'lax' } },
      },
      defaultCookieAttributes: { sameSite: 'strict', httpOnly: true, path: '/', secure },
    },
    account: {
      // the admin who invited an address vouches for it
      accountLinking: { requireLocalEmailVerified: false },
      updateAccountOnSignIn: false,
    },
    databaseHooks: {
      account: {
        create: {
          // nothing is ever asked of the provider in somebody's name, and no backup should hold the keys for it
          before: async (account) => ({ data: { ...account, accessToken: null, refreshToken: null, idToken: null } }),
        },
      },
      session: {
        create: {
          before: async (session, ctx) =>
            ctx?.path === '/callback/:id' ? { data: { ...session, signedInBy: 'provider' } } : undefined,
        },
        delete: {
          after: async (session) => {
            for (const listener of ended) listener(session.id)
          },
        },
      },
    },
    plugins: [admin(), twoFactor({ issuer: 'Bedside' }), passkeyPlugin(where)],
  } satisfies BetterAuthOptions

  const migrate = async (): Promise<void> => {
    const { runMigrations } = await getMigrations(options)
    await runMigrations()
  }
  await (shared ? shared.alone(migrate) : migrate())
  const auth = betterAuth(options)
  const context = await auth.$context
  const { adapter } = context
  const tickets = shared?.tickets ?? secretsInMemory<StaffSession>(TICKET_TTL_MS)
  const liveAmong = async (sessionIds: string[]): Promise<ReadonlySet<string>> => {
    const found = await adapter.findMany<SessionRow>({
      model: 'session',
      where: [{ field: 'id', operator: 'in', value: sessionIds }],
      limit: sessionIds.length,
    })
    const live = found.filter((row) => new Date(row.expiresAt).getTime() > now() && !isLocked(row, now()))
    return new Set(live.map(({ id }) => id))
  }
  const updateSession = async (id: string, update: Partial<SessionRow>): Promise<void> => {
    await adapter.update({ model: 'session', where: [{ field: 'id', value: id }], update })
  }

  const passwordIs = async (userId: string, password: string): Promise<boolean> => {
    const accounts = await context.internalAdapter.findAccounts(userId)
    const hash = accounts.find(({ providerId }) => providerId === 'credential')?.password
    return Boolean(hash) && verifyPassword({ hash: hash ?? '', password })
  }
  const unlocked = (id: string) => updateSession(id, { lockedAt: null, activeAt: new Date(now()) })

  const people = openPeople({ context, alone: shared?.alone ?? oneByOne(), now, tell })
  const ask = async (path: string, headers: Headers, body: string): Promise<Handled> => {
    const request = new Request(new URL(`/api/auth/${path}`, settings.publicUrl), { method: 'POST', headers, body })
    const response = await auth.handler(request)
    const text = await response.text()
    return {
      status: response.status,
      cookies: response.headers.getSetCookie(),
      answer: text === '' ? null : JSON.parse(text),
    }
  }
  const provider =
    settings.provider &&
    openProvider({ settings: settings.provider, publicUrl: settings.publicUrl, options, people, now })
  const changed = (who: string, what: AccountChange) => tell({ type: 'changed', who, what, by: who })
  const secondFactor = openSecondFactor({
    internalAdapter: context.internalAdapter,
    cookieName: context.createAuthCookie('two_factor').name,
    ask: (path, headers, body) => ask(path, headers, JSON.stringify(body)),
    now,
    changed,
  })
  const passkeys = openPasskeys({ ...where, context, changed })
  /** Looked up for a name that exists and for one that does not: the time tells nobody which it was. */
  const tellSignIn = async ({ status, answer }: Handled, body: string): Promise<void> => {
    const { email } = JSON.parse(body) as { email?: unknown }
    const found = typeof email === 'string' ? await context.internalAdapter.findUserByEmail(email) : null
    const who = found?.user.id ?? null
    if (status !== 200) tell({ type: 'sign-in-failed', who })
    else if (who && !codeAwaited(answer)) tell({ type: 'signed-in', who })
  }

  return {
    devices: createDeviceCookies({ secret: settings.secret, secure, now }),
    ownSessions: openOwnSessions(context, { now, tell }),
    async changePassword(headers, userId, { password, newPassword }) {
      const body = { currentPassword: password, newPassword, revokeOtherSessions: true }
      const { status, cookies } = await ask('change-password', headers, JSON.stringify(body))
      if (status === 200) tell({ type: 'changed', who: userId, what: 'password', by: userId })
      return { ok: status === 200, cookies }
    },
    people,
    passkeys,
    provider: provider ?? null,
    async endByProvider(headers, query) {
      const ended = await provider?.end(headers, query)
      if (!ended) return { cookies: [], problem: 'away' }
      const cookie = ended.cookies.map((each) => each.split(';', 1)[0]).join('; ')
      const found = ended.problem === null ? await auth.api.getSession({ headers: new Headers({ cookie }) }) : null
      const problem = ended.problem ?? (found ? null : 'failed')
      if (found) tell({ type: 'signed-in', who: found.user.id })
      else tell({ type: 'sign-in-failed', who: null })
      return { cookies: ended.cookies, problem }
    },
    async signInByPasskey(headers, response) {
      const { status, cookies, answer } = await ask('sign-in/passkey', headers, JSON.stringify({ response }))
      if (status !== 200) tell({ type: 'sign-in-failed', who: null })
      else tell({ type: 'signed-in', who: (answer as { userId: string }).userId })
      return { ok: status === 200, cookies }
    },
    secondFactor: {
      ...secondFactor,
      async answer(headers, userId, code) {
        const before = await auth.api.getSession({ headers })
        const done = await secondFactor.answer(headers, userId, code)
        if (before) {
          if (done.ok) tell({ type: 'changed', who: userId, what: 'second-factor-on', by: userId })
        } else tell({ type: done.ok ? 'signed-in' : 'sign-in-failed', who: userId })
        return done
      },
    },
    async handle(path, headers, body) {
      const leaving = path === 'sign-out' ? await auth.api.getSession({ headers }) : null
      const handled = await ask(path, headers, body)
      if (path === 'sign-in/email') await tellSignIn(handled, body)
      if (leaving) tell({ type: 'signed-out', who: leaving.user.id })
      return handled
    },
    async who(headers) {
      const found = await auth.api.getSession({ headers })
      if (!found) return null
      const { id, name, email, role, twoFactorEnabled } = found.user
      const has = twoFactorEnabled === true
      // a passkey is two factors at once; what a provider asks for is its own affair
      const both = has || Boolean(found.session.signedInBy)
      const needs = settings.secondFactorRequired && !both ? 'second-factor' : null
      return {
        me: { id, name, email, role: roleOf(role), secondFactor: has, needs, locked: isLocked(found.session, now()) },
        sessionId: found.session.id,
      }
    },
    active: (sessionId) => updateSession(sessionId, { activeAt: new Date(now()) }),
    async lock(sessionId) {
      await updateSession(sessionId, { lockedAt: new Date(now()) })
      for (const listener of ended) listener(sessionId)
    },
    passwordIs,
    async unlock({ me, sessionId }, password) {
      const right = await passwordIs(me.id, password)
      if (right) await unlocked(sessionId)
      return right
    },
    async unlockByPasskey({ me, sessionId }, response) {
      const right = (await passkeys.answered(response)) === me.id
      if (right) await unlocked(sessionId)
      return right
    },
    ticket: (session) => tickets.issue(session),
    redeem: (ticket) => tickets.redeem(ticket),
    isLive: askedTogether(liveAmong),
    liveAmong,
    onEnded(listener) {
      ended.add(listener)
      return () => ended.delete(listener)
    },
    async hasAccounts() {
      return (await adapter.count({ model: 'user' })) > 0
    },
    createAdmin: (account) => people.make({ ...account, role: 'admin' }, null),
    close: () => file?.close(),
  }
}

/** Whether the password was right and a code is asked for next. */
export const codeAwaited = (answer: unknown): boolean =>
  typeof answer === 'object' && answer !== null && 'twoFactorRedirect' in answer

function openFile(dataDir: string): DatabaseSync {
  const file = new DatabaseSync(dataDir === ':memory:' ? ':memory:' : join(dataDir, 'staff.db'))
  file.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON')
  return file
}

/** The name a visitor sees: the first word of a staff member's name. */
export function firstName(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name
}
