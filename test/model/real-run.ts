import { Coverage } from './coverage.ts'
import { hastenBrowsers } from './page-globals.ts'
import { type OpenHost, playReal } from './play-real.ts'
import { historyOf } from './seeds.ts'

/** Histories that go on beside each other: most of the time each waits for its pages' timers. */
const AT_ONCE = 6

/** Plays the histories of the first `count` seeds on real servers; resolves with what did not hold, and prints what was reached. */
export async function playAll(count: number, open: OpenHost): Promise<string[]> {
  const began = performance.now()
  const coverage = new Coverage()
  const failures: string[] = []
  const seeds = Array.from({ length: count }, (_, n) => n).values()
  const player = async () => {
    for (const seed of seeds) {
      await playReal(historyOf(seed), coverage, open).catch((error: Error) => {
        failures.push(`seed ${seed}: ${error.name === 'Violation' ? error.message : error.stack}`)
      })
    }
  }
  const undo = hastenBrowsers()
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, player))
  } finally {
    undo()
  }
  console.info([`${count} seeds, ${Math.round((performance.now() - began) / 1000)} s`, ...coverage.lines()].join('\n'))
  return failures
}
