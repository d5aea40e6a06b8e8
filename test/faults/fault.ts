/** One fault that is put on a running server, and what has to hold all the same. */
export interface Fault {
  /** As the specification of reliability numbers it, such as `F1`. */
  id: string
  /** What is done, in one line. */
  about: string
  run(options: FaultOptions): Promise<Found>
}

export interface FaultOptions {
  /** The large counts, for the night; otherwise those that every change is held to. */
  nightly: boolean
  /** Root of the sources that servers are started from: the project's own, or a copy with a bug in it. */
  tree: string
  tell(line: string): void
}

/** What a fault left behind. Figures are counts, times in ms and sizes in MB, with the unit in the name. */
export interface Found {
  figures: Record<string, number | string>
  goals: Goal[]
}

export interface Goal {
  name: string
  ok: boolean
  /** A span of time: a busy or slow machine misses it as well, so that it is told and decides nothing but at night. */
  timed?: true
}

/** A goal that is met by one value alone, such as nothing lost. */
export const exactly = (name: string, found: number, wanted: number): Goal => ({
  name: `${name} ${found}, wanted ${wanted}`,
  ok: found === wanted,
})

export const atMost = (name: string, found: number, limit: number): Goal => ({
  name: `${name} ${found}, at most ${limit}`,
  ok: found <= limit,
})

export const atLeast = (name: string, found: number, limit: number): Goal => ({
  name: `${name} ${found}, at least ${limit}`,
  ok: found >= limit,
})

export const inTime = (name: string, foundMs: number, limitMs: number): Goal => ({
  ...atMost(`${name}, ms,`, foundMs, limitMs),
  timed: true,
})
