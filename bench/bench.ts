/** A measurement that answers one question. */
export interface Bench {
  /** What it measures, in one line. */
  about: string
  /** Measures, telling what it is doing, and returns everything that it found. */
  run(options: { runs: number; tell: (line: string) => void }): Promise<{ text: string; data: unknown }>
}
