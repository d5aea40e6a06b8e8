import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { masterKeys } from '../../server/master-keys.ts'
import { exactly, type Fault, inTime } from './fault.ts'
import { prepareServer } from './fault-server.ts'
import { flawless, judge, readFinalState } from './judge.ts'
import { gather } from './load.ts'
import { startProgram } from './program.ts'

const STOPS = { perChange: 8, nightly: 200 }
const STOP_MS = 10_000

export const fault: Fault = {
  id: 'F24',
  about: 'the server is asked to stop (SIGTERM) while 20 visitors and 3 staff write',
  async run({ nightly, tree }) {
    const stops = nightly ? STOPS.nightly : STOPS.perChange
    const server = await prepareServer({ tree, spares: 1 })
    await server.start()
    const crowd = await gather({ tree, url: server.url, visitors: 20, staff: 3, withPerson: 12 })
    const tookMs: number[] = []
    let unclean = 0
    try {
      crowd.talk()
      crowd.beEager(() => server.isUp)
      for (let stop = 0; stop < stops; stop++) {
        const before = crowd.acked
        while (crowd.acked < before + 50) await pause(5)
        const from = performance.now()
        server.signal('SIGTERM')
        if ((await server.ended()) !== 0) unclean += 1
        tookMs.push(performance.now() - from)
        await server.start()
      }
      crowd.hush()
      const convergedMs = await crowd.settled(60)
      await server.kill()
      const verdict = judge(crowd.ends, await readFinalState(server.file))
      const stopMaxMs = Math.round(Math.max(...tookMs))
      return {
        figures: { stops, stopMaxMs, unclean, ...verdict, convergedMs },
        goals: [exactly('exits other than 0', unclean, 0), inTime('stopped', stopMaxMs, STOP_MS), ...flawless(verdict)],
      }
    } finally {
      crowd.stop()
      await server.cleanUp()
    }
  },
}

const PROGRAM_STOPS = { perChange: 2, nightly: 20 }

export const program: Fault = {
  id: 'F24-program',
  about: 'the program itself is asked to stop while visitors write',
  async run({ nightly, tree }) {
    const stops = nightly ? PROGRAM_STOPS.nightly : PROGRAM_STOPS.perChange
    const dataDir = mkdtempSync(join(tmpdir(), 'bedside-fault-'))
    let running = await startProgram({ tree, dataDir })
    const crowd = await gather({ tree, url: running.url, visitors: 15, staff: 0, withPerson: 0 })
    const tookMs: number[] = []
    let unclean = 0
    try {
      // A chat may have one message a second.
      crowd.talk(1100)
      for (let stop = 0; stop < stops; stop++) {
        await pause(2000)
        const from = performance.now()
        if ((await running.end('SIGTERM')) !== 0) unclean += 1
        tookMs.push(performance.now() - from)
        running = await startProgram({ tree, dataDir, port: running.port })
      }
      crowd.hush()
      const convergedMs = await crowd.settled(60)
      await running.end('SIGKILL')
      const ring = await masterKeys(join(dataDir, 'master.key'))
      const verdict = judge(crowd.ends, await readFinalState(join(dataDir, 'chat.db'), ring))
      const stopMaxMs = Math.round(Math.max(...tookMs))
      return {
        figures: { stops, stopMaxMs, unclean, ...verdict, convergedMs },
        goals: [exactly('exits other than 0', unclean, 0), inTime('stopped', stopMaxMs, STOP_MS), ...flawless(verdict)],
      }
    } finally {
      crowd.stop()
      await running.end('SIGKILL')
      rmSync(dataDir, { recursive: true, force: true })
    }
  },
}
