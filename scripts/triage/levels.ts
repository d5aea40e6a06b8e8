/** A line that a model judged which had not seen it. */
export interface Judged {
  odds: number
  urgent: boolean
  /** Whether a direct rule flags it. */
  flagged: boolean
}

export interface Levels {
  /** Above it a card is shown. */
  card: number
  /** Above it a line that a direct rule flagged keeps its card. */
  doubt: number
}

/** What a direct rule's word counts at least, in odds: a plain statement beside a plain question stays an emergency. */
const FLAGGED = 2

/**
 * The levels that show most of the cards that are needed while at most `falseShare` (0..1) of the harmless lines get one. The level
 * of doubt is tried in steps; for each the other follows from the share that is left.
 */
export function chooseLevels(lines: Judged[], falseShare: number): Levels & { found: number; wrong: number } {
  const harmless = lines.filter(({ urgent }) => !urgent)
  const urgent = lines.filter(({ urgent }) => urgent)
  const allowed = Math.floor(falseShare * harmless.length)
  let best = { card: 9, doubt: 9, found: 0, wrong: 0 }
  for (let doubt = -6; doubt <= 2; doubt += 0.25) {
    const kept = harmless.filter(({ odds, flagged }) => flagged && odds > doubt).length
    if (kept > allowed) continue
    const others = harmless.filter(({ flagged }) => !flagged).map(({ odds }) => odds)
    others.sort((a, b) => b - a)
    const card = Math.max(others[allowed - kept] as number, doubt + FLAGGED)
    const shown = (list: Judged[]) =>
      list.filter(({ odds, flagged }) => odds > (flagged ? doubt : card)).length / list.length
    const found = shown(urgent)
    if (found > best.found) best = { card, doubt, found, wrong: shown(harmless) }
  }
  return best
}

/** Odds above which at most `falseShare` (0..1) of the harmless lines lie. */
export function sureLevel(lines: Judged[], falseShare: number): number {
  const harmless = lines.filter(({ urgent }) => !urgent).map(({ odds }) => odds)
  harmless.sort((a, b) => b - a)
  return harmless[Math.floor(falseShare * harmless.length)] ?? Number.POSITIVE_INFINITY
}
