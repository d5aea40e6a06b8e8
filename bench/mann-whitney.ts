/**
 * How likely two samples of one and the same source differ in rank as much as these do: the two-sided p of the Mann-Whitney U test, by
 * the normal approximation with its correction for continuity. For 20 values a side or more; ties are taken as rare and only share
 * their ranks. NaN for an empty side. Source: H. B. Mann and D. R. Whitney, "On a test of whether one of two random variables is
 * stochastically larger than the other", 1947.
 */
export function mannWhitney(one: readonly number[], other: readonly number[]): number {
  const all = [...one.map((value) => ({ value, mine: 1 })), ...other.map((value) => ({ value, mine: 0 }))]
  all.sort((a, b) => a.value - b.value)
  let rankSum = 0
  for (let start = 0, end = 0; start < all.length; start = end) {
    while (end < all.length && all[end]?.value === all[start]?.value) end += 1
    const rank = (start + 1 + end) / 2
    for (let at = start; at < end; at += 1) rankSum += rank * (all[at]?.mine ?? 0)
  }
  const pairs = one.length * other.length
  const u = rankSum - (one.length * (one.length + 1)) / 2
  const deviation = Math.sqrt((pairs * (all.length + 1)) / 12)
  const z = Math.max(0, Math.abs(u - pairs / 2) - 0.5) / deviation
  return 2 * upperTail(z)
}

/** P(Z > z) of the standard normal distribution, z at least 0, to about 1e-7. Source: Abramowitz and Stegun, 26.2.17. */
function upperTail(z: number): number {
  const t = 1 / (1 + 0.2316419 * z)
  const series = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429]
  const sum = series.reduceRight((rest, factor) => t * (factor + rest), 0)
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * sum
}
