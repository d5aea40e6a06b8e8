import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '../test/support/postgres.ts'
import { startRedis } from '../test/support/redis.ts'
import type { Bench } from './bench.ts'
import { type Goal, goalTable, number, percentile, type Spread, spread, table, withSpread } from './figures.ts'
import { type Machine, machine, machineLines } from './machine.ts'
import { productLines, staffAt } from './send-ack/lines.ts'
import { paced } from './send-ack/load.ts'
import { type MeasuredServer, startMeasured } from './servers/child.ts'

/** Chats whose visitors are at the node of the staff, and as many whose visitors are at the other. */
const CHATS = 20
const STAFF = 2
/** Over the chats of one node. */
const PACED = { perSecond: 20, ms: 5000 }
const TEXTS = ['The first visit takes about two hours, and you should not drive home by yourself afterwards.']

const WHERE = ['same', 'other'] as const
type Where = (typeof WHERE)[number]

interface BellFound {
  doorbell: string
  /** From the sending of a message until the visitor has it, ms. */
  p50: Record<Where, Spread>
  p99: Record<Where, Spread>
  /** The other node's p50 over the same node's, of the same round. */
  ratio: Spread
}

interface Found {
  machine: Machine
  bells: BellFound[]
  goals: Goal[]
}

export const crossNode: Bench = {
  about: 'how long until a visitor at another node sees a message, against one at the same node',
  async run({ runs, tell }) {
    const on = machine(['socket.io', 'pg', '@redis/client'])
    const postgres = await startPostgres()
    const redis = await startRedis().catch((error: Error) => {
      tell(`${error.message}: NOT MEASURED`)
      return null
    })
    try {
      const bells: BellFound[] = []
      for (const [doorbell, redisUrl] of [['PostgreSQL'], ...(redis ? [['Redis', redis.url]] : [])]) {
        tell(`two nodes that ring through ${doorbell}`)
        const rounds = await measureNodes(await postgres.freshDatabase(), redisUrl, { runs, tell })
        bells.push(bellFound(String(doorbell), rounds))
      }
      const goals = bells.map(({ doorbell, ratio }): Goal => {
        const name = `p50 at the other node / at the same node, ringing through ${doorbell}`
        return { name, found: ratio.median, unit: '', goal: 5, aim: null }
      })
      const found: Found = { machine: on, bells, goals }
      return { text: textOf(found), data: found }
    } finally {
      await Promise.all([postgres.stop(), redis?.stop()])
    }
  },
}

type Round = Record<Where, number[]>

/** The staff write to visitors at both nodes at the same time, so that what slows one down slows both. */
async function measureNodes(
  databaseUrl: string,
  redisUrl: string | undefined,
  { runs, tell }: { runs: number; tell: (line: string) => void },
): Promise<Round[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bedside-bench-'))
  const shared = [folder, databaseUrl, ...(redisUrl ? [redisUrl] : [])]
  const nodes: MeasuredServer[] = []
  try {
    // the first makes the tables and the accounts
    const here = await startMeasured('product.ts', [String(STAFF), ...shared])
    nodes.push(here)
    const there = await startMeasured('product.ts', ['0', ...shared])
    nodes.push(there)
    const staff = await staffAt(here.url, STAFF)
    const ends = {
      same: await productLines(here.url, CHATS, staff),
      other: await productLines(there.url, CHATS, staff),
    }
    const rounds: Round[] = []
    for (let at = 0; at < runs; at += 1) {
      tell(`round ${at + 1} of ${runs}`)
      const [same, other] = await Promise.all(
        WHERE.map((where) => paced(ends[where].fromStaff, TEXTS, ends[where].watch, PACED)),
      )
      rounds.push({ same: same?.seenMs ?? [], other: other?.seenMs ?? [] })
    }
    for (const { leave } of Object.values(ends)) leave()
    for (const socket of staff) socket.disconnect()
    return rounds
  } finally {
    await Promise.all(nodes.map((node) => node.stop()))
    await rm(folder, { recursive: true, force: true })
  }
}

function bellFound(doorbell: string, rounds: Round[]): BellFound {
  const at = (share: number): Record<Where, Spread> => ({
    same: spread(rounds.map(({ same }) => percentile(same, share))),
    other: spread(rounds.map(({ other }) => percentile(other, share))),
  })
  const ratio = spread(rounds.map(({ same, other }) => percentile(other, 0.5) / percentile(same, 0.5)))
  return { doorbell, p50: at(0.5), p99: at(0.99), ratio }
}

function textOf({ machine: on, bells, goals }: Found): string {
  return [
    ...machineLines(on),
    `two nodes on one PostgreSQL server of this machine; ${CHATS} chats with the visitor at the node of the staff, ${CHATS} at the other,`,
    `each at ${number(PACED.perSecond)} messages a second, both at the same time`,
    '',
    'From the sending of a staff message until the visitor has it, ms. Medians of the rounds (least-most).',
    ...table([
      ['doorbell', 'same node p50', 'p99', 'other node p50', 'p99', 'p50 other / same'],
      ...bells.map(({ doorbell, p50, p99, ratio }) => [
        doorbell,
        withSpread(p50.same),
        withSpread(p99.same),
        withSpread(p50.other),
        withSpread(p99.other),
        withSpread(ratio),
      ]),
    ]),
    '',
    ...goalTable(goals),
  ].join('\n')
}
