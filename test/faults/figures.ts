/** The value that `part` (0..1) of the values do not exceed, rounded; 0 of none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const index = Math.min(sorted.length - 1, Math.max(0, Math.ceil(sorted.length * part) - 1))
  return Math.round(sorted[index] ?? 0)
}

export const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 102.4) / 10
