import type { FastifyInstance } from 'fastify'
import type { WaysIn } from '../protocol/access.ts'
import type { Auth } from './auth.ts'
import { CALLBACK_PATH } from './provider.ts'
import type { SignInLimits } from './sign-in-limits.ts'
import { headersOf, refuse, type StaffGate, tooManyBegun } from './staff-gate.ts'

interface ProviderHttpDeps {
  auth: Pick<Auth, 'provider' | 'endByProvider'>
  publicUrl: URL
  gate: StaffGate
  limits: SignInLimits
}

/** Signing in by the clinic's own provider: the browser goes there, and comes back with what it was given. */
export function addProviderRoutes(http: FastifyInstance, { auth, publicUrl, gate, limits }: ProviderHttpDeps): void {
  const { provider } = auth

  http.get('/api/auth/ways', async (_request, reply): Promise<WaysIn> => {
    reply.header('cache-control', 'no-store')
    return { provider: provider && { name: provider.name, isThere: await provider.isThere() } }
  })

  http.post('/api/auth/provider', gate.fromConsole, async (request, reply) => {
    if (await tooManyBegun(limits, request, reply)) return reply
    const begun = await provider?.begin(headersOf(request, publicUrl))
    if (!begun) return refuse(reply, 503, 'provider-away', 'The provider cannot be reached now.')
    return reply.header('set-cookie', begun.cookies).send({ url: begun.url })
  })

  // The one request that another site's page leads to. What it may do hangs on the state, which the cookie must match.
  http.get(CALLBACK_PATH, async (request, reply) => {
    const query = new URL(request.url, publicUrl).search
    const { cookies, problem } = await auth.endByProvider(headersOf(request, publicUrl), query)
    reply.header('cache-control', 'no-store')
    if (problem === null) reply.header('set-cookie', cookies)
    return reply.redirect(problem === null ? '/staff' : `/staff#/turned-away/${problem}`, 303)
  })
}
