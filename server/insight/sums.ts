import { HANDOFF_TRIGGERS } from '../../protocol/events.ts'
import { FATES, type Insight, type InsightDay } from '../../protocol/insight.ts'
import type { Counted, DayCount } from '../store/port.ts'

/** The counts of some days as the page shows them. Counts of other days are left out; a day without any is all zeros. Pure. */
export function sumsOf(
  counts: DayCount[],
  days: string[],
  titleOf: (entryId: string) => string | null,
): Pick<Insight, 'days' | 'total' | 'reasons' | 'entries' | 'flagCount'> {
  const shown = new Set(days)
  const within = counts.filter(({ day }) => shown.has(day))
  const byDay = Map.groupBy(within, ({ day }) => day)
  const sums = sumsBy(within)
  return {
    days: days.map((day): InsightDay => ({ day, ...figuresOf(byDay.get(day) ?? []) })),
    total: figuresOf(within),
    reasons: HANDOFF_TRIGGERS.map((trigger) => ({ trigger, count: sums('reason', trigger) }))
      .filter(({ count }) => count > 0)
      .toSorted((a, b) => b.count - a.count),
    entries: entriesIn(within)
      .map((entryId) => ({
        entryId,
        title: titleOf(entryId),
        answers: sums('answer', entryId),
        helpful: sums('helpful', entryId),
        unhelpful: sums('unhelpful', entryId),
      }))
      .toSorted((a, b) => b.answers - a.answers || (a.entryId < b.entryId ? -1 : 1)),
    flagCount: sums('flag'),
  }
}

function figuresOf(counts: DayCount[]): Omit<InsightDay, 'day'> {
  const sum = sumsBy(counts)
  const waits = counts
    .filter(({ what }) => what === 'wait')
    .map(({ about, count }) => ({ seconds: Number(about), count }))
    .toSorted((a, b) => a.seconds - b.seconds)
  return {
    asked: sum('asked'),
    fates: Object.fromEntries(FATES.map((fate) => [fate, sum('asked', fate)])) as InsightDay['fates'],
    missed: sum('missed'),
    left: sum('left'),
    waits: sum('wait'),
    waitMedianS: percentile(waits, 0.5),
    waitP90S: percentile(waits, 0.9),
    helpful: sum('helpful'),
    unhelpful: sum('unhelpful'),
  }
}

const sumsBy =
  (counts: DayCount[]) =>
  (what: Counted, about?: string): number =>
    counts.reduce(
      (sum, each) => (each.what === what && (about === undefined || each.about === about) ? sum + each.count : sum),
      0,
    )

const ABOUT_ENTRIES: ReadonlySet<Counted> = new Set(['answer', 'helpful', 'unhelpful'])

const entriesIn = (counts: DayCount[]): string[] => [
  ...new Set(counts.flatMap(({ what, about }) => (ABOUT_ENTRIES.has(what) ? [about] : []))),
]

/**
 * The smallest wait that at least `share` (0..1) of all waits do not exceed; null for none. `waits` are in the order of their
 * length. Source: nearest rank, https://en.wikipedia.org/wiki/Percentile#The_nearest-rank_method
 */
function percentile(waits: { seconds: number; count: number }[], share: number): number | null {
  const all = waits.reduce((sum, { count }) => sum + count, 0)
  let seen = 0
  for (const { seconds, count } of waits) {
    seen += count
    if (seen >= Math.ceil(all * share)) return seconds
  }
  return null
}
