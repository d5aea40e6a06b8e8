import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { ROLES } from '../protocol/access.ts'
import type { Auth } from './auth.ts'
import { AccountError } from './people.ts'
import { refuse, type StaffGate } from './staff-gate.ts'

interface PeopleHttpDeps {
  auth: Pick<Auth, 'people' | 'ownSessions'>
  publicUrl: URL
  gate: StaffGate
}

const role = z.enum(ROLES)
const id = z.string().min(1).max(64)
const invite = z.strictObject({ email: z.email().max(254), role })
const whom = z.strictObject({ id })
const newRole = z.strictObject({ id, role })
const lockOut = z.strictObject({ id, lockedOut: z.boolean() })

const REFUSALS: Record<AccountError['code'], { status: number; message: string }> = {
  'not-found': { status: 404, message: 'There is no such account or invitation.' },
  'last-admin': { status: 409, message: 'One admin must stay: make somebody else an admin first.' },
  taken: { status: 409, message: 'This address has an account already.' },
}

/** What admins do with accounts. The role is checked here and nowhere else. */
export function addPeopleRoutes(http: FastifyInstance, { auth, publicUrl, gate }: PeopleHttpDeps): void {
  const { people, ownSessions } = auth
  /** A write of an admin: its body by `schema`, then `work`. */
  const act = <Schema extends z.ZodType>(
    path: string,
    schema: Schema,
    work: (body: z.infer<Schema>, by: string) => Promise<unknown>,
  ): void => {
    http.post(
      `/api/people/${path}`,
      gate.fromConsole,
      gate.with('admin', async ({ me }, request, reply) => {
        const parsed = schema.safeParse(request.body)
        if (!parsed.success) return refuse(reply, 400, 'malformed', 'This cannot be done with what was sent.')
        try {
          return (await work(parsed.data, me.id)) ?? { ok: true }
        } catch (error) {
          return told(error, reply)
        }
      }),
    )
  }

  http.get(
    '/api/people',
    gate.with('admin', () => people.page()),
  )
  act('invite', invite, async (invited, by) => {
    const { secret, until } = await people.invite(invited, by)
    return { link: new URL(`/staff#/invitation/${secret}`, publicUrl).href, until }
  })
  act('uninvite', whom, (body, by) => people.uninvite(body.id, by))
  act('role', newRole, (body, by) => people.setRole(body.id, body.role, by))
  act('lock-out', lockOut, (body, by) => people.setLockedOut(body.id, body.lockedOut, by))
  act('end-sessions', whom, async (body, by) => {
    await ownSessions.end(body.id, null, by)
  })
  act('remove', whom, (body, by) => people.remove(body.id, by))
}

/** The refusal that an {@link AccountError} is; anything else is thrown on. */
function told(error: unknown, reply: FastifyReply): FastifyReply {
  if (!(error instanceof AccountError)) throw error
  const { status, message } = REFUSALS[error.code]
  return refuse(reply, status, error.code, message)
}
