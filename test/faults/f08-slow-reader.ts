import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { type Connection, connect } from '../../client/connection.ts'
import { freshId } from '../../client/ids.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import {
  NAMESPACE_VISITOR,
  type VisitorPushes,
  type VisitorRequests,
  type VisitorResults,
} from '../../protocol/visitor.ts'
import type { Testimony, Ticket, VisitorEnd } from './clients.ts'
import { atMost, exactly, type Fault, inTime } from './fault.ts'
import { prepareServer } from './fault-server.ts'
import { megabytes, quantile } from './figures.ts'
import { flawless, judge, readFinalState } from './judge.ts'
import { clientCode, until } from './load.ts'
import { ORIGIN } from './origins.ts'

const OFFENDERS = 5
/** Tabs of one chat that write as fast as they are answered. */
const WRITERS = 8
const EVENTS = { perChange: 6000, nightly: 50_000 }
/** So that what the kernel holds for a reader is soon full. */
const WORDS = 'hello '.padEnd(2000, 'and so on ')
const RSS_PER_OFFENDER_MB = 20
const CLOSED_S = 5
/** 500 ms is the product's goal on a machine of its own. */
const P99_MS = 2000

export const fault: Fault = {
  id: 'F8',
  about: 'sockets that never read are in a chat in which thousands of long messages are written',
  async run({ nightly, tree, tell }) {
    const wanted = nightly ? EVENTS.nightly : EVENTS.perChange
    const server = await prepareServer({ tree })
    await server.start()
    const { openVisitor } = await clientCode(tree)
    const first = openVisitor({ url: server.url, name: 'first' })
    first.say()
    await until('the chat is there', () => first.ticket && first.pending === 0)
    const { ticket } = first
    if (!ticket) throw new Error('the chat is not there')
    // Nobody who shows the chat while it is written: drawing thousands of messages is not what is measured.
    first.stop()
    const writers = Array.from({ length: WRITERS }, (_, n) => new Writer(server.url, `w${n}`, ticket))
    const bystander = openVisitor({ url: server.url, name: 'bystander' })
    bystander.say()
    await until('the bystander has a chat', () => bystander.ticket && bystander.pending === 0)
    const offenders: Socket[] = []
    try {
      // As much again without an offender, so that what the writing itself costs is in the base.
      await write(writers, Math.round(wanted / 6))
      const before = await server.measure({ collect: true })

      for (let n = 0; n < OFFENDERS; n++) offenders.push(await neverReads(server.port, ticket))
      const withThem = (await server.measure()).connections
      const delays: number[] = []
      let peakBytes = 0
      let closedAfterMs: number | null = null
      let writing = true
      let doneAt = Number.POSITIVE_INFINITY
      const from = performance.now()
      const watching = (async () => {
        while (writing || closedAfterMs === null) {
          const { rssBytes, connections } = await server.measure({ collect: true })
          peakBytes = Math.max(peakBytes, rssBytes)
          if (connections <= withThem - OFFENDERS) closedAfterMs ??= performance.now() - from
          if (!writing && performance.now() - doneAt > CLOSED_S * 1000) return
          await pause(200)
        }
      })()
      const asking = (async () => {
        while (writing) delays.push(await answeredIn(bystander))
      })()
      await write(writers, wanted)
      writing = false
      doneAt = performance.now()
      tell(`${wanted} events in ${Math.round(doneAt - from)} ms`)
      await Promise.all([watching, asking])
      const after = await server.measure()

      const reader = openVisitor({ url: server.url, name: 'reader', ticket })
      await until('the whole chat can be read', () => reader.isCaughtUp(), 120)
      await until('the bystander has read', () => bystander.isCaughtUp())
      reader.stop()
      await server.kill()
      const ends = [...writers, bystander, reader].map(({ testimony }) => testimony)
      const verdict = judge(ends, await readFinalState(server.file))
      const perOffenderMb = megabytes(Math.max(0, peakBytes - before.rssBytes) / OFFENDERS)
      const stillOpen = Math.max(0, after.connections - (withThem - OFFENDERS))
      return {
        figures: {
          offenders: OFFENDERS,
          events: wanted,
          perOffenderMb,
          rssBeforeMb: megabytes(before.rssBytes),
          rssPeakMb: megabytes(peakBytes),
          closedAfterMs: Math.round(closedAfterMs ?? -1),
          othersP99Ms: quantile(delays, 0.99),
          loopMaxMs: after.loopMaxMs,
          ...verdict,
        },
        goals: [
          atMost('MB of memory an offender', perOffenderMb, RSS_PER_OFFENDER_MB),
          exactly(`offenders that are still connected ${CLOSED_S} s later`, stillOpen, 0),
          inTime('another chat is answered, 99 of 100', quantile(delays, 0.99), P99_MS),
          ...flawless(verdict),
        ],
      }
    } finally {
      for (const socket of offenders) socket.destroy()
      for (const end of [...writers, bystander]) end.stop()
      await server.cleanUp()
    }
  },
}

