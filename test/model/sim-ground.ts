import type { Server as HttpServer, IncomingMessage } from 'node:http'
import type { LogEvent, StaffName } from '../../protocol/events.ts'
import { ERASE_PATH } from '../../protocol/limits.ts'
import { type Ask, rule } from '../../server/conversation/rule.ts'
import type { Conversation } from '../../server/conversation/state.ts'
import { strictLimits } from '../../server/limits.ts'
import type { Log } from '../../server/log.ts'
import { attachSockets, type Sockets } from '../../server/sockets.ts'
import type { Store } from '../../server/store/port.ts'
import { defaultTimings } from '../../server/timers.ts'
import { MemoryDatabase, type Observed, openMemoryStore } from '../support/memory-store.ts'
import { TestSessions } from '../support/sessions.ts'
import type { Coverage } from './coverage.ts'
import { smallEdition } from './edition.ts'
import type { Ground } from './ground.ts'
import type { Network, PipeEnd } from './link.ts'
import { Random } from './random.ts'
import { ORIGIN, REQUEST, SimHttp } from './sim-io.ts'
import { SimClock, SimTime } from './sim-time.ts'
import type { CrashPoint } from './steps.ts'

/** Parts of the product that a test puts a broken one in the place of. */
export interface Parts {
  rule: typeof rule
  /** A store that does not know a repeat. */
  forgetful: boolean
  /** A store that says that it has stored something before that is on the disk. */
  early: boolean
}
export const SOUND: Parts = { rule, forgetful: false, early: false }
/** How long what an early store has acknowledged is not on the disk, ms. */
const UNSAFE_MS = 40

/** What every machine believes the time to be at the beginning, UTC ms. */
export const START = Date.UTC(2026, 2, 3, 15)
/** Everybody here shares one network, which is no part of what is tried. */
const limits = {
  ...strictLimits,
  networkMessages: { perSecond: 1e6, burst: 1e6 },
  chatsPerNetworkPerHour: 1e6,
  socketsPerNetwork: 1e6,
  handshakesPerNetwork: 1e6,
  sockets: 1e6,
}

interface SimGroundOptions {
  seed: number
  parts: Parts
  coverage: Coverage
  /** Told of every append in the moment in which it is decided. */
  observe: (seen: Observed<Ask>) => void
  /** Told of what the server's log says went wrong. */
  failed: (event: string, cause: string) => void
}

/** The server in memory: its own parts from the sockets down to the store's rule, on a clock and a disk that obey the seed. */
export class SimGround implements Ground {
  readonly time = new SimTime()
  readonly random: Random
  readonly network: Network
  /** When the running server began, and when its clock was last set back, ms since the beginning. */
  startedAt = 0
  setBackAt = 0
  mendedAt = 0
  reachable = true
  readonly #options: SimGroundOptions
  readonly #machine = { startsAt: START }
  readonly #sessions = new TestSessions()
  #database = new MemoryDatabase()
  #backup: MemoryDatabase | null = null
  #notYet: { database: MemoryDatabase; until: number } | null = null
  #crashAt: { point: CrashPoint; downMs: number } | null = null
  #server: { http: SimHttp; clock: SimClock; sockets: Sockets; store: Store } | null = null

  constructor(options: SimGroundOptions) {
    this.#options = options
    this.random = new Random(options.seed)
    const { time, random } = this
    this.network = {
      random,
      later: (ms, fn) => void time.after(ms, fn),
      now: () => time.now(),
      latency: () => random.between(1, 20),
      noticing: () => random.between(12_000, 27_000),
      dial: (_side, end) => this.#dial(end),
      post: (path, headers, body) => {
        const name = path === ERASE_PATH ? 'erase' : 'append'
        options.coverage.add(name === 'erase' ? 'erase:posted' : 'twin:posted')
        const asked = { ...REQUEST, headers: { origin: ORIGIN, ...headers } } as unknown as IncomingMessage
        void this.#server?.sockets.visitorHttp[name](asked, JSON.parse(body))
      },
    }
  }

