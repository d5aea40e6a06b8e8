import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Locale } from '../protocol/events.ts'
import type { SiteInfo } from '../protocol/site.ts'

/** The built pages, and the files that a clinic's page loads by a name with a version, which never change. */
export interface Pages {
  pinned: string[]
  panel(lang: Locale, site: SiteInfo): string
  staff(lang: Locale, site: SiteInfo): string
}

/** Reads what `npm run build` made. Rejects with one plain sentence when it was not run. */
export async function readPages(dist: string): Promise<Pages> {
  const read = (file: string) =>
    readFile(join(dist, file), 'utf8').catch((cause) => {
      throw new Error(`The built file ${file} is missing. Run "npm run build" and start again.`, { cause })
    })
  const [panel, staff] = await Promise.all([read('panel.html'), read('staff.html'), read('bedside.js')])
  return {
    pinned: (await readdir(dist)).filter((file) => /^bedside(-host)?\.\w+\.js$/.test(file)),
    panel: (lang, site) => fill(panel, lang, site.clinic.name, site),
    staff: (lang, site) => fill(staff, lang, `${site.clinic.name} · Bedside`, site),
  }
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeHtml = (text: string): string => text.replace(/[&<>"]/g, (c) => ENTITIES[c] ?? c)

function fill(template: string, lang: Locale, title: string, site: SiteInfo): string {
  // inside a script element only `<` could end it; as an escape it is the same JSON
  const json = JSON.stringify(site).replaceAll('<', '\\u003c')
  return template
    .replace('%LANG%', lang)
    .replace('%TITLE%', () => escapeHtml(title))
    .replace('%SITE%', () => json)
}
