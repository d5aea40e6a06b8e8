import { randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import { type Log, traceOf } from '../log.ts'
import { type Payload, parsePayload } from './payload.ts'

/** What a node hears of the others. A ring may be late, lost, doubled or made up: it says that there may be something to read. */
export interface Rings {
  /** The chat has events up to `seq`; with 0 the chat itself has changed: it is gone, or its visitor's token is. */
  chat(chatId: string, seq: number): void
  /** Somebody on staff came, left or changed duty on another node. */
  staff(): void
  /** Rings may have been lost: everything has to be looked at. */
  missed(): void
}

/** Tells the other nodes, and hears from them, that something is new. Nothing depends on a ring for more than its haste. */
export interface Doorbell {
  ring(chatId: string, seq: number): void
  ringStaff(): void
  /** Calls `rings` from now on; returns the undoing. */
  onRing(rings: Rings): () => void
  close(): Promise<void>
}

/** The doorbell of a node that has no others. */
export const noDoorbell: Doorbell = { ring() {}, ringStaff() {}, onRing: () => () => {}, async close() {} }

/** What carries the rings. */
export interface Bus {
  /**
   * Makes a new connection and resolves when it hears; returns its end, which never waits. `lost` is called when it breaks.
   * Rejects within seconds when nobody is there.
   */
  hear(ear: { heard(text: string): void; lost(error: unknown): void }): Promise<() => void>
  /** Resolves when they are under way; rejects within seconds when they are not. */
  send(texts: string[]): Promise<void>
  close(): Promise<void>
}

export interface DoorbellTimings {
  /** How often the node rings for itself, ms. What it has not heard two turns later, it is not going to hear. */
  beatMs: number
  /** The pause before another try to connect, ms: twice as long each time, up to `mostMs`. */
  firstMs: number
  mostMs: number
}

export const doorbellTimings: DoorbellTimings = { beatMs: 2000, firstMs: 250, mostMs: 5000 }

interface DoorbellDeps {
  clock: Clock
  log: Log
  timings?: DoorbellTimings
}

/** Rings in one message to the bus. */
const MAX_BATCH = 500
/** Chats that wait to be rung while the bus is away; beyond that the other nodes' sweeps find them. */
const MAX_WAITING = 10_000

/**
 * A doorbell on a bus that may break, hang, or fall silent while it looks well: the node rings for itself and, when it does not
 * hear that, makes a new connection. It resolves at once; until the first connection stands, nothing is heard.
 */
export function openDoorbell(bus: Bus, { clock, log, timings = doorbellTimings }: DoorbellDeps): Doorbell {
  const node = randomBytes(16).toString('hex')
  const listeners = new Set<Rings>()
  const chats = new Map<string, number>()
  let staff = false
  let beat = 0
  let heard = 0
  /** A beat that is to be sent. */
  let due = false
  let sending: Promise<void> | null = null
  /** After a failure nothing is sent before the next beat. */
  let mute = false
  let stopHearing: (() => void) | null = null
  let closed = false
  let wake = (): void => {}

  // ---------------------------------------------------------------- one line an outage
  const broken = new Set<'hear' | 'send'>()
  function fails(part: 'hear' | 'send', error: unknown): void {
    if (closed) return
    if (broken.size === 0) log.warn({ event: 'doorbell', cause: traceOf(error).cause }, 'other nodes are heard of late')
    broken.add(part)
  }
  function works(part: 'hear' | 'send'): void {
    if (broken.delete(part) && broken.size === 0) log.info({ event: 'doorbell' }, 'other nodes are heard at once again')
  }

  // ---------------------------------------------------------------- hearing
  function rung(text: string): void {
    const payload = parsePayload(text)
    if (!payload) return
    if ('beat' in payload) {
      if (payload.node === node && payload.beat <= beat) heard = Math.max(heard, payload.beat)
    } else if ('staff' in payload) {
      if (payload.staff !== node) for (const rings of listeners) rings.staff()
    } else for (const rings of listeners) rings.chat(payload.chat, payload.seq)
  }

  async function connect(): Promise<void> {
    const link = { open: false, over: false }
    const stop = await bus.hear({
      heard: (text) => {
        if (!link.over) rung(text)
      },
      lost: (error) => {
        const inUse = link.open && !link.over
        link.over = true
        if (inUse) hearAnew(error)
      },
    })
    stopHearing = () => {
      link.over = true
      stop()
    }
    if (closed) return stopHearing()
    if (link.over) throw new Error('the connection broke at once')
    link.open = true
    heard = beat
    works('hear')
    for (const rings of listeners) rings.missed()
  }

  async function keepTrying(): Promise<void> {
    for (let pauseMs = timings.firstMs; !closed; pauseMs = Math.min(pauseMs * 2, timings.mostMs)) {
      try {
        return await connect()
      } catch (error) {
        fails('hear', error)
        await pause(pauseMs)
      }
    }
  }

  function hearAnew(error: unknown): void {
    fails('hear', error)
    stopHearing?.()
    stopHearing = null
    void keepTrying()
  }

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const stop = clock.after(ms, resolve)
      wake = () => {
        stop()
        resolve()
      }
    })

  // ---------------------------------------------------------------- ringing
  function taken(): string[] {
    const payloads: Payload[] = []
    if (due) payloads.push({ node, beat })
    if (staff) payloads.push({ staff: node })
    due = false
    staff = false
    for (const [chat, seq] of chats) {
      if (payloads.length >= MAX_BATCH) break
      payloads.push({ chat, seq })
      chats.delete(chat)
    }
    return payloads.map((payload) => JSON.stringify(payload))
  }

  async function send(): Promise<void> {
    // Everything that rings in this turn goes together.
    await new Promise(setImmediate)
    while (!mute) {
      const texts = taken()
      if (texts.length === 0) break
      try {
        await bus.send(texts)
        works('send')
      } catch (error) {
        fails('send', error)
        mute = true
      }
    }
    sending = null
  }

  function ring(): void {
    if (!mute && !closed) sending ??= send()
  }

  const stopBeating = clock.every(timings.beatMs, () => {
    mute = false
    if (stopHearing && beat - heard >= 2) return hearAnew(DEAF)
    if (stopHearing) beat += 1
    due = true
    ring()
  })

  void keepTrying()
  return {
    ring(chatId, seq) {
      if (chats.size >= MAX_WAITING) chats.clear()
      const known = chats.get(chatId) ?? seq
      // Who looks at the chat itself sees its newest event as well.
      chats.set(chatId, Math.min(known, seq) === 0 ? 0 : Math.max(known, seq))
      ring()
    },
    ringStaff() {
      staff = true
      ring()
    },
    onRing(rings) {
      listeners.add(rings)
      return () => listeners.delete(rings)
    },
    async close() {
      await sending
      closed = true
      stopBeating()
      wake()
      stopHearing?.()
      await bus.close()
    },
  }
}

const DEAF = Object.assign(new Error('the node does not hear itself'), { code: 'DEAF' })
