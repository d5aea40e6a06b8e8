import { setTimeout as pause } from 'node:timers/promises'
import { startClients } from './client-process.ts'
import { exactly, type Fault } from './fault.ts'
import { prepareServer } from './fault-server.ts'
import { dropped, flawless, judge, readFinalState } from './judge.ts'
import { clientCode, until } from './load.ts'
import { startProxy } from './proxy.ts'

const LEASE_MS = { perChange: 1500, nightly: 60_000 }
const ROUNDS = 3

export const fault: Fault = {
  id: 'F18',
  about: 'a member of staff is frozen, their chat goes to another, and they wake and write',
  async run({ nightly, tree, tell }) {
    const ownerLeaseMs = nightly ? LEASE_MS.nightly : LEASE_MS.perChange
    const server = await prepareServer({ tree, timings: { ownerLeaseMs, sweepMs: 200 } })
    await server.start()
    const proxy = await startProxy(() => server.port)
    const { openVisitor, openStaff } = await clientCode(tree)
    const other = openStaff({ url: server.url, name: 'second' })
    const visitors = Array.from({ length: ROUNDS }, (_, n) => openVisitor({ url: server.url, name: `v${n}` }))
    const clients = startClients(tree)
    let accepted = 0
    let toldWho = 0
    try {
      const size = { tree, url: proxy.url, visitors: 0, staff: 1, withPerson: 0 }
      await clients.tell({ type: 'gather', size })
      for (const visitor of visitors) {
        visitor.say()
        visitor.post({ type: 'person:ask', noneOfThese: false })
        await until('the visitor waits', () => visitor.ticket && visitor.pending === 0)
        const chatId = visitor.ticket?.chatId ?? ''
        await clients.tell({ type: 'claim', staff: 0, chatId })
        await clients.tell({ type: 'say', staff: 0, chatId })

        clients.signal('SIGSTOP')
        // A frozen laptop is noticed within 27 s; for a change the network says so at once.
        if (!nightly) for (const link of proxy.links) link.reset()
        await until('the chat is taken from them', () => visitor.thread.state === 'waiting', 120)
        const chat = other.desk.chat(chatId)
        await until('the second has it', async () => chat.isMine.peek() || (await chat.claim()))
        other.say(chatId)
        await until('the second has answered', () => other.pending === 0)

        const written = clients.tell({ type: 'say', staff: 0, chatId })
        clients.signal('SIGCONT')
        await written
        await clients.tell({ type: 'settle', seconds: 60 })
        await pause(200)
        await until('the visitor has read', () => visitor.isCaughtUp())
        const [frozen] = await clients.report()
        toldWho += frozen?.setbacks.filter((one) => one.chatId === chatId && one.by === 'second').length ?? 0
        tell(JSON.stringify(frozen?.setbacks))
      }
      const [frozen] = await clients.report()
      await server.kill()
      const final = await readFinalState(server.file)
      for (const { events } of final.chats.values()) {
        let owner: string | null = null
        for (const event of events) {
          if (event.type === 'chat:claimed') owner = event.staff.id
          if (event.type === 'chat:released') owner = null
          if (event.type === 'message:sent' && event.from === 'staff' && event.staff.id !== owner) accepted += 1
        }
      }
      const ends = [...visitors, other].map(({ testimony }) => testimony)
      const verdict = judge([...ends, ...(frozen ? [frozen] : [])], final)
      return {
        figures: { rounds: ROUNDS, requeued: dropped(final), accepted, toldWho, ...verdict },
        goals: [
          exactly('writes of a stale owner that were accepted', accepted, 0),
          exactly('times that they were told who has it', toldWho, ROUNDS),
          exactly('requeued', dropped(final), ROUNDS),
          ...flawless(verdict),
        ],
      }
    } finally {
      for (const end of [...visitors, other]) end.stop()
      await clients.end()
      await proxy.close()
      await server.cleanUp()
    }
  },
}
