import { clockTime, differsFromHere, nearDay } from '../../client/ui/time.ts'
import type { Locale } from '../../protocol/events.ts'
import type { Presence, SiteInfo } from '../../protocol/site.ts'

/** When staff are back, in the clinic's own zone; null while it is open or when no hours are set. */
export function staffBack(
  presence: Presence,
  { clinic }: Pick<SiteInfo, 'clinic'>,
  locale: Locale,
): { day: string; time: string; zone: string; timeHere: string | null } | null {
  const { opensAt } = presence
  if (opensAt === null) return null
  return {
    day: nearDay(opensAt, Date.now(), locale, clinic.zone),
    time: clockTime(opensAt, locale, clinic.zone),
    zone: clinic.zoneLabel,
    timeHere: differsFromHere(opensAt, clinic.zone) ? clockTime(opensAt, locale) : null,
  }
}
