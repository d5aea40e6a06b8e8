import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { atLeast, atMost, exactly, type Fault } from './fault.ts'
import { type FaultServer, prepareServer } from './fault-server.ts'
import { dropped, flawless, judge, readFinalState } from './judge.ts'
import { clientCode, gather, until } from './load.ts'

const STALLS_MS = { perChange: [1000, 5000], nightly: [1000, 5000, 15_000, 30_000] }

export const stalledLoop: Fault = {
  id: 'F13',
  about: 'the serving thread does nothing for some seconds',
  async run({ nightly, tree, tell }) {
    const stalls = nightly ? STALLS_MS.nightly : STALLS_MS.perChange
    const server = await prepareServer({ tree })
    await server.start()
    const crowd = await gather({ tree, url: server.url, visitors: 20, staff: 3, withPerson: 12 })
    try {
      crowd.talk(20)
      for (const ms of stalls) {
        tell(`${ms} ms`)
        await server.tell({ type: 'stall', ms })
        await pause(1000)
      }
      crowd.hush()
      const convergedMs = await crowd.settled(60)
      const { loopMaxMs } = await server.measure()
      await server.kill()
      const final = await readFinalState(server.file)
      const verdict = judge(crowd.ends, final)
      return {
        figures: { stalls: stalls.length, loopMaxMs, ...verdict, falseRequeues: dropped(final), convergedMs },
        goals: [
          atLeast('longest delay seen, ms', loopMaxMs, Math.max(...stalls) - 50),
          ...flawless(verdict),
          exactly('chats taken from staff who were there', dropped(final), 0),
        ],
      }
    } finally {
      crowd.stop()
      await server.cleanUp()
    }
  },
}

/** How long every write to the disk takes, and for how long that goes on, ms. */
const DISK_MS = 4000
const DISK_LASTS_MS = { perChange: 10_000, nightly: 60_000 }
const HEARTBEAT_MS = 250
/** What a socket that asks nothing of the disk may have to wait for an answer, with room for a slow machine, ms. */
const ANSWER_MS = 1000

export const stalledDisk: Fault = {
  id: 'F13-disk',
  about: `every fsync of the database takes ${DISK_MS} ms`,
  async run({ nightly, tree, tell }) {
    const server = await prepareServer({ tree, timings: { heartbeatMs: HEARTBEAT_MS } })
    await server.start()
    const crowd = await gather({ tree, url: server.url, visitors: 20, staff: 3, withPerson: 12 })
    const { openVisitor } = await clientCode(tree)
    const listener = openVisitor({ url: server.url, name: 'listener' })
    try {
      listener.say()
      await until('the listener has a chat', () => listener.ticket && listener.pending === 0)
      crowd.talk(20)
      await pause(500)
      const disk = await slowDisk(server)
      await server.measure()
      const ackedBefore = crowd.acked
      const beats: number[] = [performance.now()]
      const undo = listener.connection.on('heartbeat', () => void beats.push(performance.now()))
      const answers: number[] = []
      let answered = 0
      const endsAt = performance.now() + (nightly ? DISK_LASTS_MS.nightly : DISK_LASTS_MS.perChange)
      while (performance.now() < endsAt) {
        const from = performance.now()
        const answer = await listener.connection.request('typing:set', { typing: true }).catch(() => null)
        answers.push(performance.now() - from)
        if (answer) answered += 1
        await pause(50)
      }
      beats.push(performance.now())
      undo()
      const { loopMaxMs, loopP99Ms } = await server.measure()
      const ackedMeanwhile = crowd.acked - ackedBefore
      await disk.heal()
      tell(`${disk.delayed()} writes were held`)
      crowd.hush()
      const convergedMs = await crowd.settled(60)
      await server.kill()
      const final = await readFinalState(server.file)
      const verdict = judge(crowd.ends, final)
      const beatGapMaxMs = Math.round(Math.max(...beats.slice(1).map((at, n) => at - (beats[n] ?? 0))))
      const answerMaxMs = Math.round(Math.max(...answers))
      return {
        figures: {
          diskMs: DISK_MS,
          heldWrites: disk.delayed(),
          ackedMeanwhile,
          loopMaxMs,
          loopP99Ms,
          heartbeatEveryMs: HEARTBEAT_MS,
          heartbeatGapMaxMs: beatGapMaxMs,
          answers: answered,
          answerMaxMs,
          ...verdict,
          falseRequeues: dropped(final),
          convergedMs,
        },
        goals: [
          atLeast('writes that were held', disk.delayed(), 1),
          exactly('requests that were not answered', answers.length - answered, 0),
          atMost('ms until a socket that needs no disk is answered', answerMaxMs, ANSWER_MS),
          atMost('ms between two heartbeats', beatGapMaxMs, HEARTBEAT_MS + ANSWER_MS),
          atMost('longest delay of the serving thread, ms', loopMaxMs, ANSWER_MS),
          ...flawless(verdict),
          exactly('chats taken from staff who were there', dropped(final), 0),
        ],
      }
    } finally {
      listener.stop()
      crowd.stop()
      await server.cleanUp()
    }
  },
}

/** Holds every fsync of the server's process, in whichever thread, until it is healed. */
async function slowDisk({ pid }: FaultServer): Promise<{ delayed(): number; heal(): Promise<void> }> {
  const calls = 'fsync,fdatasync'
  const inject = `inject=${calls}:delay_enter=${DISK_MS * 1000}`
  const strace = spawn('strace', ['-f', '-p', String(pid), '-e', `trace=${calls}`, '-e', inject], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  strace.stderr.on('data', (piece: Buffer) => {
    said += piece
  })
  strace.on('error', () => {
    said += 'strace cannot be run'
  })
  await until('the disk is slow', () => {
    if (/cannot be run|not permitted|Could not attach/.test(said)) throw new Error(`the disk cannot be slowed: ${said}`)
    return said.includes('attached')
  })
  return {
    delayed: () => (said.match(/DELAYED/g) ?? []).length,
    async heal() {
      const gone = once(strace, 'exit')
      strace.kill('SIGINT')
      await gone
    },
  }
}
