import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locale } from '../protocol/events.ts'
import type { SiteInfo } from '../protocol/site.ts'

/** Where the loader has a version, and the `integrity` of its bytes. */
interface Pinned {
  file: string
  integrity: string
}

/** The built pages, and the files that a clinic's page loads by a name with a version, which never change. */
export interface Pages {
  pinned: string[]
  panel(lang: Locale, site: SiteInfo): string
  staff(lang: Locale, site: SiteInfo): string
  /** The loader of this build under the name that never means other bytes. */
  loader: Pinned
  /** The owner's page, with each `%NAME%` in it filled by the HTML of that name. */
  install(html: Record<string, string>): string
  /** The check of a clinic's page, a script that talks to `server`. */
  check(server: string): string
}

/** Reads what `npm run build` made. Rejects with one plain sentence when it was not run. */
export async function readPages(dist: string): Promise<Pages> {
  const read = (file: string) =>
    readFile(join(dist, file), 'utf8').catch((cause) => {
      throw new Error(`The built file ${file} is missing. Run "npm run build" and start again.`, { cause })
    })
  const [panel, staff, install, check, manifest] = await Promise.all([
    read('panel.html'),
    read('staff.html'),
    read('install.html'),
    read('check.js'),
    read('manifest.json'),
    read('bedside.js'),
  ])
  return {
    pinned: (await readdir(dist)).filter((file) => /^bedside(-host)?\.\w+\.js$/.test(file)),
    panel: (lang, site) => fill(panel, lang, site.clinic.name, site),
    staff: (lang, site) => fill(staff, lang, `${site.clinic.name} · Bedside`, site),
    loader: (JSON.parse(manifest) as { loader: Pinned }).loader,
    install: (html) => install.replace(/%([A-Z]+)%/g, (_, name: string) => html[name] ?? ''),
    check: (server) => check.replace('%SERVER%', () => server),
  }
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
export const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (c) => ENTITIES[c] ?? c)

function fill(template: string, lang: Locale, title: string, site: SiteInfo): string {
  // inside a script element only `<` could end it; as an escape it is the same JSON
  const json = JSON.stringify(site).replaceAll('<', '\\u003c')
  return template
    .replace('%LANG%', lang)
    .replace('%TITLE%', () => escapeHtml(title))
    .replace('%SITE%', () => json)
}
