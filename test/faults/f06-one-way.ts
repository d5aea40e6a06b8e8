import { exactly, type Fault, inTime } from './fault.ts'
import { prepareServer } from './fault-server.ts'
import { quantile } from './figures.ts'
import { flawless, judge, readFinalState } from './judge.ts'
import { gather, until } from './load.ts'
import { startProxy } from './proxy.ts'

/** The spans of the product, ms; a change is tried with a tenth of them. */
const HEARTBEAT_MS = 15_000
const SILENCE_MS = 40_000

export const fault: Fault = {
  id: 'F6',
  about: 'what the server says no longer arrives, and what it hears does',
  async run({ nightly, tree }) {
    const part = nightly ? 1 : 0.1
    const [heartbeatMs, silenceMs] = [HEARTBEAT_MS * part, SILENCE_MS * part]
    const server = await prepareServer({ tree, timings: { heartbeatMs } })
    await server.start()
    const proxy = await startProxy(() => server.port)
    const crowd = await gather({ tree, url: proxy.url, visitors: 6, staff: 2, withPerson: 4, silenceMs })
    const all = [...crowd.visitors, ...crowd.staff]
    try {
      await crowd.settled(30)
      const from = performance.now()
      const noticed: number[] = []
      for (const { connection } of all) {
        const undo = connection.onState((state) => {
          if (state === 'online') return
          noticed.push(performance.now() - from)
          undo()
        })
      }
      // Everything that is open now is deaf for good; a new connection is not.
      for (const { down } of proxy.links) down.blackhole = true
      crowd.talk(200)
      await until('everybody has noticed', () => noticed.length === all.length, 2 * (silenceMs / 1000) + 20)
      crowd.hush()
      const convergedMs = await crowd.settled(60)
      await server.kill()
      const verdict = judge(crowd.ends, await readFinalState(server.file))
      const detectMaxMs = quantile(noticed, 1)
      return {
        figures: { ends: all.length, part, detectMaxMs, convergedMs, ...verdict },
        goals: [
          exactly('noticed', noticed.length, all.length),
          // The rest is room for a slow machine: the rule itself has none.
          inTime('detected', detectMaxMs, silenceMs + 2000),
          ...flawless(verdict),
        ],
      }
    } finally {
      crowd.stop()
      await proxy.close()
      await server.cleanUp()
    }
  },
}
