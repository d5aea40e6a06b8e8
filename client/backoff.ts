const MIN_MS = 500
const MAX_MS = 15_000

/**
 * How long to wait before try number `attempt` (0, 1, 2 …), ms, 500..15,000. Spread over the whole span, so that many
 * pages that lost the same server do not all come back in the same moment.
 */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(MAX_MS, MIN_MS * 2 ** (attempt + 1))
  return MIN_MS + random() * (ceiling - MIN_MS)
}
