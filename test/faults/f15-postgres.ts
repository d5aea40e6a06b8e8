import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { Postgres } from '../support/postgres.ts'
import { atMost, exactly, type Fault } from './fault.ts'
import { quantile } from './figures.ts'
import { dropped, flawless, judge } from './judge.ts'
import { gather } from './load.ts'
import { type Crossings, startTwoNodes, watchCrossings } from './two-nodes.ts'

const DOWN_MS = { perChange: 3000, nightly: 30_000 }
/** In this nodes have to notice that they are deaf, and to hear again, ms. */
const HEALED_MS = 25_000
/** What arrives in so many spans of this length that follow each other, ms: a node that is deaf sweeps once in that time. */
const WATCHED = { spanMs: 1500, spans: 4 }
/** A node that hears is told at once; one that is deaf finds it with the sweep, every 5 s. */
const HEARS_MS = 2500

export const fault: Fault = {
  id: 'F15',
  about: 'two nodes lose PostgreSQL: restarted, crashed, frozen, and deaf to its notifications',
  async run({ nightly, tree, tell }) {
    const downMs = nightly ? DOWN_MS.nightly : DOWN_MS.perChange
    const cluster = await startTwoNodes({ tree })
    const { postgres, nodes } = cluster
    const [one, other] = nodes
    const crowd = await gather({ tree, url: one.url, staffUrl: other.url, visitors: 8, staff: 2, withPerson: 8 })
    try {
      const crossings = watchCrossings(crowd)
      const faults: Record<string, () => Promise<void>> = {
        async restarted() {
          await postgres.restart()
        },
        async crashed() {
          await postgres.halt('immediate')
          await pause(downMs)
          await postgres.start()
        },
        async frozen() {
          const all = processesOf(postgres)
          for (const pid of all) process.kill(pid, 'SIGSTOP')
          await pause(downMs + 3000)
          for (const pid of all) process.kill(pid, 'SIGCONT')
        },
        async deaf() {
          const found = await postgres.query(postgres.url(), DEAFEN)
          if (found.length !== nodes.length) throw new Error(`${found.length} connections that hear were ended`)
        },
      }
      const afterMs: Record<string, number> = {}
      let deaf = 0
      crowd.visitorsTalk(100)
      for (const [name, act] of Object.entries(faults)) {
        await pause(1000)
        await act()
        const healedMs = await untilHeard(crossings)
        if (healedMs === null) deaf += 1
        afterMs[`${name}HeardAfterMs`] = healedMs ?? -1
        tell(`${name}: ${healedMs === null ? 'deaf' : `heard after ${healedMs} ms`}`)
      }
      crowd.hush()
      const convergedMs = await crowd.settled(60)
      const final = await cluster.finalState()
      const verdict = judge(crowd.ends, final)
      return {
        figures: {
          faults: Object.keys(faults).length,
          ...verdict,
          ...afterMs,
          deaf,
          convergedMs,
          requeues: dropped(final),
        },
        goals: [
          ...flawless(verdict),
          exactly('times that a node was deaf afterwards', deaf, 0),
          atMost('converged ms', convergedMs, 20_000),
        ],
      }
    } finally {
      crowd.stop()
      await cluster.cleanUp()
    }
  },
}

/** Resolves with how long it took until what is said at one node is soon at the other, ms; null when that was not seen. */
async function untilHeard(crossings: Crossings): Promise<number | null> {
  const from = performance.now()
  let soonSince = from
  let spans = 0
  crossings.take()
  while (performance.now() - from < HEALED_MS) {
    await pause(WATCHED.spanMs)
    const delays = crossings.take()
    const soon = delays.length > 0 && quantile(delays, 0.9) <= HEARS_MS
    spans = soon ? spans + 1 : 0
    if (!soon) soonSince = performance.now()
    if (spans === WATCHED.spans) return Math.round(soonSince - from)
  }
  return null
}

/** Ends the connections on which nodes hear, and no others. */
const DEAFEN = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bedside-doorbell'"

/** The server's first process and everything that it has started. */
function processesOf({ folder }: Postgres): number[] {
  const first = Number(readFileSync(`${folder}/data/postmaster.pid`, 'utf8').split('\n', 1)[0])
  const isChild = (pid: string): boolean => {
    try {
      return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1] === String(first)
    } catch {
      // It has ended meanwhile.
      return false
    }
  }
  return [
    first,
    ...readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && isChild(name))
      .map(Number),
  ]
}
