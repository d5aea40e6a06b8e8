import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { ChatError } from '../protocol/errors.ts'
import { LOCALES } from '../protocol/events.ts'
import { INSIGHT_RANGES } from '../protocol/insight.ts'
import type { Audit } from './audit/audit.ts'
import type { Clock } from './clock.ts'
import { readInsight } from './insight/read.ts'
import type { Edition } from './live.ts'
import { refuse, type StaffGate } from './staff-gate.ts'
import type { Store } from './store/port.ts'

interface InsightHttpDeps {
  gate: StaffGate
  store: Pick<Store, 'dayCounts' | 'flagged' | 'read'>
  edition: () => Edition
  clock: Clock
  audit: Pick<Audit, 'record'>
}

const asked = z.strictObject({
  days: z.coerce.number().pipe(z.union(INSIGHT_RANGES.map((range) => z.literal(range)))),
  lang: z.enum(LOCALES),
})

/** The numbers of the page Insight, for who takes care of the answers: editors and admins. */
export function addInsightRoutes(http: FastifyInstance, { gate, store, edition, clock, audit }: InsightHttpDeps): void {
  http.get(
    '/api/insight',
    gate.with('editor', async (_who, request, reply) => {
      const parsed = asked.safeParse(request.query)
      if (!parsed.success) return refuse(reply, 400, 'malformed', 'Ask for 7, 30 or 90 days.')
      const { days: range, lang } = parsed.data
      try {
        return await readInsight(store, edition().content, { range, lang, now: clock.now() })
      } catch (error) {
        if (!(error instanceof ChatError)) throw error
        return refuse(reply, 503, error.code, 'The numbers cannot be read now. Try again.')
      }
    }),
  )

  // The file itself is made in the browser, from the numbers that it has already.
  const exported: Parameters<StaffGate['with']>[1] = async ({ me }, _request, reply) => {
    try {
      await audit.record({ what: 'exported', who: me.id })
      return { ok: true }
    } catch (error) {
      if (!(error instanceof ChatError)) throw error
      return refuse(reply, 503, error.code, 'This cannot be done now. Try again.')
    }
  }
  http.post('/api/insight/exported', gate.fromConsole, gate.with('editor', exported))
}
