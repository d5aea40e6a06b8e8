import { setTimeout as pause } from 'node:timers/promises'
import { startClients } from './client-process.ts'
import { exactly, type Fault } from './fault.ts'
import { prepareServer } from './fault-server.ts'
import { dropped, flawless, judge, readFinalState } from './judge.ts'

/** How long each end is stopped, s. The lease is 60 s, and a server notices a silent end within 27 s. */
const STOPS = {
  perChange: { server: [0.5, 2, 14], clients: [0.5, 4] },
  nightly: { server: [0.5, 1, 5, 14, 30, 60], clients: [0.5, 1, 5, 14, 30, 60] },
}

export const fault: Fault = {
  id: 'F4',
  about: 'the server, then everybody else, is stopped for a while (SIGSTOP)',
  async run({ nightly, tree, tell }) {
    const stops = nightly ? STOPS.nightly : STOPS.perChange
    const server = await prepareServer({ tree })
    await server.start()
    const clients = startClients(tree)
    try {
      await clients.tell({ type: 'gather', size: { tree, url: server.url, visitors: 20, staff: 3, withPerson: 12 } })
      await clients.tell({ type: 'talk', everyMs: 20 })
      for (const [who, seconds] of [
        ...stops.server.map((s) => ['server', s] as const),
        ...stops.clients.map((s) => ['clients', s] as const),
      ]) {
        const stopped = who === 'server' ? server : clients
        tell(`${who} ${seconds} s`)
        stopped.signal('SIGSTOP')
        await pause(seconds * 1000)
        stopped.signal('SIGCONT')
        await pause(1000)
      }
      await clients.tell({ type: 'hush' })
      await clients.tell({ type: 'settle', seconds: 60 })
      const ends = await clients.report()
      await server.kill()
      const final = await readFinalState(server.file)
      const verdict = judge(ends, final)
      const falseRequeues = dropped(final)
      return {
        figures: { stops: stops.server.length + stops.clients.length, ...verdict, falseRequeues },
        goals: [...flawless(verdict), exactly('chats taken from staff who came back in time', falseRequeues, 0)],
      }
    } finally {
      await clients.end()
      await server.cleanUp()
    }
  },
}
