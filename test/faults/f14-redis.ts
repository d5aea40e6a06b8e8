import { setTimeout as pause } from 'node:timers/promises'
import { startRedis } from '../support/redis.ts'
import { atLeast, atMost, exactly, type Fault, inTime } from './fault.ts'
import { quantile } from './figures.ts'
import { dropped, flawless, judge } from './judge.ts'
import { gather } from './load.ts'
import { cpuOf, startTwoNodes, watchCrossings } from './two-nodes.ts'

const DOWN_MS = { perChange: 5000, nightly: 60_000 }
/** The sweep comes every 5 s; a second is its own, and two are room for a slow machine. */
const DELAY_MS = 8000
const CPU_PERCENT = 20

export const fault: Fault = {
  id: 'F14',
  about: 'two nodes ring by Redis, which is paused, emptied, and gone for a while',
  async run({ nightly, tree, tell }) {
    const downMs = nightly ? DOWN_MS.nightly : DOWN_MS.perChange
    const redis = await startRedis()
    const cluster = await startTwoNodes({ tree, redis })
    const [one, other] = cluster.nodes
    const crowd = await gather({ tree, url: one.url, staffUrl: other.url, visitors: 8, staff: 2, withPerson: 8 })
    try {
      const crossings = watchCrossings(crowd)
      const delays: Record<string, number> = {}
      const wellFor = async (what: string, ms: number) => {
        await pause(ms)
        delays[`${what}MaxMs`] = quantile(crossings.take(), 1)
        tell(`${what}: ${delays[`${what}MaxMs`]} ms`)
      }
      crowd.visitorsTalk(100)
      await wellFor('well', 2000)
      await redis.command(`CLIENT PAUSE ${downMs} ALL`)
      await wellFor('paused', downMs + 1000)
      await redis.command('FLUSHALL')
      await wellFor('emptied', 1500)
      await redis.halt()
      await wellFor('gone', downMs)

      // Nobody says anything: what they use now they use for looking for it.
      crowd.hush()
      await crowd.settled(60)
      const cpu = await Promise.all(cluster.nodes.map((node) => cpuOf(node, 4000)))
      crossings.take()
      await redis.start()
      crowd.visitorsTalk(100)
      // A node tries again every few seconds.
      await pause(7000)
      crossings.take()
      await wellFor('back', 2000)
      crowd.hush()
      const convergedMs = await crowd.settled(60)
      const final = await cluster.finalState()
      const verdict = judge(crowd.ends, final)
      const delayMaxMs = Math.max(...Object.values(delays))
      const cpuWhileDownPercent = Math.max(...cpu)
      return {
        figures: { ...verdict, ...delays, delayMaxMs, cpuWhileDownPercent, convergedMs, falseRequeues: dropped(final) },
        goals: [
          atLeast('acknowledged', verdict.acked, 100),
          ...flawless(verdict),
          inTime('until the other node shows it', delayMaxMs, DELAY_MS),
          atMost('percent of a processor while it is gone', cpuWhileDownPercent, CPU_PERCENT),
          exactly('chats taken from staff who were there', dropped(final), 0),
        ],
      }
    } finally {
      crowd.stop()
      await cluster.cleanUp()
      await redis.stop()
    }
  },
}
