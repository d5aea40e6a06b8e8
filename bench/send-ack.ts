import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { masterKeys } from '../server/master-keys.ts'
import type { Store } from '../server/store/port.ts'
import { openSqliteThread } from '../server/store/sqlite-thread.ts'
import type { Bench } from './bench.ts'
import { type Goal, goalTable, median, number, percentile, type Spread, spread, table, withSpread } from './figures.ts'
import { type Machine, machine, machineLines } from './machine.ts'
import { bareLines, type Lines, productLines, staffAt } from './send-ack/lines.ts'
import { type Load, paced, saturate } from './send-ack/load.ts'
import { type MeasuredServer, startMeasured } from './servers/child.ts'
import { appendRate, claimedChats } from './store/appends.ts'
import { syncRate } from './store/disk.ts'

const PEOPLE = { chats: 50, staff: 3 }
const SATURATED = { warmMs: 300, ms: 2000 }
/** One message a chat and second: the rate that one chat may keep up. */
const PACED = { perSecond: PEOPLE.chats, ms: 4000 }
const STORE_MS = 1500
/** Appends under way at once where they can share a commit. */
const AT_ONCE = 500

const TEXTS = Array.from({ length: 20 }, (_, at) => {
  return `I was told that the first visit takes about ${at + 1} hours. What should I bring along, and may I eat before it?`
})

const PATHS = ['staff', 'visitor'] as const
type Path = (typeof PATHS)[number]
/** `relay` gives each message to everybody in the chat, as the product does; `echo` to its sender alone. */
const SIDES = ['ours', 'relay', 'echo'] as const
type Side = (typeof SIDES)[number]

interface Measured extends Load {
  /** Time of the server's threads on a processor for each message, microseconds. */
  cpuUs: number
}

interface Ends {
  server: MeasuredServer
  lines: Lines
}

interface PathFound {
  path: Path
  /** Of each side, when one message is in flight in each chat. */
  rate: Record<Side, Spread>
  cpuUs: Record<Side, Spread>
  /** Ours over the bare one's, of the same round. */
  ratio: Record<'relay' | 'echo', Spread>
  saturated: Times
  paced: Times
}

/** Medians of the runs, ms. */
interface Times {
  ack: { p50: number; p99: number }
  seen: { p50: number; p99: number }
}

interface Found {
  machine: Machine
  syncsPerSecond: Spread
  paths: PathFound[]
  commits: { single: Spread; grouped: Spread; ratio: Spread }
  goals: Goal[]
}

export const sendAck: Bench = {
  about: 'messages stored and acknowledged a second, and how long it takes, against bare socket.io',
  async run({ runs, tell }) {
    const on = machine(['socket.io', 'socket.io-client'])
    const folder = await mkdtemp(join(tmpdir(), 'bedside-bench-'))
    const store = await openSqliteThread({
      path: join(folder, 'chat.db'),
      ring: await masterKeys(join(folder, 'master.key')),
    })
    const product = await startMeasured('product.ts', [String(PEOPLE.staff)])
    const bare = await startMeasured('bare.ts')
    try {
      tell(`${PEOPLE.chats} chats and ${PEOPLE.staff} staff members come to both servers`)
      const ends: Record<Side, Ends> = {
        ours: {
          server: product,
          lines: await productLines(product.url, PEOPLE.chats, await staffAt(product.url, PEOPLE.staff)),
        },
        relay: { server: bare, lines: await bareLines(bare.url, PEOPLE, 'message') },
        echo: { server: bare, lines: await bareLines(bare.url, PEOPLE, 'echo') },
      }
      const rounds = await measureRounds(ends, { runs, tell, store, folder })
      for (const { lines } of Object.values(ends)) lines.leave()
      const paths = PATHS.map((path) => pathFound(path, rounds))
      const commits = {
        single: spread(rounds.map(({ single }) => single)),
        grouped: spread(rounds.map(({ grouped }) => grouped)),
        ratio: spread(rounds.map(({ single, grouped }) => grouped / single)),
      }
      const found: Found = {
        machine: on,
        syncsPerSecond: spread(rounds.map(({ syncs }) => syncs)),
        paths,
        commits,
        goals: goalsOf(paths, commits.ratio),
      }
      return { text: textOf(found), data: found }
    } finally {
      await Promise.all([product.stop(), bare.stop(), store.close()])
      await rm(folder, { recursive: true, force: true })
    }
  },
}

interface Round {
  saturated: Record<Path, Record<Side, Measured>>
  paced: Record<Path, Load>
  single: number
  grouped: number
  syncs: number
}

/** Everything is measured in every round, one after the other, and each round begins with another side. */
async function measureRounds(
  ends: Record<Side, Ends>,
  { runs, tell, store, folder }: { runs: number; tell: (line: string) => void; store: Store; folder: string },
): Promise<Round[]> {
  const chatIds = await claimedChats(store, PEOPLE.chats)
  const rounds: Round[] = []
  for (let at = 0; at < runs; at += 1) {
    tell(`round ${at + 1} of ${runs}`)
    const order = SIDES.map((_, i) => SIDES[(i + at) % SIDES.length] ?? 'ours')
    const saturated: Partial<Round['saturated']> = {}
    const pacedLoad: Partial<Round['paced']> = {}
    for (const path of PATHS) {
      const sides: Partial<Record<Side, Measured>> = {}
      for (const side of order) sides[side] = await measured(ends[side], path)
      saturated[path] = sides as Record<Side, Measured>
      const { lines } = ends.ours
      pacedLoad[path] = await paced(linesOf(lines, path), TEXTS, lines.watch, PACED)
    }
    rounds.push({
      saturated: saturated as Round['saturated'],
      paced: pacedLoad as Round['paced'],
      single: await appendRate(store, chatIds, 1, STORE_MS),
      grouped: await appendRate(store, chatIds, AT_ONCE, STORE_MS),
      syncs: syncRate(folder, STORE_MS / 3),
    })
  }
  return rounds
}

