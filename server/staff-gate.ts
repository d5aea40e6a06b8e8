import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Role } from '../protocol/access.ts'
import type { Me } from '../protocol/staff.ts'
import type { Auth } from './auth.ts'
import { deviceOf } from './device.ts'
import { hasRole } from './roles.ts'
import type { SignInLimits, Try } from './sign-in-limits.ts'

/** Who asks, and by which session. */
export interface SignedIn {
  me: Me
  sessionId: string
}

type Handler<Body> = (who: SignedIn, request: FastifyRequest<{ Body: Body }>, reply: FastifyReply) => Promise<unknown>

/** Serves even those who have something to do first. */
interface Even {
  whoNeeds?: 'second-factor'
  whenLocked?: true
}

/** The one door of everything that staff ask over HTTP. */
export interface StaffGate {
  /** For every route that writes. */
  readonly fromConsole: { preHandler: ReturnType<typeof refuseForeign> }
  /** The handler, for who is signed in with the role `needed` or a higher one; everybody else is refused. */
  with(
    needed: Role,
    handler: Handler<unknown>,
    even?: Even,
  ): (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
}

export function openStaffGate(auth: Pick<Auth, 'who'>, publicUrl: URL): StaffGate {
  return {
    fromConsole: { preHandler: refuseForeign(publicUrl.origin) },
    with: (needed, handler, even) => async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const who = await auth.who(headersOf(request, publicUrl))
      if (!who) return refuse(reply, 401, 'unauthorized', 'Nobody is signed in.')
      if (!hasRole(who.me.role, needed)) return refuse(reply, 403, 'not-allowed', `This needs the role ${needed}.`)
      if (who.me.locked && !even?.whenLocked) return refuse(reply, 423, 'locked', 'This console is locked.')
      if (who.me.needs !== null && who.me.needs !== even?.whoNeeds) {
        return refuse(reply, 403, 'second-factor-needed', 'Set up the second factor first.')
      }
      return handler(who, request, reply)
    },
  }
}

export function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.status(status).send({ error: { code, message } })
}

/** Counts one try for `name`; true when it was one too many, which is answered then. */
export async function tooMany(
  limits: SignInLimits,
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
): Promise<boolean> {
  return told(await limits.take(tryOf(request, name)), reply)
}

/** The same for a way in that is only begun here. */
export const tooManyBegun = async (
  limits: SignInLimits,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<boolean> => told(await limits.begin(request.ip), reply)

function told(waitMs: number, reply: FastifyReply): boolean {
  if (waitMs === 0) return false
  reply.header('retry-after', Math.ceil(waitMs / 1000))
  refuse(reply, 429, 'too-fast', `Too many tries. Try again in ${Math.ceil(waitMs / 60_000)} minutes.`)
  return true
}

/** Says that the try for `name` was right: its tries are given back, and this browser is known for it from now on. */
export async function wasRight(
  limits: SignInLimits,
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
): Promise<void> {
  reply.header('set-cookie', await limits.succeeded(tryOf(request, name)))
}

const tryOf = (request: FastifyRequest, name: string): Try => ({
  name,
  address: request.ip,
  cookies: request.headers.cookie,
})

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
export function headersOf(request: FastifyRequest, publicUrl: URL): Headers {
  const headers = new Headers({
    'content-type': 'application/json',
    origin: publicUrl.origin,
    host: publicUrl.host,
    'user-agent': deviceOf(request.headers['user-agent']),
  })
  if (request.headers.cookie) headers.set('cookie', request.headers.cookie)
  return headers
}
