import type { Pool } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../server/clock.ts'
import { createLog } from '../../../server/log.ts'
import { openPool } from '../../../server/nodes/database.ts'
import {
  type Bus,
  type Doorbell,
  type DoorbellTimings,
  doorbellTimings,
  openDoorbell,
} from '../../../server/nodes/doorbell.ts'
import { postgresBus } from '../../../server/nodes/doorbell-postgres.ts'
import { redisBus } from '../../../server/nodes/doorbell-redis.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { describePostgres, type Postgres, startPostgres } from '../../support/postgres.ts'
import { describeRedis, type Redis, startRedis } from '../../support/redis.ts'
import { newId, until } from '../../support/server.ts'

/** Quick, so that a test does not wait for what takes seconds in earnest. */
const quickBell: DoorbellTimings = { beatMs: 100, firstMs: 20, mostMs: 200 }

/** A doorbell that writes down what it hears. */
class Heard {
  readonly chats: [chatId: string, seq: number][] = []
  readonly logged: string[] = []
  staff = 0
  missed = 0
  readonly bell: Doorbell

  constructor(bus: Bus, timings = quickBell) {
    const log = createLog('info', { write: (line) => this.logged.push(line) })
    this.bell = openDoorbell(bus, { clock: systemClock, log, timings })
    this.bell.onRing({
      chat: (chatId, seq) => this.chats.push([chatId, seq]),
      staff: () => {
        this.staff += 1
      },
      missed: () => {
        this.missed += 1
      },
    })
  }

  hears(chatId: string, seq: number): boolean {
    return this.chats.some(([heardChat, heardSeq]) => heardChat === chatId && heardSeq === seq)
  }

  lines(level: 'warn' | 'info'): number {
    const number = level === 'warn' ? 40 : 30
    return this.logged.filter((line) => JSON.parse(line).level === number).length
  }
}

