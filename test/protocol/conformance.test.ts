import { readFileSync } from 'node:fs'
import { io, type Socket } from 'socket.io-client'
import { describe, expect, test } from 'vitest'
import { type Ack, ERROR_CODES } from '../../protocol/errors.ts'
import type { Fact, LogEvent } from '../../protocol/events.ts'
import type { Parser } from '../../protocol/parse.ts'
import { type StaffPushes, staffRequests } from '../../protocol/staff.ts'
import { type VisitorPushes, visitorAppends, visitorRequests } from '../../protocol/visitor.ts'
import { sqliteLedger } from '../../server/alerts/ledger-sqlite.ts'
import { strictLimits } from '../../server/limits.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { newId, startServer, type TestServer, until } from '../support/server.ts'
import { type HttpEnd, serveHttp } from '../support/visitor-http.ts'
import { Bindings, exchangesIn, expectMatch, type Step } from './exchange.ts'

const document = readFileSync('docs/protocol.md', 'utf8')
const exchanges = exchangesIn(document)

/** Every name that the code declares as a type alone. A new one does not compile until it stands here as well. */
const VISITOR_PUSHES = {
  'log:events': true,
  heartbeat: true,
  presence: true,
  typing: true,
} satisfies Record<keyof VisitorPushes, true>
const STAFF_PUSHES = {
  'inbox:changed': true,
  'inbox:removed': true,
  'log:events': true,
  heartbeat: true,
  presence: true,
  typing: true,
  onlookers: true,
  reading: true,
  'session:ended': true,
  alerts: true,
} satisfies Record<keyof StaffPushes, true>
const EVENT_KINDS = {
  'chat:opened': true,
  'message:sent': true,
  'bot:replied': true,
  'handoff:requested': true,
  'handoff:cancelled': true,
  'handoff:unattended': true,
  'contact:left': true,
  'chat:claimed': true,
  'chat:released': true,
  'chat:closed': true,
  'chat:reopened': true,
  'flag:raised': true,
  'feedback:given': true,
  'answer:sent': true,
  'chat:passed': true,
  'note:written': true,
} satisfies Record<Fact['type'], true>

// ---------------------------------------------------------------- the exchanges

interface Connected {
  socket: Socket
  pushes: { name: string; payload: unknown }[]
  /** Why the connection was refused; undefined where it was not. */
  refused?: Error & { data?: unknown }
  answer: Promise<Ack<unknown>> | null
}

/** What the exchanges have shown, for the tests at the end of this file. */
const shown = { events: [] as LogEvent[], codes: new Set<string>(), names: new Set<string>() }

/** Plays an exchange with a server of its own. */
class Player {
  readonly #server: TestServer
  readonly #http: HttpEnd
  readonly #clock: FakeClock
  readonly #ends = new Map<string, Connected>()
  readonly #signedIn = new Map<string, { sessionId: string; ticket: () => string }>()
  readonly #bindings = new Bindings((name) => this.#fresh(name))
  #answered: { status: number; body: unknown } | null = null

  constructor(server: TestServer, http: HttpEnd, clock: FakeClock) {
    this.#server = server
    this.#http = http
    this.#clock = clock
  }

  async play(step: Step): Promise<void> {
    const as = typeof step.as === 'string' ? step.as : 'visitor'
    if ('connect' in step) return await this.#connect(as, step)
    if ('post' in step) return await this.#post(step)
    if ('answer' in step) return this.#expectAnswer(step)
    if ('pass' in step) return await this.#clock.advance(Number(step.pass))
    if ('signOut' in step) return this.#server.sessions.end(this.#staff(String(step.signOut)).sessionId)
    const end = this.#ends.get(as)
    if (!end) throw new Error(`${as} has not connected`)
    if ('send' in step) this.#send(end, step)
    else if ('ack' in step) await this.#expectAck(end, step.ack)
    else if ('refuse' in step) await this.#expectRefusal(end, step.refuse)
    else if ('push' in step) await this.#expectPush(end, step)
    else if ('disconnect' in step) end.socket.disconnect()
    else if ('closed' in step) await until('the end of the connection', () => !end.socket.connected)
    else throw new Error(`no such step: ${Object.keys(step)}`)
  }

