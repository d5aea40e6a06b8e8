import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { ChatError } from '../../protocol/errors.ts'
import {
  ALERT_SETTINGS,
  SETTINGS,
  type SettingChange,
  type Settings,
  type SettingsPage,
} from '../../protocol/settings.ts'
import type { Audit } from '../audit/audit.ts'
import { refuse, type StaffGate } from '../staff-gate.ts'
import type { Sightings } from './sightings.ts'
import { type Current, SettingsError, type SiteSettings } from './site-settings.ts'

export interface SettingsHttpDeps {
  settings: SiteSettings
  sightings: Sightings
  /** What an owner pastes into their site, for what the file says: the content takes a moment to be taken over. */
  tags: (settings: Settings) => SettingsPage['tags']
  audit: Pick<Audit, 'record'>
}

const part = z.union([z.int().min(0).max(999), z.string().regex(/^[A-Za-z][A-Za-z-]{0,63}$/)])
const change = z.strictObject({
  path: z.array(part).min(1).max(8).refine(isSetting, { error: 'is not changed from here.' }),
  value: z.json(),
})

function isSetting([first, second]: readonly (string | number)[]): boolean {
  if (first === 'alerts') return ALERT_SETTINGS.some((name) => name === second)
  return SETTINGS.some((name) => name === first)
}

const changing = z.strictObject({ version: z.string().length(32), changes: z.array(change).min(1).max(200) })

/** A card in two languages is long, and all of them can be changed at once. */
const BODY_BYTES = 128 * 1024

const REFUSALS: Record<SettingsError['code'], { status: number; message: string }> = {
  stale: { status: 409, message: 'Somebody else has changed the settings. Load them again.' },
  broken: { status: 503, message: 'The file site.yaml cannot be used as it is. Run "npm run faq:check".' },
  'read-only': { status: 503, message: 'The file site.yaml cannot be written. Look at its permissions.' },
}

/** The clinic's settings, for admins. */
export function addSettingsRoutes(http: FastifyInstance, gate: StaffGate, deps: SettingsHttpDeps): void {
  const { settings, sightings, audit } = deps
  const pageOf = (current: Current): SettingsPage => ({
    ...current,
    tags: deps.tags(current.settings),
    sightings: sightings.of(current.settings.allowedSites),
  })

  http.get(
    '/api/settings',
    gate.with('admin', async (_who, _request, reply) => {
      try {
        return pageOf(await settings.read())
      } catch (error) {
        return told(error, reply)
      }
    }),
  )

  const save: Parameters<StaffGate['with']>[1] = async ({ me }, request, reply) => {
    const parsed = changing.safeParse(request.body)
    if (!parsed.success) return refuse(reply, 400, 'malformed', 'These settings cannot be changed like this.')
    const { version, changes } = parsed.data
    try {
      const done = await settings.change(version, changes as SettingChange[], () =>
        audit.record({ what: 'settings-changed', who: me.id }),
      )
      return 'faults' in done ? done : { page: pageOf(done) }
    } catch (error) {
      return told(error, reply)
    }
  }
  http.post('/api/settings', { ...gate.fromConsole, bodyLimit: BODY_BYTES }, gate.with('admin', save))
}

/** The refusal that an error of the settings or the audit log is; anything else is thrown on. */
function told(error: unknown, reply: FastifyReply): FastifyReply {
  if (error instanceof SettingsError) {
    const { status, message } = REFUSALS[error.code]
    return refuse(reply, status, error.code, message)
  }
  if (!(error instanceof ChatError)) throw error
  return refuse(reply, 503, error.code, 'This cannot be saved now. Try again.')
}
