/**
 * Bounds, 0..1, between which a share lies with 95 % confidence when `hits` of `of` were counted; all of 0..1 where nothing was.
 * Source: E. B. Wilson, https://doi.org/10.1080/01621459.1927.10502953
 */
export function wilson(hits: number, of: number): [number, number] {
  if (of === 0) return [0, 1]
  const z = 1.959964
  const middle = hits + (z * z) / 2
  const spread = z * Math.sqrt((hits * (of - hits)) / of + (z * z) / 4)
  // rounding may leave a bound just outside, which would print as -0
  return [Math.max(0, (middle - spread) / (of + z * z)), Math.min(1, (middle + spread) / (of + z * z))]
}
