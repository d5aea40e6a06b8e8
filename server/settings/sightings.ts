import type { Sighting } from '../../protocol/settings.ts'

/** Which sites' pages loaded the script of late. Of a visitor nothing is kept: a site and a time, until the server stops. */
export interface Sightings {
  /** A request for the script, by what its headers say of the page that it came from. */
  saw(headers: { origin?: string | undefined; referer?: string | undefined }): void
  of(sites: readonly string[]): Sighting[]
}

/** How many sites are remembered: anybody's page may ask for the script. */
const MAX_SITES = 200

/** `now` gives UTC ms. A site counts as seen before it is allowed: the owner may paste the tag first. */
export function createSightings(now: () => number): Sightings {
  const seen = new Map<string, number>()
  return {
    saw({ origin, referer }) {
      // A script with a hash comes with an origin; else the page's address says it, unless the page keeps it to itself.
      const site = origin ?? URL.parse(referer ?? '')?.origin
      if (site === undefined || !/^https?:/.test(site)) return
      // What is last in the map was seen last.
      seen.delete(site)
      seen.set(site, now())
      for (const longest of seen.keys()) if (seen.size > MAX_SITES) seen.delete(longest)
    },
    of: (sites) => sites.map((site) => ({ site, seenAt: seen.get(site) ?? null })),
  }
}
