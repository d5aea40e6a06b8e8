import { setTimeout as pause } from 'node:timers/promises'
import type { Item } from '../../client/thread.ts'
import { startBalancer } from '../../scripts/cluster/balancer.ts'
import { freePort } from '../support/process.ts'
import { exactly, type Fault } from './fault.ts'
import { flawless, judge } from './judge.ts'
import { gather, until } from './load.ts'
import { startTwoNodes } from './two-nodes.ts'

const KILLS = { perChange: 4, nightly: 100 }
/** Longer than anybody who comes back takes, shorter than the 60 s of a clinic. */
const LEASE_MS = 12_000
/** When a node is silent for 15 s it counts as gone; the rest is the lease, a sweep, and room for a slow machine. */
const REQUEUED_S = 60

export const fault: Fault = {
  id: 'F16',
  about: 'one of two nodes behind a balancer is killed, again and again; in the end one of staff does not come back',
  async run({ nightly, tree, tell }) {
    const kills = nightly ? KILLS.nightly : KILLS.perChange
    const cluster = await startTwoNodes({ tree, timings: { ownerLeaseMs: LEASE_MS } })
    const port = await freePort()
    const balancer = await startBalancer({
      host: '127.0.0.1',
      ports: [port],
      backends: cluster.nodes.map((node) => [node.port]),
    })
    const crowd = await gather({ tree, url: `http://127.0.0.1:${port}`, visitors: 20, staff: 4, withPerson: 12 })
    try {
      crowd.talk(50)
      for (let kill = 0; kill < kills; kill++) {
        await pause(1500)
        const node = cluster.nodes[kill % 2]
        await node?.kill()
        const before = crowd.acked
        await until('the other node serves', () => crowd.acked > before + 20, 60)
        await node?.start()
        await until('both are given work', () => balancer.up() === 2)
      }
      tell(`${crowd.acked} acknowledged`)
      await until('everybody is connected', () => crowd.staff.every(({ connection }) => connection.state === 'online'))

      // One of staff goes with the node, for good.
      const [gone] = crowd.staff
      if (!gone) throw new Error('nobody is here')
      const abandoned = new Set(gone.mine)
      const owners = crowd.visitors.filter(({ ticket }) => ticket && abandoned.has(ticket.chatId))
      gone.stop()
      await cluster.nodes[0].kill()
      await until(
        'the visitors of whoever is gone wait again',
        () => owners.every(({ thread }) => thread.items.some(isDropped)),
        REQUEUED_S,
      )
      // Whoever else was to lose a chat would have by now.
      await pause(2000)
      crowd.hush()
      const ends = crowd.ends.filter(({ name }) => name !== gone.testimony.name)
      await until('nothing is on its way', () => crowd.visitors.every(({ pending }) => pending === 0), 60)
      await until('all have read', async () =>
        (await Promise.all(crowd.visitors.map((one) => one.isCaughtUp()))).every(Boolean),
      )
      for (const { desk, isCaughtUp, testimony } of crowd.staff.slice(1)) {
        for (const { chatId } of testimony.views()) {
          desk.chat(chatId).wake()
          await until('staff have read', () => isCaughtUp(chatId))
        }
      }
      const final = await cluster.finalState()
      const verdict = judge([...ends, { ...gone.testimony, views: () => [] }], final)
      let right = 0
      let wrong = 0
      for (const [chatId, { events }] of final.chats) {
        const times = events.filter((event) => event.type === 'chat:released' && event.reason === 'dropped').length
        if (abandoned.has(chatId) && times === 1) right += 1
        else if (times > 0) wrong += times
      }
      return {
        figures: {
          kills: kills + 1,
          ...verdict,
          abandoned: abandoned.size,
          requeuedRightly: right,
          requeuedWrongly: wrong,
        },
        goals: [
          ...flawless(verdict),
          exactly('chats of whoever is gone that went back to the queue', right, abandoned.size),
          exactly('chats that were taken from staff who came back', wrong, 0),
        ],
      }
    } finally {
      crowd.stop()
      await balancer.close()
      await cluster.cleanUp()
    }
  },
}

const isDropped = (item: Item): boolean =>
  item.kind === 'line' && item.line.type === 'released' && item.line.reason === 'dropped'