const linesOf = (lines: Lines, path: Path) => (path === 'staff' ? lines.fromStaff : lines.fromVisitors)

async function measured({ server, lines }: Ends, path: Path): Promise<Measured> {
  const before = await server.usage()
  const load = await saturate(linesOf(lines, path), TEXTS, lines.watch, SATURATED)
  const { cpuMs } = await server.usage()
  const messages = (load.rate * (SATURATED.warmMs + SATURATED.ms)) / 1000
  return { ...load, cpuUs: ((cpuMs - before.cpuMs) * 1000) / messages }
}

function pathFound(path: Path, rounds: Round[]): PathFound {
  const each = <T>(value: (round: Record<Side, Measured>) => T): T[] =>
    rounds.map((round) => value(round.saturated[path]))
  const bySide = (value: (measured: Measured) => number): Record<Side, Spread> => ({
    ours: spread(each(({ ours }) => value(ours))),
    relay: spread(each(({ relay }) => value(relay))),
    echo: spread(each(({ echo }) => value(echo))),
  })
  return {
    path,
    rate: bySide(({ rate }) => rate),
    cpuUs: bySide(({ cpuUs }) => cpuUs),
    ratio: {
      relay: spread(each(({ ours, relay }) => ours.rate / relay.rate)),
      echo: spread(each(({ ours, echo }) => ours.rate / echo.rate)),
    },
    saturated: timesOf(each(({ ours }) => ours)),
    paced: timesOf(rounds.map((round) => round.paced[path])),
  }
}

function timesOf(loads: Load[]): Times {
  const of = (times: 'ackMs' | 'seenMs') => ({
    p50: median(loads.map((load) => percentile(load[times], 0.5))),
    p99: median(loads.map((load) => percentile(load[times], 0.99))),
  })
  return { ack: of('ackMs'), seen: of('seenMs') }
}

function goalsOf(paths: PathFound[], grouping: Spread): Goal[] {
  return [
    ...paths.flatMap(({ path, ratio, paced: { ack, seen } }): Goal[] => [
      {
        name: `from ${path}: rate, ours / bare socket.io (relay)`,
        found: ratio.relay.median,
        unit: '',
        goal: 0.45,
        aim: 0.7,
        atLeast: true,
      },
      { name: `from ${path}: acknowledged, p50`, found: ack.p50, unit: ' ms', goal: 15, aim: null },
      { name: `from ${path}: acknowledged, p99`, found: ack.p99, unit: ' ms', goal: 100, aim: null },
      { name: `from ${path}: seen by the other side, p99`, found: seen.p99, unit: ' ms', goal: 250, aim: null },
    ]),
    {
      name: 'appends that share commits / one commit each',
      found: grouping.median,
      unit: '',
      goal: 15,
      aim: null,
      atLeast: true,
    },
  ]
}

function textOf({ machine: on, syncsPerSecond, paths, commits, goals }: Found): string {
  const times = ({ ack, seen }: Times): string[] => [
    `${number(ack.p50)} / ${number(ack.p99)}`,
    `${number(seen.p50)} / ${number(seen.p99)}`,
  ]
  return [
    ...machineLines(on),
    `the disk syncs 4 kB ${withSpread(syncsPerSecond)} times a second`,
    `${PEOPLE.chats} claimed chats, ${PEOPLE.staff} staff members, WebSocket, texts of about 110 characters; SQLite with synchronous=FULL`,
    '',
    'One message in flight in each chat. Medians of the rounds (least-most); ratios are of the same round.',
    ...table([
      [
        'messages',
        'a second: ours',
        'relay',
        'echo',
        'ours / relay',
        'ours / echo',
        'processor us each: ours',
        'relay',
        'echo',
      ],
      ...paths.map(({ path, rate, ratio, cpuUs }) => [
        `from ${path}`,
        withSpread(rate.ours),
        withSpread(rate.relay),
        withSpread(rate.echo),
        withSpread(ratio.relay),
        withSpread(ratio.echo),
        withSpread(cpuUs.ours),
        withSpread(cpuUs.relay),
        withSpread(cpuUs.echo),
      ]),
    ]),
    'relay: bare socket.io gives the message to everybody in the chat and acknowledges; echo: it sends it back in the acknowledgement.',
    '',
    'How long it takes, ms.',
    ...table([
      ['messages', 'acknowledged p50 / p99', 'other side p50 / p99'],
      ...paths.flatMap(({ path, saturated, paced: at }) => [
        [`from ${path}, ${PACED.perSecond} a second`, ...times(at)],
        [`from ${path}, one in flight in each chat`, ...times(saturated)],
      ]),
    ]),
    '',
    `The store alone: ${withSpread(commits.single)} appends a second with a commit each, ${withSpread(commits.grouped)} with ${AT_ONCE} at once.`,
    '',
    ...goalTable(goals),
  ].join('\n')
}
