import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Auth, PASSWORD_CHARS } from './auth.ts'
import type { SignInLimits } from './sign-in-limits.ts'
import { headersOf, refuse, type SignedIn, type StaffGate, tooMany, wasRight } from './staff-gate.ts'

interface PasskeyHttpDeps {
  auth: Pick<Auth, 'passkeys' | 'signInByPasskey' | 'unlockByPasskey' | 'passwordIs'>
  publicUrl: URL
  gate: StaffGate
  limits: SignInLimits
}

const answer = z.strictObject({ response: z.looseObject({ id: z.string().min(1).max(8192) }) })
const withPassword = z.strictObject({ password: z.string().min(1).max(PASSWORD_CHARS.max) })
const newPasskey = z.strictObject({ name: z.string().trim().min(1).max(60), response: z.unknown() })
const which = z.strictObject({ id: z.string().min(1).max(64) })

/** Tries are counted for each passkey: a wrong one does not hold up the others of a clinic behind one address. */
const nameOf = (id: string): string => `passkey ${createHash('sha256').update(id).digest('hex')}`

/** Signing in and unlocking by passkey, and the passkeys of one's own account. */
export function addPasskeyRoutes(http: FastifyInstance, { auth, publicUrl, gate, limits }: PasskeyHttpDeps): void {
  const { passkeys } = auth
  const malformed = (reply: FastifyReply) => refuse(reply, 400, 'malformed', 'This cannot be done with what was sent.')
  const wrong = (reply: FastifyReply) => refuse(reply, 401, 'wrong-credentials', 'This passkey is not known here.')

  http.post('/api/auth/passkey/ask', gate.fromConsole, async (_request, reply) =>
    reply.header('cache-control', 'no-store').send(await passkeys.ask()),
  )

  http.post('/api/auth/passkey', gate.fromConsole, async (request, reply) => {
    const parsed = answer.safeParse(request.body)
    if (!parsed.success) return malformed(reply)
    const { response } = parsed.data
    if (await tooMany(limits, request, reply, nameOf(response.id))) return reply
    const { ok, cookies } = await auth.signInByPasskey(headersOf(request, publicUrl), response)
    if (!ok) return wrong(reply)
    await wasRight(limits, request, reply, nameOf(response.id))
    return reply.header('set-cookie', cookies).send({ ok: true })
  })

  const unlock = async (who: SignedIn, request: FastifyRequest, reply: FastifyReply) => {
    const parsed = answer.safeParse(request.body)
    if (!parsed.success) return malformed(reply)
    const { response } = parsed.data
    if (await tooMany(limits, request, reply, nameOf(response.id))) return reply
    if (!(await auth.unlockByPasskey(who, response))) return wrong(reply)
    await wasRight(limits, request, reply, nameOf(response.id))
    return { ok: true }
  }
  http.post(
    '/api/staff/unlock/passkey',
    gate.fromConsole,
    gate.with('staff', unlock, { whenLocked: true, whoNeeds: 'second-factor' }),
  )

  http.get(
    '/api/account/passkeys',
    gate.with('staff', async ({ me }) => ({ passkeys: await passkeys.list(me.id) })),
  )
  // Who sits at somebody else's console does not know the password, so they cannot add their own way in.
  const begin = async ({ me }: SignedIn, request: FastifyRequest, reply: FastifyReply) => {
    const parsed = withPassword.safeParse(request.body)
    if (!parsed.success) return malformed(reply)
    if (await tooMany(limits, request, reply, me.email)) return reply
    if (!(await auth.passwordIs(me.id, parsed.data.password))) {
      return refuse(reply, 401, 'wrong-credentials', 'This is not right.')
    }
    await wasRight(limits, request, reply, me.email)
    return (await passkeys.begin(me)) ?? refuse(reply, 409, 'enough', 'There are enough passkeys. Remove one first.')
  }
  http.post('/api/account/passkeys/begin', gate.fromConsole, gate.with('staff', begin))
  const add = async ({ me }: SignedIn, request: FastifyRequest, reply: FastifyReply) => {
    const parsed = newPasskey.safeParse(request.body)
    if (!parsed.success) return malformed(reply)
    return (await passkeys.add(me.id, { ...parsed.data })) ? { ok: true } : wrong(reply)
  }
  http.post('/api/account/passkeys/add', gate.fromConsole, gate.with('staff', add))
  const remove = async ({ me }: SignedIn, request: FastifyRequest, reply: FastifyReply) => {
    const parsed = which.safeParse(request.body)
    if (!parsed.success) return malformed(reply)
    const done = await passkeys.remove(me.id, parsed.data.id)
    return done ? { ok: true } : refuse(reply, 404, 'not-found', 'There is no such passkey.')
  }
  http.post('/api/account/passkeys/remove', gate.fromConsole, gate.with('staff', remove))
}
