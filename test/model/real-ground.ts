import { setTimeout as delay } from 'node:timers/promises'
import { ChatError } from '../../protocol/errors.ts'
import type { LogEvent, StaffName } from '../../protocol/events.ts'
import type { Store } from '../../server/store/port.ts'
import type { FakeClock } from '../support/fake-clock.ts'
import type { Coverage } from './coverage.ts'
import type { Ground } from './ground.ts'
import type { Host, Running } from './host.ts'
import type { Network, Pipe, PipeEnd, Side } from './link.ts'
import { outside } from './page.ts'
import { Random } from './random.ts'
import type { CrashPoint } from './steps.ts'
import type { StoreFaults } from './store-faults.ts'

export const ORIGINS: Record<Side, string> = { panel: 'http://panel.example', staff: 'http://staff.example' }
/** How often chats past their time are deleted, ms. */
export const PURGE_MS = 20_000

const RealWebSocket = globalThis.WebSocket
/** Long enough for frames on loopback and a commit on the disk, ms; what takes longer is met by a later move. */
const BREATH_MS = 4
const MOST_EVENTS = 100_000

interface RealGroundOptions {
  host: Host
  faults: StoreFaults
  clock: FakeClock
  seed: number
  coverage: Coverage
}

/** Real servers on a real database, reached over real sockets. Their clock is the test's; the pages' clocks are the machine's. */
export class RealGround implements Ground {
  readonly network: Network
  readonly #options: RealGroundOptions
  readonly #random: Random
  #running: Running[] = []
  /** Servers that end or begin at the moment. */
  #changing: Promise<void> = Promise.resolve()
  #gen = ''

  private constructor(options: RealGroundOptions) {
    this.#options = options
    this.#random = new Random(options.seed)
    const random = this.#random
    this.network = {
      random,
      later: (ms, fn) => void outside(() => setTimeout(fn, ms)),
      now: () => performance.now(),
      latency: () => random.between(0, 2),
      noticing: () => 150,
      dial: (side, end) => outside(() => this.#dial(side, end)),
      post() {},
    }
  }

  static async open(options: RealGroundOptions): Promise<RealGround> {
    const ground = new RealGround(options)
    await ground.#startAll()
    return ground
  }

  gen(): string {
    return this.#gen
  }

  signIn({ id, name }: StaffName): { sessionId: string; ticket: () => string } {
    return this.#options.host.sessions.signIn(id, name)
  }

  endSession(sessionId: string): void {
    this.#options.host.sessions.end(sessionId)
  }

  async pass(ms: number): Promise<void> {
    await this.#options.clock.advance(ms)
    await delay(Math.min(BREATH_MS * 5, BREATH_MS + ms / 20))
    await this.#changing
  }

  async jump(ms: number): Promise<void> {
    const { clock } = this.#options
    clock.set(clock.now() + ms)
  }

  async crash(at: CrashPoint): Promise<void> {
    const { faults, coverage } = this.#options
    const end = (store: Store | null) => {
      coverage.add(`crash:${at}`)
      const n = this.#running.findIndex((server) => server.store === store)
      this.#change(() => this.#replace(Math.max(0, n)))
    }
    if (at === 'now') end(this.#running[Math.floor(this.#random.next() * this.#running.length)]?.store ?? null)
    else
      faults.crash = { at, end: (store) => end(this.#running.find((server) => server.store === store)?.store ?? null) }
    await this.#changing
  }

  async backup(): Promise<void> {
    await this.#options.host.backup()
  }

  async restore(): Promise<void> {
    this.#change(async () => {
      await this.#stopAll()
      await this.#options.host.restore()
      await this.#startAll()
    })
    await this.#changing
  }

  async reach(can: boolean): Promise<void> {
    this.#options.faults.away = !can
  }

  async erase(chatId: string): Promise<void> {
    await this.#running[0]?.store.erase(chatId, 'visitor', this.#options.clock.now()).catch(() => {})
  }

  async mend(): Promise<void> {
    const { faults } = this.#options
    faults.crash = null
    faults.away = false
    await this.#changing
  }

  async logs(chatIds: Iterable<string>): Promise<ReadonlyMap<string, readonly LogEvent[]>> {
    for (;;) {
      await this.#changing
      const [server] = this.#running
      try {
        return await this.#read(chatIds, server?.store)
      } catch (error) {
        // The server that was asked has ended meanwhile.
        if (server === this.#running[0]) throw error
      }
    }
  }

  staffHere(): number {
    return this.#running[0]?.sockets.staffHere() ?? 0
  }

  async close(): Promise<void> {
    await this.#changing
    await this.#stopAll()
    await this.#options.host.remove()
  }

  async #read(chatIds: Iterable<string>, store: Store | undefined): Promise<ReadonlyMap<string, readonly LogEvent[]>> {
    const { faults } = this.#options
    const logs = new Map<string, readonly LogEvent[]>()
    for (const chatId of chatIds) {
      const page = await faults.past(() => store?.read(chatId, 0, MOST_EVENTS)).catch(unlessGone)
      if (page) logs.set(chatId, page.events)
    }
    return logs
  }

  #dial(side: Side, end: PipeEnd): Pipe {
    const url = this.#running[Math.floor(this.#random.next() * this.#running.length)]?.url ?? 'http://127.0.0.1:9'
    const address = `${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`
    // A browser takes protocols here; this WebSocket takes headers as well.
    const socket = new RealWebSocket(address, { headers: { origin: ORIGINS[side] } } as unknown as string[])
    socket.onmessage = ({ data }) => end.onFrame(String(data))
    socket.onclose = () => end.onClose()
    return {
      send: (frame) => {
        if (socket.readyState === socket.OPEN) socket.send(frame)
      },
      close: () => socket.close(),
    }
  }

  #change(work: () => Promise<void>): void {
    this.#changing = this.#changing.then(work)
  }

  async #replace(n: number): Promise<void> {
    const [ended] = this.#running.splice(n, 1)
    await ended?.crash()
    this.#running.push(await this.#options.host.start())
  }

  async #startAll(): Promise<void> {
    while (this.#running.length < this.#options.host.count) this.#running.push(await this.#options.host.start())
    this.#gen = this.#running[0]?.store.gen ?? ''
  }

  async #stopAll(): Promise<void> {
    for (const server of this.#running.splice(0)) await server.stop()
  }
}

function unlessGone(error: unknown): null {
  if (error instanceof ChatError && error.code === 'not-found') return null
  throw error
}