  leave(): void {
    for (const { socket } of this.#ends.values()) socket.disconnect()
  }

  async #connect(as: string, step: Step): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<Error | undefined>()
    const own = step.connect === '/staff' ? 'http://staff.example' : this.#server.origin
    const socket = io(this.#server.url + String(step.connect), {
      auth: this.#bindings.fill(step.auth) as object,
      extraHeaders: { origin: typeof step.origin === 'string' ? step.origin : own },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    })
    const end: Connected = { socket, pushes: [], answer: null }
    socket.onAny((name: string, payload: unknown) => {
      end.pushes.push({ name, payload })
      remember(payload)
    })
    socket.once('connect', () => resolve(undefined))
    socket.once('connect_error', resolve)
    const refused = await promise
    this.#ends.set(as, refused ? { ...end, refused } : end)
  }

  #send({ socket, refused }: Connected, step: Step): void {
    if (refused) throw new Error(`connect was refused: ${refused.message}`)
    const name = String(step.send)
    shown.names.add(`${this.#nameOf(socket)} ${name}`)
    const answer = socket.timeout(10_000).emitWithAck(name, this.#bindings.fill(step.payload))
    // Looked at by a later step, or by none where the connection ends instead.
    answer.catch(() => {})
    for (const end of this.#ends.values()) if (end.socket === socket) end.answer = answer
  }

  async #expectAck({ answer }: Connected, result: unknown): Promise<void> {
    const ack = await answer
    if (ack?.ok) remember(ack.result)
    expectMatch(this.#bindings, { ok: true, result }, ack)
  }

  async #expectRefusal(end: Connected, refusal: unknown): Promise<void> {
    const { refused, answer } = end
    if (!refused) return expectMatch(this.#bindings, { ok: false, error: refusal }, this.#seeCode(await answer))
    end.refused = undefined
    if (refusal === null) return expect(refused.data).toBeUndefined()
    const data = refused.data as { code: string }
    shown.codes.add(data.code)
    expect(refused.message).toBe(data.code)
    expectMatch(this.#bindings, refusal, data)
  }

  #seeCode(ack: Ack<unknown> | null): Ack<unknown> | null {
    if (ack && !ack.ok) shown.codes.add(ack.error.code)
    return ack
  }

  async #expectPush({ socket, pushes, refused }: Connected, step: Step): Promise<void> {
    if (refused) throw new Error(`connect was refused: ${refused.message}`)
    const name = String(step.push)
    const why = new Map<string, string>()
    const told = await until(`${name} ${JSON.stringify(step.payload)}`, () => {
      const index = pushes.findIndex((push) => {
        if (push.name !== name) return false
        const mismatch = this.#bindings.mismatch(step.payload, push.payload)
        if (mismatch !== null) why.set(JSON.stringify(push.payload), mismatch)
        return mismatch === null
      })
      return index >= 0 ? { index } : null
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}\n${[...why].map(([push, reason]) => `${reason} in ${push}`).join('\n')}`)
    })
    shown.names.add(`${this.#nameOf(socket)} ${name}`)
    pushes.splice(0, told.index + 1)
  }

  async #post(step: Step): Promise<void> {
    const headers = { origin: this.#server.origin, 'content-type': 'application/json' }
    const sent = this.#bindings.fill(step.headers) as Record<string, string>
    const response = await fetch(this.#http.url + String(step.post), {
      method: 'POST',
      headers: { ...headers, ...sent },
      body: JSON.stringify(this.#bindings.fill(step.body)),
    })
    this.#answered = { status: response.status, body: await response.json() }
  }

  #expectAnswer(step: Step): void {
    expectMatch(this.#bindings, { status: step.answer, body: step.body }, this.#answered)
  }

  #nameOf = (socket: Socket): string => Reflect.get(socket, 'nsp') as string

  #fresh(name: string): unknown {
    const [kind, what = ''] = name.split(':')
    if (kind === 'id') return newId()
    if (kind === 'text') return 'x'.repeat(Number(what))
    if (kind === 'ticket') return this.#staff(what).ticket()
    return undefined
  }

  #staff(id: string): { sessionId: string; ticket: () => string } {
    const known =
      this.#signedIn.get(id) ??
      this.#server.sessions.signIn(
        id,
        id.replace(/^./, (first) => first.toUpperCase()),
      )
    this.#signedIn.set(id, known)
    return known
  }
}

/** Keeps the events in what was told or acknowledged. */
function remember(told: unknown): void {
  const events = typeof told === 'object' && told !== null && 'events' in told ? told.events : []
  shown.events.push(...(events as LogEvent[]))
}

describe('an exchange of the document is what a server does:', () => {
  test.each(exchanges)('line $line', async ({ steps }) => {
    const clock = new FakeClock(Date.parse('2026-11-23T10:00:00-08:00'))
    const server = await startServer({
      alerts: { ledger: sqliteLedger(':memory:'), ways: () => [] },
      clock,
      limits: strictLimits,
    })
    const http = await serveHttp(server)
    const player = new Player(server, http, clock)
    try {
      for (const [index, step] of steps.entries()) {
        await player.play(step).catch((error: unknown) => {
          throw new Error(`step ${index + 1}, ${JSON.stringify(step)}`, { cause: error })
        })
      }
    } finally {
      player.leave()
      await http.stop()
      await server.stop()
    }
  })
})

// ---------------------------------------------------------------- the names