  /** Not in the constructor: the names that it needs are simulated by then. */
  start(): void {
    const { parts, coverage, observe } = this.#options
    const clock = new SimClock(this.time, this.#machine)
    const http = new SimHttp()
    const store = openMemoryStore<Ask>({
      rule: parts.rule,
      forgetful: parts.forgetful,
      database: this.#database,
      away: () => !this.reachable,
      observe,
      commit: (transaction, settle) => {
        this.time.after(this.random.between(0, 4), () => {
          if (!http.running) return
          const crash = this.#crashAt
          this.#crashAt = null
          if (crash) coverage.add(`crash:${crash.point}`)
          if (crash?.point === 'before') return this.#down(crash.downMs)
          // All or nothing: which of them, nobody can say of a commit that was cut off.
          if (crash?.point === 'inside') {
            if (this.random.chance(0.5)) transaction()
            return this.#down(crash.downMs)
          }
          if (parts.early) this.#notYet = { database: this.#database.copy(), until: this.time.now() + UNSAFE_MS }
          transaction()
          if (crash?.point === 'committed') return this.#down(crash.downMs)
          if (crash?.point === 'acked') {
            http.mute = true
            this.time.after(30, () => this.#down(crash.downMs))
          }
          this.time.after(this.random.between(0, 3), () => {
            if (http.running) settle()
          })
        })
      },
    })
    const edition = smallEdition(() => new Promise((resolve) => this.time.after(this.random.between(0, 60), resolve)))
    const sockets = attachSockets(http as unknown as HttpServer, {
      store,
      edition: () => edition,
      sessions: this.#sessions,
      clock,
      log: this.#log(http),
      origins: { panel: [ORIGIN], staff: [ORIGIN] },
      limits,
      timings: { ...defaultTimings(() => edition.content.site), purgeEveryMs: 20_000 },
    })
    this.startedAt = this.time.now()
    this.#server = { http, clock, sockets, store }
  }

  gen(): string {
    return this.#database.gen
  }

  signIn(staff: StaffName): { sessionId: string; ticket: () => string } {
    return this.#sessions.signIn(staff.id, staff.name)
  }

  endSession(sessionId: string): void {
    this.#sessions.end(sessionId)
  }

  pass(ms: number): Promise<void> {
    return this.time.run(ms)
  }

  async jump(ms: number): Promise<void> {
    this.#machine.startsAt += ms
    if (ms < 0) this.setBackAt = this.time.now()
  }

  async crash(point: CrashPoint, downMs: number): Promise<void> {
    if (point !== 'now') {
      this.#crashAt = { point, downMs }
      return
    }
    this.#options.coverage.add('crash:now')
    this.#down(downMs)
  }

  async backup(): Promise<void> {
    this.#backup = this.#database.copy()
  }

  async restore(): Promise<void> {
    if (!this.#backup) return
    this.#down(null)
    this.#database = this.#database.restored(this.#backup)
    this.start()
  }

  async reach(can: boolean): Promise<void> {
    this.reachable = can
    this.mendedAt = this.time.now()
  }

  async erase(chatId: string): Promise<void> {
    // Not waited for: it is done once its commit has had its time.
    this.#server?.store.erase(chatId, 'visitor', START).catch(() => {})
  }

  async mend(): Promise<void> {
    this.#crashAt = null
    await this.reach(true)
    if (!this.#server) this.start()
  }

  async logs(_chatIds: Iterable<string>): Promise<ReadonlyMap<string, readonly LogEvent[]>> {
    return new Map([...this.#database.chats].map(([chatId, { log }]) => [chatId, log]))
  }

  get conversations(): Conversation[] {
    return [...this.#database.chats.values()].map(({ conversation }) => conversation)
  }

  staffHere(): number {
    return this.#server?.sockets.staffHere() ?? 0
  }

  get running(): boolean {
    return this.#server !== null
  }

  #dial(end: PipeEnd) {
    if (this.#server) return this.#server.http.accept(end)
    end.onClose()
    return { send() {}, close() {} }
  }

  /** The process ends as if it were killed; another one begins after `downMs`, or with null when it is told to. */
  #down(downMs: number | null): void {
    const server = this.#server
    if (!server) return
    this.#server = null
    server.clock.end()
    server.http.end()
    if (this.#notYet && this.time.now() < this.#notYet.until) this.#database = this.#notYet.database
    this.#notYet = null
    if (downMs !== null) {
      this.time.after(downMs, () => {
        if (!this.#server) this.start()
      })
    }
  }

  #log(http: SimHttp): Log {
    const failed = ({ event = '', cause = '' }: { event?: string; cause?: string }) => {
      if (http.running) this.#options.failed(event, cause)
    }
    return { info() {}, warn() {}, error: failed, fatal: failed }
  }
}
