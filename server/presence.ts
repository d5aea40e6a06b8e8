import type { Hours } from '../faq/types.ts'
import type { StaffName } from '../protocol/events.ts'
import type { Presence } from '../protocol/site.ts'
import type { StaffPushes } from '../protocol/staff.ts'
import type { VisitorPushes } from '../protocol/visitor.ts'
import type { Clock } from './clock.ts'
import { type Opening, openingAt } from './hours.ts'
import type { Attendant } from './nodes/attendance.ts'

interface Member {
  name: StaffName
  sockets: Set<string>
  /** When the last socket went, UTC ms. */
  leftAt: number
}

/** A staff member as the other nodes know them. */
interface Elsewhere {
  name: StaffName
  /** Since when they have had no socket there, UTC ms; null while they have one. */
  goneSince: number | null
}

/** Waits that the usual wait is the median of, and how many there must be before a number is told. */
export const WAITS_COUNTED = 20
const WAITS_NEEDED = 3

/** Who is told of what this node's people do, so that the other nodes learn it. */
export interface PresenceTold {
  membersChanged(): void
  dutySet(staffId: string, onDuty: boolean): void
}

/**
 * Who is there, now, on this node and on the others. A node by itself remembers nothing over a restart: staff browsers come
 * back by themselves.
 */
export class StaffPresence {
  readonly #hours: () => Hours
  readonly #clock: Clock
  readonly #changed: () => void
  readonly #members = new Map<string, Member>()
  readonly #elsewhere = new Map<string, Elsewhere>()
  readonly #duties = new Map<string, boolean>()
  #told: PresenceTold | null = null
  #startedAt: number
  #emptySince: number | null
  #usualWaitMs: number | null = null
  #opening: { hours: Hours; minute: number; value: Opening } | null = null
  #telling = ''
  #reachable = true

  /** `changed` is called whenever what anybody is told has changed. */
  constructor(hours: () => Hours, clock: Clock, changed: () => void) {
    this.#hours = hours
    this.#clock = clock
    this.#changed = changed
    this.#startedAt = clock.now()
    this.#emptySince = this.#startedAt
  }

  /** `told` is called from now on whenever this node's people change. */
  tellOthers(told: PresenceTold): void {
    this.#told = told
  }

  join(socketId: string, name: StaffName): void {
    const member = this.#members.get(name.id) ?? { name, sockets: new Set(), leftAt: 0 }
    member.name = name
    member.sockets.add(socketId)
    this.#members.set(name.id, member)
    if (member.sockets.size === 1) this.#told?.membersChanged()
    this.refresh()
  }

  leave(socketId: string, staffId: string): void {
    const member = this.#members.get(staffId)
    if (!member?.sockets.delete(socketId)) return
    if (member.sockets.size === 0) {
      member.leftAt = this.#clock.now()
      this.#told?.membersChanged()
    }
    this.refresh()
  }

  /** Being on duty belongs to the person, not to the window: it holds for all their sockets and until it is changed. */
  setDuty(staffId: string, onDuty: boolean): void {
    this.#duties.set(staffId, onDuty)
    this.#told?.dutySet(staffId, onDuty)
    this.refresh()
  }

  /** Who is or was on this node, and for how long they have been gone. */
  attendants(): Attendant[] {
    const now = this.#clock.now()
    return [...this.#members.values()].map(({ name, sockets, leftAt }) => ({
      staff: name,
      goneMs: sockets.size > 0 ? null : Math.max(0, now - leftAt),
    }))
  }

  /** What the other nodes say. Whoever they do not mention any more counts as gone from now on: their list may be lost. */
  setElsewhere(attendants: Attendant[], duties: ReadonlyMap<string, boolean>): void {
    const now = this.#clock.now()
    for (const known of this.#elsewhere.values()) known.goneSince ??= now
    for (const { staff, goneMs } of attendants) {
      this.#elsewhere.set(staff.id, { name: staff, goneSince: goneMs === null ? null : now - goneMs })
    }
    for (const [staffId, onDuty] of duties) this.#duties.set(staffId, onDuty)
    this.refresh()
  }

  /** Whether alerts are known to reach staff. Where they are not, nobody counts as here, whoever is signed in. */
  setReachable(reachable: boolean): void {
    this.#reachable = reachable
    this.refresh()
  }

  /** Staff members with a live socket and on duty. */
  here(): number {
    if (!this.#reachable) return 0
    return this.#present().filter(({ id }) => this.#isOnDuty(id)).length
  }

  /** The staff member of this id, where they have a live socket and are on duty; null otherwise. */
  onDuty(staffId: string): StaffName | null {
    return this.#present().find(({ id }) => id === staffId && this.#isOnDuty(id)) ?? null
  }

  /** Since when nobody is here, UTC ms; null while somebody is. */
  emptySince(): number | null {
    return this.#emptySince
  }

  /**
   * Since when a staff member has had no socket on any node, UTC ms; null while they have one. A start counts from itself:
   * staff browsers need a moment to come back.
   */
  goneSince(staffId: string): number | null {
    const member = this.#members.get(staffId)
    const other = this.#elsewhere.get(staffId)
    if ((member && member.sockets.size > 0) || other?.goneSince === null) return null
    return Math.max(this.#startedAt, member?.leftAt ?? 0, other?.goneSince ?? 0)
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
    const staff = this.#present().map((name) => ({ ...name, onDuty: this.#isOnDuty(name.id) }))
    return { ...this.current(), staff }
  }

  /** Tells everybody if anything is different by now; the clinic opening or closing changes it as well. */
  refresh(): void {
    const now = this.#clock.now()
    this.#emptySince = this.here() > 0 ? null : Math.min(this.#emptySince ?? now, now)
    // Where the machine's clock was set back, spans are counted anew: nobody waits until it has caught up.
    this.#startedAt = Math.min(this.#startedAt, now)
    for (const member of this.#members.values()) member.leftAt = Math.min(member.leftAt, now)
    for (const known of this.#elsewhere.values()) {
      if (known.goneSince !== null) known.goneSince = Math.min(known.goneSince, now)
    }
    const telling = JSON.stringify([this.forVisitors(), this.forStaff()])
    if (telling === this.#telling) return
    this.#telling = telling
    this.#changed()
  }

  /** Everybody who has a socket on some node, once. */
  #present(): StaffName[] {
    const names = new Map<string, StaffName>()
    for (const { name, sockets } of this.#members.values()) if (sockets.size > 0) names.set(name.id, name)
    for (const { name, goneSince } of this.#elsewhere.values()) {
      if (goneSince === null && !names.has(name.id)) names.set(name.id, name)
    }
    return [...names.values()]
  }

  #isOnDuty(staffId: string): boolean {
    return this.#duties.get(staffId) ?? true
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
