import { readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { type Postgres, startPostgres } from '../support/postgres.ts'
import type { Redis } from '../support/redis.ts'
import type { OpenOptions } from './child-messages.ts'
import { type FaultServer, prepareServer } from './fault-server.ts'
import { type FinalState, readFinalPostgres } from './judge.ts'
import type { Crowd } from './load.ts'

/** Two nodes on a PostgreSQL server of their own, and on a Redis of their own where one is wanted. */
export interface TwoNodes {
  readonly nodes: readonly [FaultServer, FaultServer]
  readonly postgres: Postgres
  /** Ends the nodes, and reads what is there. */
  finalState(): Promise<FinalState>
  cleanUp(): Promise<void>
}

interface Settings {
  tree: string
  redis?: Redis
  timings?: OpenOptions['timings']
}

/** Rejects, saying so, where there is no PostgreSQL to start. */
export async function startTwoNodes({ tree, redis, timings = {} }: Settings): Promise<TwoNodes> {
  const postgres = await startPostgres()
  const databaseUrl = await postgres.freshDatabase()
  const store = { databaseUrl, redisUrl: redis?.url ?? null }
  const nodes = [await prepareServer({ tree, store, timings }), await prepareServer({ tree, store, timings })] as const
  await Promise.all(nodes.map((node) => node.start()))
  const kill = () => Promise.all(nodes.map((node) => node.kill()))
  return {
    nodes,
    postgres,
    async finalState() {
      await kill()
      return readFinalPostgres(postgres, databaseUrl)
    },
    async cleanUp() {
      await Promise.all(nodes.map((node) => node.cleanUp()))
      await postgres.stop()
    },
  }
}

/** How long it takes from one end's acknowledgement until the same words are on the screen of the other node's end. */
export interface Crossings {
  /** ms each, of everything that arrived since it was last asked. */
  take(): number[]
}

/** Watches what visitors say arrive at the staff who have their chats. */
export function watchCrossings({ visitors, staff }: Crowd): Crossings {
  const ackedAt = new Map<string, number>()
  const arrivedAt = new Map<string, number>()
  let taken: number[] = []
  const settle = (clientId: string): void => {
    const [from, to] = [ackedAt.get(clientId), arrivedAt.get(clientId)]
    if (from === undefined || to === undefined) return
    // It may be on the other screen before the sender is told.
    taken.push(Math.max(0, to - from))
    ackedAt.delete(clientId)
    arrivedAt.delete(clientId)
  }
  for (const { testimony, onAck } of visitors) {
    let known = testimony.acked.size
    onAck(() => {
      const fresh = [...testimony.acked.keys()].slice(known)
      known = testimony.acked.size
      for (const clientId of fresh) {
        ackedAt.set(clientId, performance.now())
        settle(clientId)
      }
    })
  }
  for (const { desk, mine } of staff) {
    for (const chatId of mine) {
      let known = 0
      desk.chat(chatId).thread.subscribe(({ items }) => {
        for (const item of items.slice(known)) {
          if (item.kind !== 'visitor') continue
          arrivedAt.set(item.clientId, performance.now())
          settle(item.clientId)
        }
        known = items.length
      })
    }
  }
  return {
    take() {
      const all = taken
      taken = []
      return all
    },
  }
}

/** What part of one processor a process uses over `ms`, percent. */
export async function cpuOf({ pid }: FaultServer, ms: number): Promise<number> {
  const from = performance.now()
  const before = cpuMs(pid)
  await pause(ms)
  return Math.round((100 * (cpuMs(pid) - before)) / (performance.now() - from))
}

/** Linux counts in hundredths of a second. Source: proc_pid_stat(5), fields 14 and 15. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) * 10
}
