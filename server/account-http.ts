import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Auth, PASSWORD_CHARS } from './auth.ts'
import type { SignInLimits } from './sign-in-limits.ts'
import { headersOf, refuse, type SignedIn, type StaffGate, tooMany, wasRight } from './staff-gate.ts'

interface AccountHttpDeps {
  auth: Pick<Auth, 'secondFactor' | 'ownSessions' | 'changePassword'>
  publicUrl: URL
  gate: StaffGate
  limits: SignInLimits
}

const withPassword = z.strictObject({ password: z.string().min(1).max(PASSWORD_CHARS.max) })
const newPassword = withPassword.extend({
  newPassword: z.string().min(PASSWORD_CHARS.min).max(PASSWORD_CHARS.max),
})
const which = z.union([z.strictObject({ id: z.string().min(1).max(64) }), z.strictObject({ all: z.literal(true) })])
const withCode = z.strictObject({ code: z.string().min(1).max(32) })

/** What staff do with their own account. */
export function addAccountRoutes(http: FastifyInstance, { auth, publicUrl, gate, limits }: AccountHttpDeps): void {
  const { secondFactor, ownSessions } = auth
  type Work<Body> = (who: SignedIn, body: Body, headers: Headers, reply: FastifyReply) => Promise<unknown>

  /**
   * A write that shows a secret again: who sits at somebody else's console does not know it. Tries are counted as those at
   * sign-in are. `work` gives null for a wrong secret.
   */
  const proven = <Schema extends z.ZodType>(path: string, schema: Schema, work: Work<z.infer<Schema>>): void => {
    const handler = async (who: SignedIn, request: FastifyRequest, reply: FastifyReply) => {
      const parsed = schema.safeParse(request.body)
      if (!parsed.success) return refuse(reply, 400, 'malformed', 'This cannot be done with what was sent.')
      if (await tooMany(limits, request, reply, who.me.email)) return reply
      const done = await work(who, parsed.data, headersOf(request, publicUrl), reply)
      if (done === null) return refuse(reply, 401, 'wrong-credentials', 'This is not right.')
      await wasRight(limits, request, reply, who.me.email)
      return done
    }
    const even = path.startsWith('second-factor/') ? ({ whoNeeds: 'second-factor' } as const) : {}
    http.post(`/api/account/${path}`, gate.fromConsole, gate.with('staff', handler, even))
  }
  /** The new session's cookies; null for a wrong secret. */
  const renewed = ({ ok, cookies }: { ok: boolean; cookies: string[] }, reply: FastifyReply) =>
    ok ? reply.header('set-cookie', cookies).send({ ok: true }) : null

  proven('second-factor/begin', withPassword, (_who, { password }, headers) => secondFactor.begin(headers, password))
  proven('second-factor/confirm', withCode, async ({ me }, { code }, headers, reply) =>
    // Backup codes are shown together with the secret: that somebody can copy one shows nothing.
    /^\s*(\d\s*){6}$/.test(code) ? renewed(await secondFactor.answer(headers, me.id, code), reply) : null,
  )
  proven('second-factor/codes', withPassword, async (_who, { password }, headers) => {
    const codes = await secondFactor.newCodes(headers, password)
    return codes && { codes }
  })
  proven('second-factor/off', withPassword, async ({ me }, { password }, headers, reply) =>
    renewed(await secondFactor.turnOff(headers, me.id, password), reply),
  )
  proven('password', newPassword, async ({ me }, passwords, headers, reply) =>
    renewed(await auth.changePassword(headers, me.id, passwords), reply),
  )

  http.get(
    '/api/account/sessions',
    gate.with('staff', async ({ me, sessionId }) => ({ sessions: await ownSessions.list(me.id, sessionId) })),
  )
  const end = async ({ me }: SignedIn, request: FastifyRequest, reply: FastifyReply) => {
    const parsed = which.safeParse(request.body)
    if (!parsed.success) return refuse(reply, 400, 'malformed', 'Say which session.')
    const done = await ownSessions.end(me.id, 'id' in parsed.data ? parsed.data.id : null, me.id)
    return done ? { ok: true } : refuse(reply, 404, 'not-found', 'There is no such session.')
  }
  http.post('/api/account/sessions/end', gate.fromConsole, gate.with('staff', end))
}
