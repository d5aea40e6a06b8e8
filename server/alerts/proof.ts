import type { Site } from '../../faq/types.ts'
import type { AlertsProof } from '../../protocol/staff.ts'
import type { Clock } from '../clock.ts'
import type { AlertLedger } from './ledger.ts'

const DAY_MS = 86_400_000
/** After so many spans without a proof nobody is promised any more. */
const SPANS_UNTIL_STOPPED = 4
const PROVED = 'proved'

/**
 * Whether alerts are known to reach somebody: a visitor who waited, or a test, was taken by staff within the span that the clinic set.
 * A clinic that turned this off (null) is believed.
 */
export function standingOf(provedAt: number, everyDays: number | null, now: number): AlertsProof['standing'] {
  if (everyDays === null) return 'good'
  const days = (now - provedAt) / DAY_MS
  if (days <= everyDays) return 'good'
  return days <= everyDays * SPANS_UNTIL_STOPPED ? 'overdue' : 'stopped'
}

/** When it was last proved that an alert reaches somebody, for all nodes. */
export interface Proof {
  /** Null until it was first read. */
  current(): AlertsProof | null
  /** Somebody took a chat that waited. Rejects with the database's error. */
  proved(): Promise<void>
  /** Reads it anew. Rejects with the database's error. */
  look(): Promise<void>
}

interface ProofDeps {
  ledger: Pick<AlertLedger, 'moment' | 'setMoment'>
  site: () => Pick<Site, 'alerts'>
  clock: Clock
  /** Is called whenever it is another than before. */
  changed: (proof: AlertsProof) => void
}

export function openProof({ ledger, site, clock, changed }: ProofDeps): Proof {
  let known: AlertsProof | null = null
  const tell = (provedAt: number): void => {
    const standing = standingOf(provedAt, site().alerts.proveEveryDays, clock.now())
    if (known?.provedAt === provedAt && known.standing === standing) return
    known = { provedAt, standing }
    changed(known)
  }
  const set = async (at: number): Promise<void> => {
    await ledger.setMoment(PROVED, at)
    tell(at)
  }
  return {
    current: () => known,
    proved: () => set(clock.now()),
    async look() {
      const provedAt = await ledger.moment(PROVED)
      // A clinic has as long from its first start on as from a test.
      if (provedAt === null) await set(clock.now())
      else tell(provedAt)
    },
  }
}