/** Rings until it is heard: while a connection is being made, a ring may be lost. */
async function untilHeard(from: Heard, to: Heard): Promise<void> {
  await until('a ring', async () => {
    const chatId = newId()
    from.bell.ring(chatId, 1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    return to.hears(chatId, 1)
  })
}

/** What every bus has to do. `open` gives one node's bus. */
function doorbellContract(open: () => Bus): void {
  let a: Heard
  let b: Heard
  beforeEach(async () => {
    ;[a, b] = [new Heard(open(), doorbellTimings), new Heard(open(), doorbellTimings)]
    await until('both hear', () => a.missed === 1 && b.missed === 1)
  })
  afterEach(async () => {
    await Promise.all([a.bell.close(), b.bell.close()])
  })

  test('is heard by the other node, and what rings in one turn is one ring a chat with its highest seq', async () => {
    const [one, two, gone] = [newId(), newId(), newId()]
    for (const seq of [3, 5, 4]) a.bell.ring(one, seq)
    a.bell.ring(two, 1)
    for (const seq of [7, 0, 8]) a.bell.ring(gone, seq)
    await until('the rings', () => b.chats.length >= 3)
    expect(b.chats).toEqual([
      [one, 5],
      [two, 1],
      [gone, 0],
    ])
  })

  test('tells that staff came or went to the others alone', async () => {
    a.bell.ringStaff()
    await until('staff', () => b.staff === 1)
    await untilHeard(b, a)
    expect(a.staff).toBe(0)
  })

  test('carries thousands of rings', async () => {
    const chats = Array.from({ length: 3000 }, newId)
    for (const chatId of chats) a.bell.ring(chatId, 1)
    await until('all', () => b.chats.length === 3000)
    expect(new Set(b.chats.map(([chatId]) => chatId))).toEqual(new Set(chats))
  })
}

describePostgres('the doorbell by LISTEN and NOTIFY', () => {
  let postgres: Postgres
  let url: string
  let pools: Pool[]
  const open = (): Bus => {
    const pool = openPool(url, { max: 2 })
    pools.push(pool)
    return postgresBus(url, pool)
  }
  const listening = () =>
    postgres.query(postgres.url(), `SELECT pid FROM pg_stat_activity WHERE application_name = 'bedside-doorbell'`)

  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())
  beforeEach(async () => {
    pools = []
    url = await postgres.freshDatabase()
  })
  afterEach(async () => {
    await Promise.all(pools.map((pool) => pool.end()))
  })

  describe('as any', () => doorbellContract(open))

  test('hears again, and looks at everything, after its connection was ended', async () => {
    const [a, b] = [new Heard(open()), new Heard(open())]
    await until('both hear', () => a.missed === 1 && b.missed === 1)
    await postgres.query(
      postgres.url(),
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'bedside-doorbell'`,
    )
    await until('both look at everything', () => a.missed >= 2 && b.missed >= 2)
    await untilHeard(a, b)
    // A line an outage and a line for its end, however often a busy machine made it one.
    expect(a.lines('warn')).toBeGreaterThan(0)
    expect(a.lines('info')).toBe(a.lines('warn'))
    await Promise.all([a.bell.close(), b.bell.close()])
  })

  test('notices that its connection stays open and hears nothing, and makes another (F15)', async () => {
    const a = new Heard(open())
    await until('it hears', () => a.missed === 1)
    const pids = (await listening()).map(({ pid }) => Number(pid))
    expect(pids).not.toEqual([])
    for (const pid of pids) process.kill(pid, 'SIGSTOP')
    try {
      await until('it looks at everything', () => a.missed >= 2)
      await untilHeard(a, a)
      expect(a.logged[0]).toContain('DEAF')
      await a.bell.close()
    } finally {
      for (const pid of pids) process.kill(pid, 'SIGCONT')
    }
  })

  test('says once that the database is away, and hears when it is back (F14)', async () => {
    const a = new Heard(open())
    await until('it hears', () => a.missed === 1)
    await postgres.halt()
    await until('it knows', () => a.lines('warn') >= 1)
    await postgres.start()
    await until('it looks at everything', () => a.missed >= 2)
    await untilHeard(a, a)
    expect(a.lines('warn')).toBeGreaterThan(0)
    expect(a.lines('info')).toBe(a.lines('warn'))
    await a.bell.close()
  })
})

describe('the doorbell on a bus that is away', () => {
  /** Nobody is there. */
  class NoBus implements Bus {
    readonly triedAt: number[] = []
    sends = 0
    readonly #clock: FakeClock
    constructor(clock: FakeClock) {
      this.#clock = clock
    }
    async hear(): Promise<() => void> {
      this.triedAt.push(this.#clock.now())
      throw Object.assign(new Error('a host and a password'), { code: 'ECONNREFUSED' })
    }
    async send(): Promise<void> {
      this.sends += 1
      throw Object.assign(new Error('a host and a password'), { code: 'ECONNREFUSED' })
    }
    async close(): Promise<void> {}
  }

  test('pauses twice as long before every try, up to five seconds, and rings in vain once a beat (F14)', async () => {
    const clock = new FakeClock(0)
    const bus = new NoBus(clock)
    const logged: string[] = []
    const bell = openDoorbell(bus, { clock, log: createLog('info', { write: (line) => logged.push(line) }) })
    await new Promise(setImmediate)
    for (let ms = 0; ms <= 20_000; ms += 50) {
      for (let n = 0; n < 20; n += 1) bell.ring(newId(), 1)
      await clock.advance(50)
      await new Promise(setImmediate)
    }
    expect(bus.triedAt).toEqual([0, 250, 750, 1750, 3750, 7750, 12_750, 17_750])
    expect(bus.sends).toBeLessThanOrEqual(11)
    expect(logged).toHaveLength(1)
    expect(logged[0]).toContain('ECONNREFUSED')
    expect(logged[0]).not.toContain('password')
    await bell.close()
  })
})

describeRedis('the doorbell by Redis', () => {
  let redis: Redis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.stop())
  const open = (): Bus => redisBus(redis.url, 'a-generation')

  describe('as any', () => doorbellContract(open))

  test('of another database is not heard', async () => {
    const [a, other] = [new Heard(open()), new Heard(redisBus(redis.url, 'another'))]
    await until('both hear', () => a.missed === 1 && other.missed === 1)
    for (let n = 0; n < 10; n += 1) a.bell.ring(newId(), 1)
    await untilHeard(other, other)
    await until('its own', () => a.chats.length === 10)
    expect(other.chats.every(([, seq]) => seq === 1)).toBe(true)
    expect(other.chats.filter(([chatId]) => a.chats.some(([mine]) => mine === chatId))).toEqual([])
    await Promise.all([a.bell.close(), other.bell.close()])
  })

  test('hears again after Redis was killed and started, after FLUSHALL, and after it stood still (F14)', async () => {
    const [a, b] = [new Heard(open()), new Heard(open())]
    await until('both hear', () => a.missed === 1 && b.missed === 1)
    await redis.command('FLUSHALL')
    await untilHeard(a, b)
    await redis.halt()
    await until('both know', () => a.lines('warn') >= 1 && b.lines('warn') >= 1)
    for (let n = 0; n < 100; n += 1) a.bell.ring(newId(), 1)
    await redis.start()
    await until('both look at everything', () => a.missed >= 2 && b.missed >= 2)
    await untilHeard(a, b)
    const before = [a.lines('warn'), b.lines('warn')] as const
    await redis.command('CLIENT PAUSE 2000 ALL')
    await until('both notice', () => a.lines('warn') > before[0] && b.lines('warn') > before[1])
    await untilHeard(a, b)
    await untilHeard(b, a)
    await Promise.all([a.bell.close(), b.bell.close()])
  })

  test('lets nobody in who has another secret, and the node starts all the same', async () => {
    await redis.command('CONFIG SET requirepass right')
    const a = new Heard(open())
    await until('the line', () => a.lines('warn') === 1)
    await a.bell.close()
    const known = new Heard(redisBus(redis.url.replace('//', '//:right@'), 'a-generation'))
    await until('it hears', () => known.missed === 1)
    await known.bell.close()
    expect([...a.logged, ...known.logged].join()).not.toContain('right')
  })
})