/** The lines under a heading, up to the next one of the same or a higher level. */
function section(heading: string): string {
  const [, level = ''] = /^(#+)/.exec(heading) ?? []
  const rest = document.split(`\n${heading}\n`)[1]
  if (rest === undefined) throw new Error(`the document has no section ${heading}`)
  return rest.split(new RegExp(`^#{1,${level.length}} `, 'm'))[0] ?? ''
}

const headingsIn = (text: string): string[] => [...text.matchAll(/^### `(.+)`$/gm)].map(([, name = '']) => name)
/** The cells of a table's rows, without its head. */
const rowsIn = (text: string): string[][] =>
  [...text.matchAll(/^\| (.*) \|$/gm)]
    .map(([, row = '']) => row.split('|').map((cell) => cell.trim()))
    .filter(([first]) => first?.startsWith('`'))
const namesIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

describe('the document names', () => {
  test.each([
    ['What a visitor asks', visitorRequests],
    ['What a visitor is told', VISITOR_PUSHES],
    ['What staff ask', staffRequests],
    ['What staff are told', STAFF_PUSHES],
  ])('every event and no other: %s', (heading, declared) => {
    expect(headingsIn(section(`## ${heading}`)).toSorted()).toEqual(Object.keys(declared).toSorted())
  })

  test('every error code and no other', () => {
    const rows = rowsIn(section('## Error codes'))
    expect(rows.map(([code]) => namesIn(code)[0])).toEqual([...ERROR_CODES])
    for (const row of rows) expect(row.filter(Boolean), String(row)).toHaveLength(3)
  })

  test('every kind of event and no other', () => {
    const kinds = rowsIn(section('## The log')).map(([kind]) => namesIn(kind)[0])
    expect(new Set(kinds)).toEqual(new Set(Object.keys(EVENT_KINDS)))
  })

  test('every event that may be appended over HTTP and no other', () => {
    const line = /^- Events: (.*)$/m.exec(section('## A page that goes away'))?.[1]
    expect(namesIn(line?.split('Any other')[0])).toEqual(Object.keys(visitorAppends))
  })

  test.each([
    ['What a visitor asks', '/visitor', visitorRequests],
    ['What staff ask', '/staff', staffRequests],
  ] as const)('every field of a request and no other: %s', (heading, namespace, requests) => {
    for (const [event, parse] of Object.entries<Parser<unknown>>(requests)) {
      const own = section(`## ${heading}`).split(`### \`${event}\`\n`)[1]?.split(/^### /m)[0] ?? ''
      const fields = rowsIn(own).map(([field]) => namesIn(field)[0] ?? '')
      for (const field of fields) {
        expect(() => parse({ [field]: undefined }), `${event}.${field}`).not.toThrow('unknown keys')
      }
      for (const payload of sentIn(namespace, event)) {
        expect(Object.keys(payload).toSorted(), `${event} in an exchange`).toEqual(fields.toSorted())
      }
    }
  })
})

/** Every payload of `event` in the exchanges that was answered with a result. */
function sentIn(namespace: string, event: string): object[] {
  return exchanges.flatMap(({ steps }) => {
    const staff = new Set(steps.filter((step) => step.connect === '/staff').map((step) => step.as))
    return steps.flatMap((step, index) => {
      const isOurs = step.send === event && (staff.has(step.as) ? '/staff' : '/visitor') === namespace
      const answered = steps
        .slice(index + 1)
        .find((later) => later.as === step.as && ('ack' in later || 'refuse' in later))
      return isOurs && answered && 'ack' in answered ? [step.payload as object] : []
    })
  })
}

describe('the exchanges show', () => {
  test('every kind of event, with the fields that the document names', () => {
    const rows = rowsIn(section('## The log'))
    for (const { seq: _seq, at: _at, type, ...fields } of shown.events) {
      const named = rows.filter(([kind]) => namesIn(kind)[0] === type).map(([, names]) => namesIn(names).toSorted())
      expect(named, type).toContainEqual(Object.keys(fields).toSorted())
    }
    expect(new Set(shown.events.map(({ type }) => type))).toEqual(new Set(Object.keys(EVENT_KINDS)))
  })

  test('every error code, but for what no client can bring about', () => {
    const unseen = ['wrong-state', 'unavailable']
    expect([...shown.codes].toSorted()).toEqual(ERROR_CODES.filter((code) => !unseen.includes(code)).toSorted())
  })

  test('every request and every push', () => {
    const names = [
      ...Object.keys({ ...visitorRequests, ...VISITOR_PUSHES }).map((name) => `/visitor ${name}`),
      ...Object.keys({ ...staffRequests, ...STAFF_PUSHES }).map((name) => `/staff ${name}`),
    ]
    for (const name of names) expect(shown.names).toContain(name)
  })
})
