import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { LOCALES } from '../protocol/events.ts'
import { addAccountRoutes } from './account-http.ts'
import type { Audit } from './audit/audit.ts'
import { addAuditRoutes } from './audit/http.ts'
import { type Auth, codeAwaited, firstName, PASSWORD_CHARS } from './auth.ts'
import type { Clock } from './clock.ts'
import { addDraftRoutes, type DraftsHttpDeps } from './drafts/http.ts'
import { addInsightRoutes } from './insight-http.ts'
import { libraryOf } from './library.ts'
import type { Edition } from './live.ts'
import type { OneTimeSecrets } from './one-time.ts'
import { addPasskeyRoutes } from './passkey-http.ts'
import { addPeopleRoutes } from './people-http.ts'
import { personName } from './person-name.ts'
import { addProviderRoutes } from './provider-http.ts'
import { addSettingsRoutes, type SettingsHttpDeps } from './settings/http.ts'
import { createSignInLimits } from './sign-in-limits.ts'
import { headersOf, openStaffGate, refuse, type SignedIn, tooMany, wasRight } from './staff-gate.ts'
import type { Store } from './store/port.ts'
import type { Wordings } from './unanswered/accept.ts'
import type { Hidden } from './unanswered/hidden.ts'
import { addUnansweredRoutes } from './unanswered/http.ts'

export interface StaffHttpDeps {
  auth: Auth
  publicUrl: URL
  setupLinks: OneTimeSecrets<true>
  /** The clinic's content at this moment. */
  edition: () => Edition
  /** What the pages of numbers and of the audit log are read from. */
  store: Pick<Store, 'dayCounts' | 'flagged' | 'read' | 'audited' | 'unanswered'>
  /** What the page of settings is read from and written to. */
  settings: Omit<SettingsHttpDeps, 'audit'>
  drafts: DraftsHttpDeps['drafts']
  wordings: Wordings
  hidden: Hidden
  audit: Pick<Audit, 'record'>
  clock: Clock
}

const credentials = z.strictObject({
  email: z.string().min(1).max(254),
  password: z.string().min(1).max(PASSWORD_CHARS.max),
})
const password = z.strictObject({ password: credentials.shape.password })
const oneCode = z.strictObject({ code: z.string().min(1).max(32) })
const invitation = z.strictObject({ token: z.string().length(64) })
const acceptance = invitation.extend({
  name: personName,
  password: z.string().min(PASSWORD_CHARS.min).max(PASSWORD_CHARS.max),
})
const newAccount = acceptance.extend({ email: z.email().max(254) })

