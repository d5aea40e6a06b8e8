import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { AUDIT_KINDS, type AuditPage } from '../../protocol/audit.ts'
import type { People } from '../people.ts'
import { refuse, type StaffGate } from '../staff-gate.ts'
import type { Store } from '../store/port.ts'

interface AuditHttpDeps {
  people: Pick<People, 'page'>
  store: Pick<Store, 'audited'>
  gate: StaffGate
}

/** Rows in one page. */
const PAGE = 50

/** `who` is an account's id, or `nobody` for what nobody with an account did. */
const query = z.strictObject({
  before: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  who: z.string().min(1).max(64).optional(),
  what: z.enum(AUDIT_KINDS).optional(),
})

/** The audit log, for admins to read. */
export function addAuditRoutes(http: FastifyInstance, { people, store, gate }: AuditHttpDeps): void {
  http.get(
    '/api/audit',
    gate.with('admin', async (_who, request, reply) => {
      const parsed = query.safeParse(request.query)
      if (!parsed.success) return refuse(reply, 400, 'malformed', 'This cannot be asked for.')
      const { before = null, who, what = null } = parsed.data
      const by = who === undefined ? null : { id: who === 'nobody' ? null : who }
      const rows = await store.audited({ before, who: by, what, which: null }, PAGE + 1)
      const accounts = (await people.page()).people
      return {
        rows: rows.slice(0, PAGE),
        more: rows.length > PAGE,
        people: accounts.map(({ id, name }) => ({ id, name })),
      } satisfies AuditPage
    }),
  )
}
