import { setTimeout as delay } from 'node:timers/promises'
import { FakeClock } from '../support/fake-clock.ts'
import { type Coverage, Violation } from './coverage.ts'
import type { Host } from './host.ts'
import { RealGround } from './real-ground.ts'
import { Stage } from './stage.ts'
import type { History } from './steps.ts'
import { StoreFaults } from './store-faults.ts'
import { checkViews } from './views.ts'
import { checkWords } from './words.ts'

const START = Date.parse('2026-03-03T15:00:00Z')
/** Within how long after everything works again every end must show the same, ms of the machine's clock. */
const QUIET_MS = 20_000
/** How far apart the ends are looked at, ms of the machine's clock and of the servers'. */
const LOOK_EVERY_MS = 100
const SERVERS_EVERY_MS = 2000

export type OpenHost = (options: { clock: FakeClock; wrapStore: StoreFaults['wrap'] }) => Promise<Host>

/**
 * Plays a history on real servers. Every log, promise and view is held to the same as in memory; what rests on the moment of a
 * decision or on a second of the clock (I6's telling, I10, I11) is not seen from outside and is held in memory alone.
 */
export async function playReal({ seed, moves }: History, coverage: Coverage, open: OpenHost): Promise<void> {
  const clock = new FakeClock(START)
  const faults = new StoreFaults()
  const host = await open({ clock, wrapStore: (store) => faults.wrap(store) })
  const ground = await RealGround.open({ host, faults, clock, seed, coverage })
  let at = 'the beginning'
  const stage = new Stage(ground, coverage)
  try {
    for (const [n, move] of moves.entries()) {
      at = `move ${n}, ${JSON.stringify(move)}`
      await stage.do(move)
      await stage.look()
    }
    at = 'rest'
    await stage.mend()
    for (const until = performance.now() + QUIET_MS; ; ) {
      await ground.pass(SERVERS_EVERY_MS)
      await delay(LOOK_EVERY_MS)
      await stage.look()
      try {
        checkViews(stage)
        checkWords(stage)
        break
      } catch (error) {
        if (!(error instanceof Violation) || performance.now() > until) throw error
      }
    }
    stage.ledger.checkAll(ground.gen())
  } catch (error) {
    if (error instanceof Violation) throw new Violation(`${error.message} (at ${at})`)
    throw error
  } finally {
    for (const page of stage.pages) page.end()
    await ground.close()
  }
}
