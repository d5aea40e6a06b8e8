import { claimRace, foundOf, race } from './claim-race.ts'
import type { Fault } from './fault.ts'
import { startTwoNodes } from './two-nodes.ts'

export const fault: Fault = {
  id: 'F17-one-server',
  about: '6 members of staff claim each chat in the same moment, on one server',
  run: ({ nightly, ...options }) => claimRace(nightly ? 2000 : 500, options),
}

export const onTwoNodes: Fault = {
  id: 'F17',
  about: '6 members of staff claim each chat in the same moment, on two nodes',
  async run({ nightly, tree }) {
    const chats = nightly ? 2000 : 500
    const cluster = await startTwoNodes({ tree })
    try {
      const wins = await race(chats, { tree, urls: cluster.nodes.map(({ url }) => url) })
      return foundOf(chats, wins, await cluster.finalState())
    } finally {
      await cluster.cleanUp()
    }
  },
}
