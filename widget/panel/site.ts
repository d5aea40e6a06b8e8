import type { Locale } from '../../protocol/events.ts'
import type { SiteInfo } from '../../protocol/site.ts'

/** The settings that the server wrote into this page. */
export function readSite(page: Document): SiteInfo {
  return JSON.parse(page.getElementById('site')?.textContent ?? 'null') as SiteInfo
}

/**
 * The same settings in another language, read out of that language's page as text: no part of it is ever made into
 * elements. Rejects when it cannot be fetched.
 */
export async function fetchSite(locale: Locale): Promise<SiteInfo> {
  const response = await fetch(`/panel?lang=${locale}`)
  const json = /<script type="application\/json" id="site">(.*?)<\/script>/s.exec(await response.text())?.[1]
  if (!response.ok || json === undefined) throw new Error(`the panel's page could not be read: ${response.status}`)
  return JSON.parse(json) as SiteInfo
}
