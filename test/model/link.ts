import type { Random } from './random.ts'

/** A connection as the network carries it: frames of text in order, until it ends. */
export interface Pipe {
  send(frame: string): void
  close(): void
}
export interface PipeEnd {
  onFrame(frame: string): void
  onClose(): void
}
/** Which of the server's pages opens a connection. */
export type Side = 'panel' | 'staff'
/** Opens a connection to the server, which may end at once. */
export type Dial = (side: Side, end: PipeEnd) => Pipe

export interface Network {
  dial: Dial
  random: Random
  /** Calls `fn` in `ms`, whichever page is still there. */
  later(ms: number, fn: () => unknown): void
  now(): number
  /** How long a frame is on its way, ms. */
  latency(): number
  /** Sends a request that outlives its page; nobody hears what becomes of it. */
  post(path: string, headers: Record<string, string>, body: string): void
  /** How long a server takes to notice that the other end of a connection is gone, ms. */
  noticing(): number
}

/** Sees every frame that is sent, whatever becomes of it. */
export interface Witness {
  up(frame: string): void
  down(frame: string): void
}

/** Pushes that are hints: whatever becomes of them, nothing may be lost. */
const HINT = /^42\/\w+,\["(log:events|heartbeat)"/
const ACK = /^43/
/** A request that may come twice. `chat:start` carries no id of its own, and no WebSocket ever repeats a frame. */
const REPEATABLE = /^42\/\w+,\d+\["(?!chat:start)/

/** What one end's frames go through, and what is going to happen to them. */
export class Link {
  readonly #network: Network
  readonly #witness: () => Witness
  readonly #side: Side
  #open: Passage | null = null
  /** No connection can be made. */
  off = false
  /** How many of the next frames of a kind are lost, come twice, or come after the one behind them. */
  readonly armed = { dropAck: 0, dropPush: 0, doubleRequest: 0, doublePush: 0, swapPush: 0 }
  /** Added to the way of each frame, ms. */
  slowMs = 0

  /** Each connection gets a `witness` of its own. */
  constructor(network: Network, side: Side, witness: () => Witness) {
    this.#network = network
    this.#side = side
    this.#witness = witness
  }

  /** Whether there is a connection that carries frames both ways. */
  get carries(): boolean {
    return this.#open?.carries ?? false
  }

  later(ms: number, fn: () => unknown): void {
    this.#network.later(ms, fn)
  }

  connect(end: PipeEnd): Pipe {
    this.#open = new Passage(this, this.#network, this.#witness(), this.#side, end)
    return this.#open
  }

  /** Ends the connection there is. `silently`: neither end is told, each finds out in its own time. */
  cut(silently = false): void {
    this.#open?.cut(silently)
  }

  /** A request that needs no connection, where a request could be made. */
  post(path: string, headers: Record<string, string>, body: string): void {
    if (!this.off) this.#network.later(this.#network.latency(), () => this.#network.post(path, headers, body))
  }

  /** Sends `frame` to the server as if the page had. */
  inject(frame: string): void {
    this.#open?.send(frame)
  }

  heal(): void {
    this.off = false
    this.slowMs = 0
    for (const kind of Object.keys(this.armed) as (keyof Link['armed'])[]) this.armed[kind] = 0
  }
}

/** One connection on its way through a link: late, in order, and with what is armed. */
class Passage implements Pipe {
  readonly #link: Link
  readonly #network: Network
  readonly #witness: Witness
  readonly #end: PipeEnd
  readonly #far: Pipe | null
  #state: 'open' | 'silent' | 'closed' = 'open'
  readonly #ways = { up: { at: 0, coming: [] as (() => void)[] }, down: { at: 0, coming: [] as (() => void)[] } }
  #held: string | null = null

  constructor(link: Link, network: Network, witness: Witness, side: Side, end: PipeEnd) {
    this.#link = link
    this.#network = network
    this.#witness = witness
    this.#end = end
    this.#far = link.off
      ? null
      : network.dial(side, { onFrame: (frame) => this.#down(frame), onClose: () => this.#farClosed() })
    if (!this.#far) this.#farClosed()
  }

  get carries(): boolean {
    return this.#state === 'open'
  }

  send(frame: string): void {
    if (this.#state !== 'open') return
    this.#witness.up(frame)
    this.#up(frame)
    if (REPEATABLE.test(frame) && this.#takes('doubleRequest')) this.#up(frame)
  }

  /** The page closes: what it sent before still arrives. */
  close(): void {
    if (this.#state === 'silent') this.#vanish()
    else if (this.#state === 'open') this.#ordered('up', () => this.#far?.close())
    this.#state = 'closed'
  }

  cut(silently: boolean): void {
    if (this.#state !== 'open') return
    if (silently) {
      this.#state = 'silent'
      this.#vanish()
      return
    }
    this.#state = 'closed'
    this.#far?.close()
    this.#network.later(this.#network.latency(), () => this.#end.onClose())
  }

  #vanish(): void {
    this.#network.later(this.#network.noticing(), () => this.#far?.close())
  }

  #up(frame: string): void {
    this.#ordered('up', () => {
      if (this.#state !== 'silent') this.#far?.send(frame)
    })
  }

  #down(frame: string): void {
    this.#witness.down(frame)
    if (this.#state !== 'open') return
    if (ACK.test(frame) && this.#takes('dropAck')) return
    if (HINT.test(frame)) this.#hint(frame)
    else this.#deliver(frame)
  }

  #hint(frame: string): void {
    if (this.#takes('dropPush')) return
    if (this.#takes('swapPush')) {
      this.#held = frame
      return
    }
    this.#deliver(frame)
    if (this.#takes('doublePush')) this.#deliver(frame)
    if (this.#held !== null) this.#deliver(this.#held)
    this.#held = null
  }

  #deliver(frame: string): void {
    this.#ordered('down', () => {
      if (this.#state === 'open') this.#end.onFrame(frame)
    })
  }

  #farClosed(): void {
    if (this.#state !== 'open') return
    // What was on its way when the other end went may be lost with it.
    if (this.#network.random.chance(0.5)) {
      this.#ordered('down', () => this.#ended())
    } else {
      this.#state = 'closed'
      this.#network.later(this.#network.latency(), () => this.#end.onClose())
    }
  }

  #ended(): void {
    if (this.#state !== 'open') return
    this.#state = 'closed'
    this.#end.onClose()
  }

  /** Calls `arrive` after the way of a frame, never before what was sent earlier in the same direction. */
  #ordered(way: 'up' | 'down', arrive: () => void): void {
    const now = this.#network.now()
    const { coming, at } = this.#ways[way]
    this.#ways[way].at = Math.max(now + this.#network.latency() + this.#link.slowMs, at)
    coming.push(arrive)
    // Real timers of one moment are called in no certain order: each brings what was sent first.
    this.#network.later(this.#ways[way].at - now, () => coming.shift()?.())
  }

  #takes(kind: keyof Link['armed']): boolean {
    if (this.#link.armed[kind] === 0) return false
    this.#link.armed[kind] -= 1
    return true
  }
}
