/** How often what was reached. */
export class Coverage {
  readonly counts = new Map<string, number>()

  add(what: string, times = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + times)
  }

  of(what: string): number {
    return this.counts.get(what) ?? 0
  }

  /** One line a kind, which is the part of a name before its colon. */
  lines(): string[] {
    const kinds = Map.groupBy([...this.counts].toSorted(), ([what]) => what.slice(0, what.indexOf(':')))
    return [...kinds].map(([kind, of]) => {
      const parts = of.map(([what, count]) => `${what.slice(kind.length + 1)} ${count}`)
      return `${kind}: ${parts.join(', ')}`
    })
  }
}

/** An invariant that did not hold. */
export class Violation extends Error {
  override readonly name = 'Violation'
}

/** Throws {@link Violation} unless `holds`. `what` says what was seen instead. */
export function demand(holds: boolean, invariant: string, what: () => string): void {
  if (!holds) throw new Violation(`${invariant}: ${what()}`)
}
