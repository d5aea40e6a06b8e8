import { setTimeout as pause } from 'node:timers/promises'
import { atLeast, atMost, exactly, type Fault, type FaultOptions, type Found } from './fault.ts'
import { prepareServer } from './fault-server.ts'
import { flawless, judge, readFinalState } from './judge.ts'
import { type Crowd, gather } from './load.ts'
import { type Flow, type Link, startProxy } from './proxy.ts'
import { type Random, seeded } from './random.ts'

/** How long one direction of a link is bad, ms. */
const LASTS_MS = { perChange: 600, nightly: 5000 }
const HEALED_S = 20
/** Of a tenth of the real spans, so that a dead connection is noticed in this run: heartbeat and silence, ms. */
const HEARTBEAT_MS = 1500
const SILENCE_MS = 4000

export const fault: Fault = {
  id: 'F5',
  about: 'visitors and staff write through a network that does everything that networks do',
  run: ({ nightly, ...options }) =>
    badNetwork(
      nightly ? { wanted: 20_000, lastsMs: LASTS_MS.nightly } : { wanted: 2000, lastsMs: LASTS_MS.perChange },
      options,
    ),
}

/** Until `wanted` things were done to the network. */
export async function badNetwork(
  { wanted, lastsMs }: { wanted: number; lastsMs: number },
  { tree, tell }: Pick<FaultOptions, 'tree' | 'tell'>,
): Promise<Found> {
  const random = seeded(5)
  const server = await prepareServer({ tree, timings: { heartbeatMs: HEARTBEAT_MS } })
  await server.start()
  const proxy = await startProxy(() => server.port)
  const size = { visitors: 40, staff: 4, withPerson: 20, silenceMs: SILENCE_MS }
  const crowd = await gather({ tree, url: proxy.url, ...size })
  const counts = new Map<string, number>()
  let links = 0
  let plagued = true
  const made = () => [...counts.values()].reduce((sum, count) => sum + count, 0)

  const plague = async (link: Link) => {
    links += 1
    await pause(random.below(150))
    while (plagued && link.open && made() < wanted) {
      const name = random.pick(KINDS)
      counts.set(name, (counts.get(name) ?? 0) + 1)
      await FAULTS[name](link, random, lastsMs)
      link.heal()
      await pause(random.below(150))
    }
  }
  try {
    for (const link of proxy.links) void plague(link)
    proxy.onLink((link) => void plague(link))
    crowd.beEager(() => true)
    crowd.talk(20)
    const replays = replay(crowd, random, () => plagued)
    while (made() < wanted) {
      await pause(500)
    }
    plagued = false
    tell(`${made()} faults, ${crowd.acked} acknowledged`)
    const replayed = await replays
    for (const link of proxy.links) link.heal()
    crowd.hush()
    const convergedMs = await crowd.settled(60)
    await server.kill()
    const verdict = judge(crowd.ends, await readFinalState(server.file))
    return {
      figures: {
        faults: made(),
        sessions: links,
        ...verdict,
        ...replayed,
        convergedMs,
        ...Object.fromEntries(counts),
      },
      goals: [
        atLeast('faults', made(), wanted),
        ...flawless(verdict),
        exactly('repeats that were answered otherwise', replayed.replayedWrongly, 0),
        atMost('converged ms', convergedMs, HEALED_S * 1000),
      ],
    }
  } finally {
    plagued = false
    crowd.stop()
    await proxy.close()
    await server.cleanUp()
  }
}

type Do = (link: Link, random: Random, lastsMs: number) => Promise<void> | void

const during = (random: Random, lastsMs: number) => pause(random.below(lastsMs))
const oneOrBoth = (random: Random, { up, down }: Link): Flow[] => random.pick([[up], [down], [up, down]])

/** Each acts on one link and leaves it to be healed. */
const FAULTS = {
  drop: (link) => link.drop(),
  reset: (link) => link.reset(),
  async halfClose(link, random, lastsMs) {
    link.halfClose(random.pick(['client', 'server'] as const))
    await during(random, lastsMs)
    link.drop()
  },
  async delay(link, random, lastsMs) {
    for (const flow of oneOrBoth(random, link)) flow.delayMs = random.below(lastsMs)
    await during(random, lastsMs)
  },
  /** What was lost on the way is sent again by TCP, once the network is back. */
  async outage(link, random, lastsMs) {
    for (const flow of oneOrBoth(random, link)) flow.blackhole = true
    await during(random, lastsMs)
  },
  /** The network does not come back before the connection is gone. */
  async blackhole(link, random, lastsMs) {
    for (const flow of oneOrBoth(random, link)) flow.blackhole = true
    await during(random, 2 * lastsMs)
    link.reset()
  },
  async throttle(link, random, lastsMs) {
    for (const flow of oneOrBoth(random, link)) flow.bytesPerSecond = 1000
    await during(random, lastsMs)
  },
  async split(link, random, lastsMs) {
    for (const flow of oneOrBoth(random, link)) flow.split = true
    await during(random, lastsMs)
  },
  async truncate(link, random, lastsMs) {
    for (const flow of oneOrBoth(random, link)) flow.truncate = true
    await during(random, lastsMs)
  },
} satisfies Record<string, Do>

const KINDS = Object.keys(FAULTS) as (keyof typeof FAULTS)[]

/** Sends what was acknowledged once more, as a network that duplicates would: the answer has to be the one that was given. */
async function replay(
  { visitors }: Crowd,
  random: Random,
  goesOn: () => boolean,
): Promise<{ replayed: number; replayedWrongly: number }> {
  const repeats: Promise<boolean | null>[] = []
  while (goesOn()) {
    await pause(20)
    const { testimony, connection } = random.pick(visitors)
    const acked = testimony.sent.filter(({ clientId }) => testimony.acked.has(clientId))
    if (acked.length === 0) continue
    const { clientId, text } = random.pick(acked)
    repeats.push(
      connection.request('message:send', { clientId, text, choice: null }).then(
        ({ seq }) => seq === testimony.acked.get(clientId),
        // Lost on the way like everything else.
        () => null,
      ),
    )
  }
  const answers = await Promise.all(repeats)
  const count = (wanted: boolean) => answers.filter((same) => same === wanted).length
  return { replayed: count(true) + count(false), replayedWrongly: count(false) }
}
