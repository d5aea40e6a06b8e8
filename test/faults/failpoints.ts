import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { rule } from '../../server/conversation/rule.ts'
import type { StoreLog } from '../../server/store/group-commit.ts'
import type { Store } from '../../server/store/port.ts'
import type { Keyring } from '../../server/store/seal.ts'
import { sqliteStore } from '../../server/store/sqlite.ts'
import { openDatabase } from '../../server/store/sqlite-open.ts'
import type { Point } from './child-messages.ts'

export interface Failpoints {
  /** From now on, the first write that comes to `point` ends the process. */
  arm(point: Point): void
  /** The store in this thread, with every step of a write in sight. */
  openStore(path: string, ring: Keyring, log: StoreLog): Store
  /** Sees what is written to connections. */
  watch(http: Server): void
}

/** The steps of a write, seen from outside: what the product is given is wrapped, and the product knows nothing of it. */
export function createFailpoints(die: () => void): Failpoints {
  let armed: Point | null = null
  const at = (point: Point): void => {
    if (point === armed) die()
  }

  return {
    arm(point) {
      armed = point
    },
    openStore(path, ring, log) {
      const { db, release } = openDatabase(path, ring)
      const watched: typeof rule = (conversation, asked) => {
        const facts = rule(conversation, asked)
        at('rule:decided')
        return facts
      }
      return watchStore(sqliteStore(watchDatabase(db, at), release, { ring, rule: watched, log }), at)
    },
    watch(http) {
      http.on('connection', (socket: Socket) => watchWrites(socket, at))
    },
  }
}

type At = (point: Point) => void

function watchStore(store: Store, at: At): Store {
  return {
    ...store,
    create(...args) {
      at('append:asked')
      return store.create(...args)
    },
    async append(...args) {
      at('append:asked')
      const { seq, events, conversation } = await store.append(...args)
      return {
        seq,
        conversation,
        // Read for the first time when everybody is about to be told.
        get events() {
          at('store:answered')
          return events
        },
      }
    },
  }
}

/** Which point a statement passes when it has run; `BEGIN` and `COMMIT` have one before as well. */
const AFTER: [RegExp, Point][] = [
  [/^BEGIN IMMEDIATE$/, 'begin:after'],
  [/^SELECT chat\.id.* WHERE id = \?$/s, 'chat:read'],
  [/^(INSERT INTO|UPDATE) chat\s/, 'chat:written'],
  [/^INSERT INTO event\s/, 'event:written'],
  [/^COMMIT$/, 'commit:after'],
]
const BEFORE: [RegExp, Point][] = [
  [/^BEGIN IMMEDIATE$/, 'begin:before'],
  [/^COMMIT$/, 'commit:before'],
]

function watchDatabase(db: DatabaseSync, at: At): DatabaseSync {
  return new Proxy(db, {
    get(target, name) {
      if (name === 'prepare') return (sql: string) => watchStatement(target, target.prepare(sql), sql.trim(), at)
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

function watchStatement(db: DatabaseSync, statement: StatementSync, sql: string, at: At): StatementSync {
  const before = BEFORE.find(([pattern]) => pattern.test(sql))?.[1]
  const after = AFTER.find(([pattern]) => pattern.test(sql))?.[1]
  return new Proxy(statement, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        if (before) at(before)
        const result: unknown = value.apply(target, args)
        // A chat is read outside of writes as well.
        if (after && (db.isTransaction || after === 'commit:after')) at(after)
        return result
      }
    },
  })
}

/** A push of the log, and the acknowledgement of something that was stored, as they stand in a frame. */
const PUSH = '["log:events",'
const ACK = /43\/\w+,\d+\[\{"ok":true,"result":\{"(seq|chatId)":/

/** What is written while a socket is corked leaves it when that ends. */
function watchWrites(socket: Socket, at: At): void {
  const write = socket.write.bind(socket) as (...args: unknown[]) => boolean
  const uncork = socket.uncork.bind(socket)
  let passed: Point[] = []
  const leave = (): void => {
    const points = passed
    passed = []
    for (const point of points) at(point)
  }
  socket.write = (...args: unknown[]) => {
    const [chunk] = args
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString()
    if (text.includes(PUSH)) passed.push('push:written')
    if (ACK.test(text)) passed.push('ack:written')
    const result = write(...args)
    if (socket.writableCorked === 0) leave()
    return result
  }
  socket.uncork = () => {
    uncork()
    if (socket.writableCorked === 0) leave()
  }
}
