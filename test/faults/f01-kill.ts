import { setTimeout as pause } from 'node:timers/promises'
import { atLeast, exactly, type Fault, type FaultOptions, type Found, inTime } from './fault.ts'
import { prepareServer } from './fault-server.ts'
import { quantile } from './figures.ts'
import { flawless, judge, readFinalState } from './judge.ts'
import { gather } from './load.ts'

/** A server whose code is loaded is to listen within this, ms. */
const READY_MS = 2000

export const fault: Fault = {
  id: 'F1',
  about: 'the server is killed again and again while 20 visitors and 3 staff write',
  run: ({ nightly, ...options }) =>
    killedAgain(nightly ? { kills: 1000, wanted: 100_000 } : { kills: 100, wanted: 10_000 }, options),
}

/** Kills it `kills` times, and goes on until `wanted` messages are acknowledged. */
export async function killedAgain(
  { kills, wanted }: { kills: number; wanted: number },
  { tree, tell }: Pick<FaultOptions, 'tree' | 'tell'>,
): Promise<Found> {
  const server = await prepareServer({ tree, spares: 1 })
  const starts: number[] = [await server.start()]
  const crowd = await gather({ tree, url: server.url, visitors: 20, staff: 3, withPerson: 12 })
  try {
    crowd.talk()
    crowd.beEager(() => server.isUp)
    for (let kill = 1; kill <= kills; kill++) {
      const before = crowd.acked
      // Some of them are back, and the rest is just coming.
      while (crowd.acked === before) await pause(2)
      await pause(5 + Math.random() * 495)
      await server.kill()
      starts.push(await server.start())
      if (kill % 20 === 0) tell(`${kill} kills, ${crowd.acked} acknowledged`)
    }
    while (crowd.acked < wanted) await pause(20)
    crowd.hush()
    const convergedMs = await crowd.settled(60)
    await server.kill()
    const verdict = judge(crowd.ends, await readFinalState(server.file))
    const readyP99Ms = quantile(starts, 0.99)
    return {
      figures: { kills, ...verdict, convergedMs, readyP99Ms },
      goals: [
        exactly('kills', starts.length - 1, kills),
        atLeast('acknowledged', verdict.acked, wanted),
        ...flawless(verdict),
        inTime('ready in 99 of 100', readyP99Ms, READY_MS),
      ],
    }
  } finally {
    crowd.stop()
    await server.cleanUp()
  }
}
