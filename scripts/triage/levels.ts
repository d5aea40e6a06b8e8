/** A line that a model judged which had not seen it. */
export interface Judged {
  odds: number
  urgent: boolean
}

/** The odds above which at most `falseShare` (0..1) of the harmless lines lie, and the share of the urgent ones that does. */
export function chooseLevel(lines: Judged[], falseShare: number): { level: number; found: number } {
  const harmless = lines.filter(({ urgent }) => !urgent).map(({ odds }) => odds)
  const urgent = lines.filter(({ urgent }) => urgent)
  harmless.sort((a, b) => b - a)
  const level = harmless[Math.floor(falseShare * harmless.length)] ?? Number.POSITIVE_INFINITY
  return { level, found: urgent.filter(({ odds }) => odds > level).length / urgent.length }
}
