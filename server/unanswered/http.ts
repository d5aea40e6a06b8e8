import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { phrasingKey } from '../../faq/checks/phrasings.ts'
import { ChatError } from '../../protocol/errors.ts'
import type { UnansweredPage } from '../../protocol/unanswered.ts'
import type { Audit } from '../audit/audit.ts'
import type { Clock } from '../clock.ts'
import { id, words } from '../content/schema.ts'
import type { Drafts } from '../drafts/drafts.ts'
import type { Edition } from '../live.ts'
import { refuse, type StaffGate } from '../staff-gate.ts'
import type { Store } from '../store/port.ts'
import type { Wordings } from './accept.ts'
import { groupsOf } from './groups.ts'

export interface UnansweredHttpDeps {
  store: Pick<Store, 'unanswered'>
  drafts: Pick<Drafts, 'list'>
  wordings: Wordings
  edition: () => Pick<Edition, 'content'>
  audit: Pick<Audit, 'record'>
  clock: Clock
}

const DAY_MS = 86_400_000
/** What was asked longer ago tells little of what is asked now. */
const DAYS = 30

const accepted = z.strictObject({ id, phrasings: z.array(words(300)).min(1).max(50) })

/** What visitors asked and nobody has an answer to, for who takes care of the answers: editors and admins. */
export function addUnansweredRoutes(http: FastifyInstance, gate: StaffGate, deps: UnansweredHttpDeps): void {
  const { store, drafts, wordings, edition, audit, clock } = deps

  const orSay = async <T>(reply: FastifyReply, work: () => Promise<T>): Promise<T | FastifyReply> => {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ChatError)) throw error
      return refuse(reply, 503, error.code, 'This cannot be done now. Try again.')
    }
  }

  const page = async (who: string): Promise<UnansweredPage> => {
    const { entries, topics, site } = edition().content
    const now = clock.now()
    const since = (keptDays: number): number => now - Math.min(keptDays, DAYS) * DAY_MS
    const { botDays, staffDays } = site.retention
    const { questions, backTo } = await store.unanswered({
      notBefore: { withoutPerson: since(botDays), withPerson: since(staffDays) },
    })
    const begun = await drafts.list()
    const settled = [...entries, ...begun].flatMap(({ question, phrasings }) => [question, ...phrasings])
    const groups = groupsOf(questions, { entries, topics }, new Set(settled.map(phrasingKey)))
    // It shows what visitors wrote in many chats, as a search does.
    await audit.record({ what: 'searched', who, count: groups.length })
    return { groups, entries: entries.map(({ id, question }) => ({ id, question })), backTo: backTo ?? since(DAYS) }
  }

  http.get(
    '/api/unanswered',
    gate.with('editor', ({ me }, _request, reply) => orSay(reply, () => page(me.id))),
  )
  http.post(
    '/api/unanswered/accept',
    gate.fromConsole,
    gate.with('editor', async ({ me }, request, reply) => {
      const parsed = accepted.safeParse(request.body)
      if (!parsed.success) return refuse(reply, 400, 'malformed', 'Questions of up to 300 characters are needed.')
      const { id: entryId, phrasings } = parsed.data
      return orSay(reply, async () => {
        const done = await wordings.add(entryId, phrasings, () =>
          audit.record({ what: 'content-changed', who: me.id, count: edition().content.entries.length }),
        )
        return done ?? refuse(reply, 404, 'not-found', 'There is no such answer.')
      })
    }),
  )
}
