import type { StaffPresence } from './models/desk.ts'
import type { Strings } from './strings/index.ts'

/** What visitors are told at this moment about whether a person is here, in one sentence. */
export function dutyTruth(
  presence: StaffPresence,
  me: string,
  t: Strings['duty'],
  soon: (at: number) => string,
): string {
  if (presence.here > 0) {
    const iAmHere = presence.staff.some(({ id, onDuty }) => id === me && onDuty)
    const others = presence.staff.filter(({ id, onDuty }) => onDuty && id !== me).map(({ name }) => name)
    return iAmHere || others.length === 0 ? t.seesPerson : t.seesPersonAnyway(others)
  }
  return presence.opensAt === null ? t.seesNobody : t.seesNobodyUntil(soon(presence.opensAt))
}