/** A connection to a chat that writes and shows nothing. */
class Writer {
  readonly testimony: Testimony
  readonly #connection: Connection<VisitorRequests, VisitorResults, VisitorPushes>
  readonly #chatId: string

  constructor(url: string, name: string, { chatId, token }: Ticket) {
    this.testimony = { name, sender: 'visitor', sent: [], acked: new Map(), views: () => [] }
    this.#chatId = chatId
    const auth = () => ({ version: PROTOCOL_VERSION, chatId, token })
    this.#connection = connect({ namespace: NAMESPACE_VISITOR, url, auth })
  }

  async write(count: number): Promise<void> {
    const { name, sent, acked } = this.testimony
    for (let n = 0; n < count; n++) {
      const [clientId, text] = [freshId(), `${WORDS} ${name} ${sent.length}`]
      sent.push({ clientId, chatId: this.#chatId, text })
      while (!acked.has(clientId)) {
        const payload = { clientId, text, choice: null }
        const stored = await this.#connection.request('message:send', payload).catch(() => null)
        if (stored) acked.set(clientId, stored.seq)
        else await pause(50)
      }
    }
  }

  stop(): void {
    this.#connection.close()
  }
}

/** All of them write at once, until there are `events` more. Each message has an answer of the bot as well. */
async function write(writers: Writer[], events: number): Promise<void> {
  const each = Math.ceil(events / 2 / writers.length)
  await Promise.all(writers.map((writer) => writer.write(each)))
}

async function answeredIn(end: VisitorEnd): Promise<number> {
  const from = performance.now()
  end.say()
  await until('it is answered', () => end.pending === 0, 60)
  return performance.now() - from
}

/** A WebSocket in the chat that reads until it is let in and never again. */
async function neverReads(port: number, { chatId, token }: Ticket): Promise<Socket> {
  const socket = createConnection(port, '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  const key = Buffer.alloc(16, 1).toString('base64')
  socket.write(
    [
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${key}`,
      'Sec-WebSocket-Version: 13',
      `Origin: ${ORIGIN}`,
      '\r\n',
    ].join('\r\n'),
  )
  let heard = ''
  socket.on('data', (piece) => {
    heard += piece.toString()
  })
  await until('the connection is open', () => heard.includes('"sid"'))
  socket.write(frame(`40${NAMESPACE_VISITOR},${JSON.stringify({ version: PROTOCOL_VERSION, chatId, token })}`))
  await until('the offender is let in', () => heard.includes(`40${NAMESPACE_VISITOR},{"sid"`))
  socket.pause()
  return socket
}

/** One text frame of a client: masked, with a mask of zeros; between 126 and 65,535 bytes. Source: RFC 6455, section 5.2. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text)
  const header = Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 0xff, 0, 0, 0, 0])
  return Buffer.concat([header, payload])
}
