import { createHash } from 'node:crypto'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Content, Site } from '../../faq/types.ts'
import {
  ALERT_SETTINGS,
  SETTINGS,
  type SettingChange,
  type SettingFault,
  type Settings,
} from '../../protocol/settings.ts'
import { KIB, readText } from '../content/files.ts'
import { plain } from '../content/plain.ts'
import { replaceFile } from '../content/replace.ts'
import { siteFaults, toSite } from '../content/site-rules.ts'
import { type SiteFile, siteFile } from '../content/site-schema.ts'
import { parseYaml } from '../content/yaml.ts'
import { edited } from './edit.ts'

/** The clinic's settings could not be read or changed. */
export class SettingsError extends Error {
  override name = 'SettingsError'
  /** `stale`: the file is not what was looked at; `broken`: it cannot be used as it is; `read-only`: it cannot be written. */
  readonly code: 'stale' | 'broken' | 'read-only'

  constructor(code: SettingsError['code'], options?: ErrorOptions) {
    super(code, options)
    this.code = code
  }
}

export interface Current {
  settings: Settings
  version: string
}

/** The clinic's own file of settings, to read and to change one after the other. */
export interface SiteSettings {
  /** Rejects with SettingsError. */
  read(): Promise<Current>
  /**
   * Puts the changes into the file whose `version` was looked at, whole or not at all: with faults nothing is written. `before`
   * is called when everything is in order and nothing is written yet; where it rejects nothing is. Rejects with SettingsError.
   */
  change(
    version: string,
    changes: readonly SettingChange[],
    before: () => Promise<void>,
  ): Promise<Current | { faults: SettingFault[] }>
}

interface SiteSettingsDeps {
  /** The folder with `site.yaml`. */
  dir: string
  /** What the rest of the content is: starters and the disclaimer are held against it. */
  content: () => Pick<Content, 'sections' | 'entries'>
  /** Called with what is in force from now on. */
  changed: (site: Site) => void
}

const FILE = 'site.yaml'
const MAX_BYTES = 64 * KIB

export function openSiteSettings({ dir, content, changed }: SiteSettingsDeps): SiteSettings {
  let last: Promise<unknown> = Promise.resolve()

  /** The file as it is to be, held against all rules; its faults where it breaks one. */
  function check(text: string): SiteFile | SettingFault[] {
    if (Buffer.byteLength(text) > MAX_BYTES) {
      return [{ path: [], problem: `All settings together are longer than ${MAX_BYTES / KIB} KiB. Shorten some.` }]
    }
    const parsed = siteFile.safeParse(parseYaml(text).value)
    const { sections, entries } = content()
    const english = new Set(entries.filter(({ lang }) => lang === 'en').map(({ id }) => id))
    const faults = parsed.success ? siteFaults(parsed.data, sections, english) : plain(parsed.error)
    if (parsed.success && faults.length === 0) return parsed.data
    return faults.map(({ path, problem }) => ({
      path: path.map((part) => (typeof part === 'number' ? part : String(part))),
      problem,
    }))
  }

  async function readFile(): Promise<string> {
    return readText(dir, FILE, MAX_BYTES).catch((cause: unknown) => {
      throw new SettingsError('broken', { cause })
    })
  }

  async function change(
    version: string,
    changes: readonly SettingChange[],
    before: () => Promise<void>,
  ): Promise<Current | { faults: SettingFault[] }> {
    const text = await readFile()
    if (versionOf(text) !== version) throw new SettingsError('stale')
    const next = edited(text, changes)
    if (next === null) return { faults: [{ path: [], problem: 'What is to be changed is not in the settings.' }] }
    const checked = check(next)
    if (Array.isArray(checked)) return { faults: checked }
    if (next !== text) {
      await before()
      await realpath(join(dir, FILE))
        .then((file) => replaceFile(file, next))
        .catch((cause: unknown) => {
          throw new SettingsError('read-only', { cause })
        })
      changed(toSite(checked))
    }
    return { settings: settingsOf(checked), version: versionOf(next) }
  }

  return {
    async read() {
      const text = await readFile()
      const parsed = siteFile.safeParse(parsedFrom(text))
      if (!parsed.success) throw new SettingsError('broken', { cause: parsed.error })
      return { settings: settingsOf(parsed.data), version: versionOf(text) }
    },
    change(...all) {
      const done = last.then(() => change(...all))
      last = done.catch(() => {})
      return done
    },
  }
}

function parsedFrom(text: string): unknown {
  try {
    return parseYaml(text).value
  } catch (cause) {
    throw new SettingsError('broken', { cause })
  }
}

function settingsOf(file: SiteFile): Settings {
  const shown = Object.fromEntries(SETTINGS.map((name) => [name, file[name]])) as Pick<
    SiteFile,
    (typeof SETTINGS)[number]
  >
  const alerts = Object.fromEntries(ALERT_SETTINGS.map((name) => [name, file.alerts[name]])) as Settings['alerts']
  return { ...shown, alerts }
}

const versionOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32)
