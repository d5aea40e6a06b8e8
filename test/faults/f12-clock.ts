import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { exactly, type Fault, type FaultOptions, type Found } from './fault.ts'
import { prepareServer } from './fault-server.ts'
import { dropped, flawless, judge, readFinalState } from './judge.ts'
import { clientCode, gather, until } from './load.ts'
import { ORIGIN } from './origins.ts'
import { startProgram } from './program.ts'

const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS
/** What the clock is set to, one after the other, ms from the true time. */
const JUMPS = [HOUR_MS, -HOUR_MS, DAY_MS, -DAY_MS, 0]
const LASTS_MS = { perChange: 1200, nightly: 60_000 }

export const clockOfLoad: Fault = {
  id: 'F12',
  about: "the machine's clock is set forth and back, an hour and a day, while everybody writes",
  async run({ nightly, tree }) {
    const server = await prepareServer({ tree })
    await server.start()
    const crowd = await gather({ tree, url: server.url, visitors: 20, staff: 3, withPerson: 12 })
    try {
      crowd.talk(20)
      for (const offsetMs of JUMPS) {
        await pause(nightly ? LASTS_MS.nightly : LASTS_MS.perChange)
        await server.tell({ type: 'set-clock', offsetMs })
      }
      await pause(nightly ? LASTS_MS.nightly : LASTS_MS.perChange)
      crowd.hush()
      const convergedMs = await crowd.settled(60)
      const disconnected = [...crowd.visitors, ...crowd.staff].filter(({ refused }) => refused.length > 0).length
      await server.kill()
      const final = await readFinalState(server.file)
      const verdict = judge(crowd.ends, final)
      return {
        figures: { jumps: JUMPS.length, ...verdict, earlyRequeues: dropped(final), refused: disconnected, convergedMs },
        goals: [
          ...flawless(verdict),
          exactly('chats taken from staff who were there', dropped(final), 0),
          exactly('ends that were refused something', disconnected, 0),
        ],
      }
    } finally {
      crowd.stop()
      await server.cleanUp()
    }
  },
}

/** How far a clock may be off for a session of 12 hours to be as good as before, ms. */
const SESSION_JUMPS = [HOUR_MS, -HOUR_MS, -DAY_MS, 0]

export const clockOfSessions: Fault = {
  id: 'F12-sessions',
  about: "the program's clock is set while staff are signed in and a visitor has a chat",
  run: sessions,
}

async function sessions({ tree }: FaultOptions): Promise<Found> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bedside-fault-'))
  const program = await startProgram({ tree, dataDir, nodeOptions: ['--import', './test/faults/set-clock.ts'] })
  const { openVisitor } = await clientCode(tree)
  const visitor = openVisitor({ url: program.url, name: 'visitor' })
  let staffOut = 0
  let visitorOut = 0
  try {
    const cookie = await firstAccount(program.url, program.setupLink)
    visitor.say()
    await until('the visitor has a chat', () => visitor.ticket && visitor.pending === 0)
    for (const offsetMs of SESSION_JUMPS) {
      program.child.send({ offsetMs })
      await pause(500)
      const me = await fetch(`${program.url}/api/staff/me`, { headers: { cookie, origin: ORIGIN } })
      if (!(await me.text()).includes('ana@')) staffOut += 1
      visitor.connection.reconnect()
      await until('the visitor is back', () => visitor.connection.state === 'online' || visitor.refused.length > 0)
      if (visitor.refused.length > 0) visitorOut += 1
      visitor.refused.length = 0
    }
    return {
      figures: { jumps: SESSION_JUMPS.length, staffOut, visitorOut },
      goals: [
        exactly('times that staff were signed out', staffOut, 0),
        exactly('times that a visitor was not let back into the chat', visitorOut, 0),
      ],
    }
  } finally {
    visitor.stop()
    await program.end('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** Makes the first account through the printed link; resolves with the cookies of its session. */
async function firstAccount(address: string, setupLink: string | null): Promise<string> {
  const token = setupLink?.split('/').at(-1)
  const answer = await fetch(`${address}/api/setup`, {
    method: 'POST',
    headers: { origin: ORIGIN, 'content-type': 'application/json', 'x-bedside': '1', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ token, name: 'Ana', email: 'ana@clinic.example', password: 'a lamp left on at night' }),
  })
  if (!answer.ok) throw new Error(`the account could not be made: ${answer.status} ${await answer.text()}`)
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ')
}
