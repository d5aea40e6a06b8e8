import type { Socket } from 'socket.io-client'
import type { Bench } from './bench.ts'
import { type Goal, goalTable, number, type Spread, spread, table, withSpread } from './figures.ts'
import { type Machine, machine, machineLines } from './machine.ts'
import { type MeasuredServer, startMeasured, type Usage } from './servers/child.ts'
import { connect, visitor } from './servers/people.ts'

/** Visitors who are connected when memory is looked at. */
const COUNTS = [500, 2000] as const
/** Connections that are made at the same time. */
const AT_ONCE = 25
const SIDES = ['ours', 'bare'] as const
type Side = (typeof SIDES)[number]

/** Bytes for each connection more, between the two counts. */
interface PerVisitor {
  rss: number
  heap: number
}

type BySide<T> = Record<Side, T>

interface Found {
  machine: Machine
  rss: BySide<Spread>
  heap: BySide<Spread>
  ratio: { rss: Spread; heap: Spread }
  goals: Goal[]
}

export const idle: Bench = {
  about: 'memory of the server for each visitor who is connected and does nothing, against bare socket.io',
  async run({ runs, tell }) {
    const on = machine(['socket.io', 'socket.io-client'])
    const rounds: BySide<PerVisitor>[] = []
    for (let at = 0; at < runs; at += 1) {
      tell(`round ${at + 1} of ${runs}: ${COUNTS.at(-1)} visitors come to each server`)
      const sides: Partial<BySide<PerVisitor>> = {}
      for (const side of at % 2 === 0 ? SIDES : SIDES.toReversed()) sides[side] = await measure(side)
      rounds.push(sides as BySide<PerVisitor>)
    }
    const of = (what: keyof PerVisitor): BySide<Spread> => ({
      ours: spread(rounds.map(({ ours }) => ours[what])),
      bare: spread(rounds.map(({ bare }) => bare[what])),
    })
    const over = (what: keyof PerVisitor): Spread => spread(rounds.map(({ ours, bare }) => ours[what] / bare[what]))
    const ratio = { rss: over('rss'), heap: over('heap') }
    const goal = { unit: '', goal: 1.5, aim: null }
    const goals = [
      { name: 'resident memory of an idle visitor, ours / bare socket.io', found: ratio.rss.median, ...goal },
      { name: 'values of the serving thread for one, ours / bare socket.io', found: ratio.heap.median, ...goal },
    ]
    const found: Found = { machine: on, rss: of('rss'), heap: of('heap'), ratio, goals }
    return { text: textOf(found), data: found }
  },
}

/** A server that is started anew, as its memory is never given back whole. */
async function measure(side: Side): Promise<PerVisitor> {
  const server = side === 'ours' ? await startMeasured('product.ts', ['0']) : await startMeasured('bare.ts')
  const sockets: Socket[] = []
  try {
    const usages: Usage[] = []
    for (const count of COUNTS) {
      while (sockets.length < count) {
        const some = Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, () => come(side, server))
        sockets.push(...(await Promise.all(some)))
      }
      usages.push(await server.usage({ collected: true }))
    }
    const [few, many] = usages
    if (!few || !many) throw new RangeError('memory is looked at twice')
    const more = COUNTS[1] - COUNTS[0]
    return { rss: (many.rss - few.rss) / more, heap: (many.heapUsed - few.heapUsed) / more }
  } finally {
    for (const socket of sockets) socket.disconnect()
    await server.stop()
  }
}

/** A visitor with a chat of their own; on the bare server, a socket in a room of its own. */
async function come(side: Side, { url }: MeasuredServer): Promise<Socket> {
  if (side === 'ours') return (await visitor(url)).socket
  const socket = await connect(url)
  await new Promise((resolve) => void socket.emit('join', [socket.id], resolve))
  return socket
}

function textOf({ machine: on, rss, heap, ratio, goals }: Found): string {
  const kib = ({ median, min, max }: Spread): string =>
    `${number(median / 1024)} (${number(min / 1024)}-${number(max / 1024)})`
  return [
    ...machineLines(on),
    `from ${COUNTS[0]} to ${COUNTS[1]} visitors with a chat and nothing to say, WebSocket; both servers with the flags of "npm start"`,
    '',
    'KiB for each visitor, garbage collected. Medians of the rounds (least-most).',
    ...table([
      ['', 'ours', 'bare socket.io', 'ours / bare'],
      ['resident memory', kib(rss.ours), kib(rss.bare), withSpread(ratio.rss)],
      ['values of the serving thread', kib(heap.ours), kib(heap.bare), withSpread(ratio.heap)],
    ]),
    '',
    ...goalTable(goals),
  ].join('\n')
}