/** Sign-in, sign-out, set-up, invitations and the ticket for the staff socket. Every error is `{ error: { code, message } }`. */
export function addStaffRoutes(http: FastifyInstance, deps: StaffHttpDeps): void {
  const { auth, publicUrl, setupLinks, edition, store } = deps
  const limits = createSignInLimits(auth.devices)
  const gate = openStaffGate(auth, publicUrl)
  const { fromConsole } = gate

  const signIn = async (request: FastifyRequest, reply: FastifyReply, email: string, password: string) => {
    const { status, cookies, answer } = await auth.handle(
      'sign-in/email',
      headersOf(request, publicUrl),
      JSON.stringify({ email, password }),
    )
    if (status >= 500) return refuse(reply, 503, 'unavailable', 'Sign-in does not work now. Try again.')
    if (status !== 200) return refuse(reply, 401, 'wrong-credentials', 'The e-mail or the password is wrong.')
    await wasRight(limits, request, reply, email)
    return reply.header('set-cookie', cookies).send(codeAwaited(answer) ? { ok: true, code: true } : { ok: true })
  }

  http.post('/api/auth/sign-in/email', fromConsole, async (request, reply) => {
    const parsed = credentials.safeParse(request.body)
    if (!parsed.success) return refuse(reply, 400, 'malformed', 'Give an e-mail and a password.')
    const { email, password } = parsed.data
    if (await tooMany(limits, request, reply, email)) return reply
    return signIn(request, reply, email, password)
  })

  http.post('/api/auth/code', fromConsole, async (request, reply) => {
    const parsed = oneCode.safeParse(request.body)
    if (!parsed.success) return refuse(reply, 400, 'malformed', 'Give a code.')
    const headers = headersOf(request, publicUrl)
    const userId = await auth.secondFactor.awaited(headers)
    if (!userId) return refuse(reply, 403, 'link-used', 'This took too long. Sign in again.')
    if (await tooMany(limits, request, reply, `code ${userId}`)) return reply
    const { ok, cookies } = await auth.secondFactor.answer(headers, userId, parsed.data.code)
    if (!ok) return refuse(reply, 401, 'wrong-credentials', 'The code is wrong or was used.')
    await wasRight(limits, request, reply, `code ${userId}`)
    return reply.header('set-cookie', cookies).send({ ok: true })
  })

  http.post('/api/auth/sign-out', fromConsole, async (request, reply) => {
    const { cookies } = await auth.handle('sign-out', headersOf(request, publicUrl), '{}')
    return reply.header('set-cookie', cookies).header('clear-site-data', '"cache", "storage"').send({ ok: true })
  })

  http.get('/api/staff/me', async (request, reply) => {
    const found = await auth.who(headersOf(request, publicUrl))
    reply.header('cache-control', 'no-store')
    return found ? reply.send(found.me) : refuse(reply, 401, 'unauthorized', 'Nobody is signed in.')
  })

  http.post(
    '/api/staff/ticket',
    fromConsole,
    gate.with('staff', async ({ me, sessionId }) => ({
      ticket: await auth.ticket({ sessionId, staff: { id: me.id, name: firstName(me.name) }, role: me.role }),
    })),
  )

  const anybody = { whenLocked: true, whoNeeds: 'second-factor' } as const
  http.post(
    '/api/staff/active',
    fromConsole,
    gate.with('staff', async ({ sessionId }) => {
      await auth.active(sessionId)
      return { ok: true }
    }),
  )
  const lock = async ({ sessionId }: SignedIn) => {
    await auth.lock(sessionId)
    return { ok: true }
  }
  http.post('/api/staff/lock', fromConsole, gate.with('staff', lock, anybody))
  const unlock = async (who: SignedIn, request: FastifyRequest, reply: FastifyReply) => {
    const parsed = password.safeParse(request.body)
    if (!parsed.success) return refuse(reply, 400, 'malformed', 'Give the password.')
    if (await tooMany(limits, request, reply, who.me.email)) return reply
    if (!(await auth.unlock(who, parsed.data.password))) {
      return refuse(reply, 401, 'wrong-credentials', 'The password is wrong.')
    }
    await wasRight(limits, request, reply, who.me.email)
    return { ok: true }
  }
  http.post('/api/staff/unlock', fromConsole, gate.with('staff', unlock, anybody))

  // Behind the sign-in: the clinic's own steps are nobody else's business.
  http.get(
    '/api/staff/library',
    gate.with('staff', async (_who, request) => {
      const { lang } = request.query as { lang?: unknown }
      return libraryOf(edition(), LOCALES.find((locale) => locale === lang) ?? 'en')
    }),
  )

  http.get('/api/setup', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ open: !(await auth.hasAccounts()) }),
  )

  http.post('/api/setup', fromConsole, async (request, reply) => {
    const parsed = newAccount.safeParse(request.body)
    if (!parsed.success) {
      const field = String(parsed.error.issues[0]?.path[0] ?? 'account')
      return refuse(reply, 400, 'malformed', `The ${field} cannot be used. Look at it again.`)
    }
    const { token, name, email, password } = parsed.data
    if ((await auth.hasAccounts()) || !(await setupLinks.redeem(token))) {
      return refuse(
        reply,
        403,
        'link-used',
        'This link was used or is too old. Start the server again for a new one, or sign in.',
      )
    }
    await auth.createAdmin({ name, email, password })
    return signIn(request, reply, email, password)
  })

  http.post('/api/invitation', fromConsole, async (request, reply) => {
    const parsed = invitation.safeParse(request.body)
    const invited = parsed.success ? await auth.people.invited(parsed.data.token) : null
    reply.header('cache-control', 'no-store')
    return invited ?? refuse(reply, 403, 'link-used', 'This invitation was used or is too old.')
  })

  http.post('/api/invitation/accept', fromConsole, async (request, reply) => {
    const parsed = acceptance.safeParse(request.body)
    if (!parsed.success) return refuse(reply, 400, 'malformed', 'Give a name and a password.')
    const { token, name, password } = parsed.data
    const made = await auth.people.accept(token, { name, password })
    if (!made) return refuse(reply, 403, 'link-used', 'This invitation was used or is too old.')
    return signIn(request, reply, made.email, password)
  })

  const tooLate = (reply: FastifyReply) => refuse(reply, 403, 'link-used', 'This link was used or is too old.')
  http.post('/api/new-password', fromConsole, async (request, reply) => {
    const parsed = invitation.safeParse(request.body)
    reply.header('cache-control', 'no-store')
    return (parsed.success ? await auth.people.resetting(parsed.data.token) : null) ?? tooLate(reply)
  })

  http.post('/api/new-password/accept', fromConsole, async (request, reply) => {
    const parsed = acceptance.omit({ name: true }).safeParse(request.body)
    if (!parsed.success) return refuse(reply, 400, 'malformed', 'Give a password.')
    const { token, password } = parsed.data
    const account = await auth.people.acceptReset(token, password)
    return account ? signIn(request, reply, account.email, password) : tooLate(reply)
  })

  addAccountRoutes(http, { auth, publicUrl, gate, limits })
  addPasskeyRoutes(http, { auth, publicUrl, gate, limits })
  addProviderRoutes(http, { auth, publicUrl, gate, limits })
  addPeopleRoutes(http, { auth, publicUrl, gate })
  addInsightRoutes(http, { ...deps, gate })
  addAuditRoutes(http, { people: auth.people, store, gate })
  addSettingsRoutes(http, gate, { ...deps.settings, audit: deps.audit })
  addDraftRoutes(http, gate, { drafts: deps.drafts, edition, audit: deps.audit })
  addUnansweredRoutes(http, gate, deps)
}
