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
import type { Hidden } from './hidden.ts'

export interface UnansweredHttpDeps {
  store: Pick<Store, 'unanswered'>
  drafts: Pick<Drafts, 'list'>
  wordings: Wordings
  hidden: Hidden
  edition: () => Pick<Edition, 'content'>
  audit: Pick<Audit, 'record'>
  clock: Clock
}

const DAY_MS = 86_400_000
/** What was asked longer ago tells little of what is asked now. */
const DAYS = 30

const questions = z.array(words(300))
/** More than are shown at once: a list that is open for long takes up what comes meanwhile. */
const settled = questions.max(500)
const accepted = z.strictObject({ id, phrasings: questions.min(1).max(60), settled })
const doneWith = z.strictObject({ settled: settled.min(1) })

/** What visitors asked and nobody has an answer to, for who takes care of the answers: editors and admins. */
export function addUnansweredRoutes(http: FastifyInstance, gate: StaffGate, deps: UnansweredHttpDeps): void {
  const { store, drafts, wordings, hidden, edition, audit, clock } = deps

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
    const found = await store.unanswered({
      notBefore: { withoutPerson: since(botDays), withPerson: since(staffDays) },
    })
    const written = [...entries, ...(await drafts.list())].flatMap((each) => [each.question, ...each.phrasings])
    const known = new Set(written.map(phrasingKey))
    const groups = await groupsOf(
      found.questions,
      { entries, topics },
      { written: (key) => known.has(key), hidden: await hidden.read() },
    )
    // It shows what visitors wrote in many chats, as a search does.
    await audit.record({ what: 'searched', who, count: found.chats })
    return {
      groups,
      entries: entries.filter(({ lang }) => lang === 'en').map(({ id, question }) => ({ id, question })),
      backTo: found.backTo ?? since(DAYS),
    }
  }

  const malformed = (reply: FastifyReply) =>
    refuse(reply, 400, 'malformed', 'Questions of up to 300 characters are needed, 60 at most.')

  http.get(
    '/api/unanswered',
    gate.with('editor', ({ me }, _request, reply) => orSay(reply, () => page(me.id))),
  )
  http.post(
    '/api/unanswered/accept',
    gate.fromConsole,
    gate.with('editor', async ({ me }, request, reply) => {
      const parsed = accepted.safeParse(request.body)
      if (!parsed.success) return malformed(reply)
      return orSay(reply, async () => {
        const done = await wordings.add(parsed.data.id, parsed.data.phrasings, () =>
          audit.record({ what: 'content-changed', who: me.id, count: edition().content.entries.length }),
        )
        if (done === null) return refuse(reply, 404, 'not-found', 'There is no such answer.')
        // As they were typed: what was changed before it was added is not asked for again either.
        // Where that cannot be kept they are shown again, and what was added stays added.
        if ('added' in done && parsed.data.settled.length > 0) await hidden.add(parsed.data.settled).catch(() => {})
        return done
      })
    }),
  )
  http.post(
    '/api/unanswered/hide',
    gate.fromConsole,
    gate.with('editor', async (_who, request, reply) => {
      const parsed = doneWith.safeParse(request.body)
      if (!parsed.success) return malformed(reply)
      await hidden.add(parsed.data.settled)
      return { ok: true }
    }),
  )
}
