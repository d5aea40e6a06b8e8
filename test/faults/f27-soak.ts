import { setTimeout as pause } from 'node:timers/promises'
import type { VisitorEnd } from './clients.ts'
import { atMost, type Fault, type Goal } from './fault.ts'
import { prepareServer } from './fault-server.ts'
import { megabytes } from './figures.ts'
import { flawless, judge, readFinalState } from './judge.ts'
import { clientCode, gather } from './load.ts'
import { seeded } from './random.ts'

const CHATS = 50
const WARM_UP_MS = { perChange: 4000, nightly: 30 * 60_000 }
const LASTS_MS = { perChange: 10_000, nightly: 8 * 60 * 60_000 }
const SAMPLE_MS = { perChange: 1000, nightly: 60_000 }
/** One visitor comes and one goes. */
const CHURN_MS = 250
/** Events that a night's soak may leave in one database are many; a visitor says something this often. */
const TALK_MS = { perChange: 100, nightly: 2000 }

export const fault: Fault = {
  id: 'F27',
  about: `${CHATS} chats, with visitors who come and go, for as long as there is time`,
  async run({ nightly, tree, tell }) {
    const of = <T>(either: { perChange: T; nightly: T }): T => (nightly ? either.nightly : either.perChange)
    const random = seeded(27)
    const server = await prepareServer({ tree })
    await server.start()
    const crowd = await gather({ tree, url: server.url, visitors: CHATS, staff: 3, withPerson: 20 })
    const { openVisitor } = await clientCode(tree)
    const samples: { atMs: number; rssBytes: number; files: number; loopP99Ms: number }[] = []
    const passing: VisitorEnd[] = []
    let churned = 0
    try {
      crowd.talk(of(TALK_MS))
      const from = performance.now()
      let sampledAt = from + of(WARM_UP_MS)
      while (performance.now() - from < of(WARM_UP_MS) + of(LASTS_MS)) {
        await pause(CHURN_MS)
        // Somebody who asks one thing and goes: the next ones take the place.
        const visitor = openVisitor({ url: server.url, name: `p${churned}` })
        visitor.say()
        passing.push(visitor)
        churned += 1
        if (passing.length > 8) passing.splice(random.below(passing.length), 1)[0]?.stop()
        if (performance.now() < sampledAt) continue
        sampledAt += of(SAMPLE_MS)
        const { rssBytes, files, loopP99Ms } = await server.measure({ collect: true })
        samples.push({ atMs: performance.now(), rssBytes, files, loopP99Ms })
        if (nightly && samples.length % 60 === 0) tell(`${megabytes(rssBytes)} MB, ${files} files`)
      }
      for (const visitor of passing) visitor.stop()
      crowd.hush()
      const convergedMs = await crowd.settled(60)
      await server.kill()
      const verdict = judge(crowd.ends, await readFinalState(server.file))
      const rssSlopeMbPerHour = megabytes(slopePerHour(samples, ({ rssBytes }) => rssBytes))
      const filesSlopePerHour = Math.round(slopePerHour(samples, ({ files }) => files))
      const loopP99Ms = Math.max(...samples.map((sample) => sample.loopP99Ms))
      const rssMb = megabytes(samples.at(-1)?.rssBytes ?? 0)
      // A slope is one over hours; half a minute's is told and no more.
      const slopes: Goal[] = [
        atMost('MB more an hour', rssSlopeMbPerHour, 1),
        atMost('files more an hour', filesSlopePerHour, 0),
        atMost('loop p99 ms', loopP99Ms, 50),
      ]
      return {
        figures: {
          samples: samples.length,
          churned,
          rssMb,
          rssSlopeMbPerHour,
          files: samples.at(-1)?.files ?? 0,
          filesSlopePerHour,
          loopP99Ms,
          ...verdict,
          convergedMs,
        },
        goals: [...flawless(verdict), ...(nightly ? slopes : [])],
      }
    } finally {
      for (const visitor of passing) visitor.stop()
      crowd.stop()
      await server.cleanUp()
    }
  },
}

/** The slope of the line that is nearest to the samples, per hour. */
function slopePerHour<Sample extends { atMs: number }>(samples: Sample[], value: (sample: Sample) => number): number {
  const mean = (of: (sample: Sample) => number) => samples.reduce((sum, one) => sum + of(one), 0) / samples.length
  const at = (sample: Sample) => sample.atMs / 3_600_000
  const [meanAt, meanValue] = [mean(at), mean(value)]
  const together = samples.reduce((sum, one) => sum + (at(one) - meanAt) * (value(one) - meanValue), 0)
  const spread = samples.reduce((sum, one) => sum + (at(one) - meanAt) ** 2, 0)
  return spread === 0 ? 0 : together / spread
}
