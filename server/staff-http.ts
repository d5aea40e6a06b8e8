import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Auth, firstName, PASSWORD_CHARS } from './auth.ts'
import type { OneTimeSecrets } from './one-time.ts'
import { createSignInLimits } from './sign-in-limits.ts'

export interface StaffHttpDeps {
  auth: Auth
  publicUrl: URL
  setupLinks: OneTimeSecrets<true>
}

const credentials = z.strictObject({
  email: z.string().min(1).max(254),
  password: z.string().min(1).max(PASSWORD_CHARS.max),
})
const newAccount = z.strictObject({
  token: z.string().length(64),
  name: z.string().trim().min(1).max(80),
  email: z.email().max(254),
  password: z.string().min(PASSWORD_CHARS.min).max(PASSWORD_CHARS.max),
})

/** Sign-in, sign-out, set-up and the ticket for the staff socket. Every error is `{ error: { code, message } }`. */
export function addStaffRoutes(http: FastifyInstance, { auth, publicUrl, setupLinks }: StaffHttpDeps): void {
  const limits = createSignInLimits()
  const fromConsole = { preHandler: refuseForeign(publicUrl.origin) }

  const signIn = async (request: FastifyRequest, reply: FastifyReply, email: string, password: string) => {
    const { status, cookies } = await auth.handle(
      'sign-in/email',
      headersOf(request, publicUrl),
      JSON.stringify({ email, password }),
    )
    if (status >= 500) return refuse(reply, 503, 'unavailable', 'Sign-in does not work now. Try again.')
    if (status !== 200) return refuse(reply, 401, 'wrong-credentials', 'The e-mail or the password is wrong.')
    await limits.succeeded(request.ip, email)
    return reply.header('set-cookie', cookies).send({ ok: true })
  }

  http.post('/api/auth/sign-in/email', fromConsole, async (request, reply) => {
    const parsed = credentials.safeParse(request.body)
    if (!parsed.success) return refuse(reply, 400, 'malformed', 'Give an e-mail and a password.')
    const { email, password } = parsed.data
    const waitMs = await limits.take(request.ip, email)
    if (waitMs > 0) {
      reply.header('retry-after', Math.ceil(waitMs / 1000))
      return refuse(reply, 429, 'too-fast', `Too many tries. Try again in ${Math.ceil(waitMs / 60_000)} minutes.`)
    }
    return signIn(request, reply, email, password)
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

  http.post('/api/staff/ticket', fromConsole, async (request, reply) => {
    const found = await auth.who(headersOf(request, publicUrl))
    if (!found) return refuse(reply, 401, 'unauthorized', 'Nobody is signed in.')
    const { me, sessionId } = found
    const ticket = auth.ticket({ sessionId, staff: { id: me.id, name: firstName(me.name) }, role: me.role })
    return reply.header('cache-control', 'no-store').send({ ticket })
  })

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
    if ((await auth.hasAccounts()) || !setupLinks.redeem(token)) {
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
}

function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.status(status).send({ error: { code, message } })
}

/**
 * Writes come from the console's own pages alone. The custom header makes a browser ask first (preflight) when another
 * site tries, and nobody answers that; Origin and Sec-Fetch-Site say the same a second and third time.
 */
function refuseForeign(origin: string) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    const { headers } = request
    const site = headers['sec-fetch-site']
    const own =
      headers.origin === origin && headers['x-bedside'] === '1' && (site === undefined || site === 'same-origin')
    return own ? undefined : refuse(reply, 403, 'unauthorized', 'This request did not come from the console.')
  }
}

/** The request's headers as the sign-in library takes them, with no way for a client to name another host. */
function headersOf(request: FastifyRequest, publicUrl: URL): Headers {
  const headers = new Headers({ 'content-type': 'application/json', origin: publicUrl.origin, host: publicUrl.host })
  if (request.headers.cookie) headers.set('cookie', request.headers.cookie)
  return headers
}
