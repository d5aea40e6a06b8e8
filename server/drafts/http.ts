import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Role } from '../../protocol/access.ts'
import type { DraftsPage } from '../../protocol/drafts.ts'
import { ChatError } from '../../protocol/errors.ts'
import type { Audit } from '../audit/audit.ts'
import type { Edition } from '../live.ts'
import { refuse, type SignedIn, type StaffGate } from '../staff-gate.ts'
import { type Drafts, draftText } from './drafts.ts'

export interface DraftsHttpDeps {
  drafts: Drafts
  edition: () => Pick<Edition, 'content'>
  audit: Pick<Audit, 'record'>
}

const which = z.strictObject({ id: z.string().min(1).max(64) })
const saved = draftText.extend(which.shape)

/** Proposals for answers: all staff write them, editors publish them. */
export function addDraftRoutes(
  http: FastifyInstance,
  gate: StaffGate,
  { drafts, edition, audit }: DraftsHttpDeps,
): void {
  const act = <Schema extends z.ZodType>(
    path: string,
    needed: Role,
    schema: Schema,
    work: (body: z.infer<Schema>, who: SignedIn) => Promise<object | null | false | 'enough'>,
  ): void => {
    http.post(
      `/api/drafts/${path}`,
      { ...gate.fromConsole, bodyLimit: 64 * 1024 },
      gate.with(needed, async (who, request, reply) => {
        const parsed = schema.safeParse(request.body)
        if (!parsed.success) return refuse(reply, 400, 'malformed', 'A question of up to 200 characters is needed.')
        try {
          const done = await work(parsed.data, who)
          if (done === 'enough') return refuse(reply, 409, 'too-many-drafts', 'There are too many drafts. Remove some.')
          return done || refuse(reply, 404, 'not-found', 'There is no such draft.')
        } catch (error) {
          if (error instanceof ChatError) return refuse(reply, 503, error.code, 'This cannot be done now. Try again.')
          throw error
        }
      }),
    )
  }

  http.get(
    '/api/drafts',
    gate.with('staff', async () => {
      const sections = edition().content.sections.map(({ id, title, text }) => ({ id, title, text }))
      return { drafts: await drafts.list(), sections } satisfies DraftsPage
    }),
  )
  act('add', 'staff', draftText, (text, { me }) => drafts.add(text, me.name))
  act('save', 'staff', saved, async ({ id, ...text }, { me }) => (await drafts.save(id, text, me.name)) && { ok: true })
  act('remove', 'staff', which, async ({ id }) => (await drafts.remove(id)) && { ok: true })
  act('publish', 'editor', saved, ({ id, ...text }, { me }) =>
    drafts.publish(id, text, me.name, () =>
      audit.record({ what: 'content-changed', who: me.id, count: edition().content.entries.length + 1 }),
    ),
  )
}
