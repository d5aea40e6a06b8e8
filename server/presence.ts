import type { Hours } from '../faq/types.ts'
import type { StaffName } from '../protocol/events.ts'
import type { Presence } from '../protocol/site.ts'
import type { StaffPushes } from '../protocol/staff.ts'
import type { VisitorPushes } from '../protocol/visitor.ts'
import type { Clock } from './clock.ts'
import { type Opening, openingAt } from './hours.ts'

interface Member {
  name: StaffName
  sockets: Set<string>
  onDuty: boolean
  /** When the last socket went, UTC ms. */
  leftAt: number
}

/** Waits that the usual wait is the median of, and how many there must be before a number is told. */
export const WAITS_COUNTED = 20
const WAITS_NEEDED = 3

/** Who is there, now. Nothing is remembered over a restart: staff browsers come back by themselves. */
export class StaffPresence {
  readonly #hours: () => Hours
  readonly #clock: Clock
  readonly #changed: () => void
  readonly #members = new Map<string, Member>()
  #startedAt: number
  #emptySince: number | null
  #usualWaitMs: number | null = null
  #opening: { hours: Hours; minute: number; value: Opening } | null = null
  #told = ''

  /** `changed` is called whenever what anybody is told has changed. */
  constructor(hours: () => Hours, clock: Clock, changed: () => void) {
    this.#hours = hours
    this.#clock = clock
    this.#changed = changed
    this.#startedAt = clock.now()
    this.#emptySince = this.#startedAt
  }

  join(socketId: string, name: StaffName): void {
    const member = this.#members.get(name.id) ?? { name, sockets: new Set(), onDuty: true, leftAt: 0 }
    member.name = name
    member.sockets.add(socketId)
    this.#members.set(name.id, member)
    this.refresh()
  }

  leave(socketId: string, staffId: string): void {
    const member = this.#members.get(staffId)
    if (!member?.sockets.delete(socketId)) return
    if (member.sockets.size === 0) member.leftAt = this.#clock.now()
    this.refresh()
  }

  /** Being on duty belongs to the person, not to the window: it holds for all their sockets and until it is changed. */
  setDuty(staffId: string, onDuty: boolean): void {
    const member = this.#members.get(staffId)
    if (member) member.onDuty = onDuty
    this.refresh()
  }

  /** Staff members with a live socket and on duty. */
  here(): number {
    let count = 0
    for (const { sockets, onDuty } of this.#members.values()) if (sockets.size > 0 && onDuty) count += 1
    return count
  }

  /** Since when nobody is here, UTC ms; null while somebody is. */
  emptySince(): number | null {
    return this.#emptySince
  }

  /** Since when a staff member has had no socket, UTC ms; null while they have one. A restart counts from its own start. */
  goneSince(staffId: string): number | null {
    const member = this.#members.get(staffId)
    if (!member) return this.#startedAt
    return member.sockets.size > 0 ? null : member.leftAt
  }

  /** How long recent visitors waited, ms, in any order. */
  setWaits(waits: number[]): void {
    this.#usualWaitMs = waits.length < WAITS_NEEDED ? null : median(waits)
    this.refresh()
  }

  current(): Presence {
    return { here: this.here(), ...this.#openingNow() }
  }

  forVisitors(): VisitorPushes['presence'] {
    return { ...this.current(), usualWaitMs: this.#usualWaitMs }
  }

  forStaff(): StaffPushes['presence'] {
    const connected = [...this.#members.values()].filter(({ sockets }) => sockets.size > 0)
    return { ...this.current(), staff: connected.map(({ name, onDuty }) => ({ ...name, onDuty })) }
  }

  /** Tells everybody if anything is different by now; the clinic opening or closing changes it as well. */
  refresh(): void {
    const now = this.#clock.now()
    this.#emptySince = this.here() > 0 ? null : Math.min(this.#emptySince ?? now, now)
    // Where the machine's clock was set back, spans are counted anew: nobody waits until it has caught up.
    this.#startedAt = Math.min(this.#startedAt, now)
    for (const member of this.#members.values()) member.leftAt = Math.min(member.leftAt, now)
    const telling = JSON.stringify([this.forVisitors(), this.forStaff()])
    if (telling === this.#told) return
    this.#told = telling
    this.#changed()
  }

  /** Hours are whole minutes, so the answer holds for a minute. */
  #openingNow(): Opening {
    const now = this.#clock.now()
    const minute = Math.floor(now / 60_000)
    const hours = this.#hours()
    if (this.#opening?.minute !== minute || this.#opening.hours !== hours) {
      this.#opening = { hours, minute, value: openingAt(hours, now) }
    }
    return this.#opening.value
  }
}

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? 0
  return sorted.length % 2 === 1 ? upper : Math.round(((sorted[middle - 1] ?? upper) + upper) / 2)
}
