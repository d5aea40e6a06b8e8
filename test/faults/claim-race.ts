import { exactly, type FaultOptions, type Found } from './fault.ts'
import { prepareServer } from './fault-server.ts'
import { type FinalState, readFinalState } from './judge.ts'
import { clientCode, until } from './load.ts'

const STAFF = 6
/** Chats that are raced for one after the other, each by all staff in the same moment. */
const AT_ONCE = 10

/** Everybody claims each of `chats` chats in the same moment, at one server. */
export async function claimRace(chats: number, { tree }: Pick<FaultOptions, 'tree'>): Promise<Found> {
  const server = await prepareServer({ tree })
  await server.start()
  try {
    const wins = await race(chats, { tree, urls: [server.url] })
    await server.kill()
    return foundOf(chats, wins, await readFinalState(server.file))
  } finally {
    await server.cleanUp()
  }
}

/** The race alone, with staff and visitors at each of `urls` in turn. Resolves with how many claims were won. */
export async function race(chats: number, { tree, urls }: { tree: string; urls: string[] }): Promise<number> {
  const { openVisitor, openStaff } = await clientCode(tree)
  const { freshId } = (await import(`${tree}/client/ids.ts`)) as typeof import('../../client/ids.ts')
  const at = (n: number): string => urls[n % urls.length] ?? ''
  const staff = Array.from({ length: STAFF }, (_, n) => openStaff({ url: at(n), name: `s${n}` }))
  let wins = 0
  try {
    await until('staff are connected', () => staff.every(({ connection }) => connection.state === 'online'))
    for (let raced = 0; raced < chats; raced += AT_ONCE) {
      const visitors = Array.from({ length: Math.min(AT_ONCE, chats - raced) }, (_, n) =>
        openVisitor({ url: at(n), name: `v${raced + n}` }),
      )
      for (const visitor of visitors) visitor.post({ type: 'person:ask', noneOfThese: false })
      await until('every visitor waits', () => visitors.every(({ ticket, pending }) => ticket && pending === 0))
      for (const { ticket } of visitors) {
        const chatId = ticket?.chatId ?? ''
        const claims = staff.map(({ connection }) => connection.request('chat:claim', { chatId, clientId: freshId() }))
        wins += (await Promise.allSettled(claims)).filter(({ status }) => status === 'fulfilled').length
      }
      for (const visitor of visitors) visitor.stop()
    }
    return wins
  } finally {
    for (const end of staff) end.stop()
  }
}

export function foundOf(chats: number, wins: number, { chats: final }: FinalState): Found {
  let doubleOwners = 0
  for (const { events } of final.values()) {
    // Nobody gives a chat back here: a second claim in a log is a second owner.
    if (events.filter(({ type }) => type === 'chat:claimed').length > 1) doubleOwners += 1
  }
  return {
    figures: { staff: STAFF, chats, claims: STAFF * chats, wins, doubleOwners },
    goals: [exactly('claims that were won', wins, chats), exactly('double owners', doubleOwners, 0)],
  }
}
