import type { ConnectionState } from '../../client/connection.ts'
import type { Fact, LogEvent } from '../../protocol/events.ts'
import type { InboxRow, Me, StaffPushes, StaffRequests, StaffResults } from '../../protocol/staff.ts'
import type { StaffConnection } from '../../staff/models/desk.ts'

export const ANA: Me = {
  id: 'ana',
  name: 'Ana Ruiz',
  email: 'ana@ninesisters.example',
  role: 'admin',
  secondFactor: false,
  needs: null,
  locked: false,
}
export const BEN = { id: 'ben', name: 'Ben' }

export const chatId = (n: number): string => n.toString(16).padStart(32, '0')

/** A waiting chat, but for what is said otherwise. */
export function row(n: number, fields: Partial<InboxRow> = {}): InboxRow {
  return {
    chatId: chatId(n),
    code: `M${n}`,
    state: 'waiting',
    owner: null,
    epoch: 0,
    lastSeq: 3,
    locale: 'en',
    page: '/',
    openedAt: 0,
    lastAt: 1000 * n,
    waitingSince: 1000 * n,
    trigger: 'asked',
    flag: null,
    lastWords: `words of ${n}`,
    contact: null,
    noticeAt: 0,
    noticeVersion: '1',
    ...fields,
  }
}

/** Facts numbered into a log, one second apart. */
export const log = (facts: Fact[], from = 1): LogEvent[] =>
  facts.map((fact, i) => ({ ...fact, seq: from + i, at: (from + i) * 1000 }))

export const opened: Fact = { type: 'chat:opened', locale: 'en', noticeVersion: '1', page: '/' }
export const said = (text: string): Fact => ({
  type: 'message:sent',
  from: 'visitor',
  clientId: 'f'.repeat(32),
  text,
  choice: null,
})
export const claimed = (staff: { id: string; name: string }, epoch: number): Fact => ({
  type: 'chat:claimed',
  staff,
  epoch,
})

type Answers = { [E in keyof StaffResults]?: (payload: StaffRequests[E]) => StaffResults[E] | Promise<StaffResults[E]> }
type Listener = (payload: never) => void

/** A connection whose other end is the test: it answers requests, and what it pushes is heard at once. */
export interface TestConnection extends StaffConnection {
  readonly asked: { event: keyof StaffRequests; payload: unknown }[]
  answers: Answers
  become(state: ConnectionState): void
  push<P extends keyof StaffPushes>(name: P, payload: StaffPushes[P]): void
}

export function testConnection(answers: Answers = {}): TestConnection {
  const listeners = new Map<string, Set<Listener>>()
  const stateListeners = new Set<(state: ConnectionState) => void>()
  let state: ConnectionState = 'online'
  const connection: TestConnection = {
    asked: [],
    answers,
    get state() {
      return state
    },
    async request(event, payload) {
      connection.asked.push({ event, payload })
      const answer = connection.answers[event] as ((asked: typeof payload) => never) | undefined
      if (!answer) throw new Error(`the test does not answer ${event}`)
      return answer(payload)
    },
    on(push, listener) {
      const heard = listeners.get(push) ?? new Set()
      listeners.set(push, heard.add(listener as Listener))
      return () => heard.delete(listener as Listener)
    },
    onState(listener) {
      stateListeners.add(listener)
      return () => stateListeners.delete(listener)
    },
    retryNow() {},
    reconnect() {},
    close() {},
    become(next) {
      state = next
      for (const listener of stateListeners) listener(next)
    },
    push(name, payload) {
      for (const listener of listeners.get(name) ?? []) listener(payload as never)
    },
  }
  return connection
}

/** A shelf in memory, as a tab's storage is. */
export function memoryShelf() {
  const kept = new Map<string, string>()
  return {
    kept,
    get: (key: string) => kept.get(key) ?? null,
    set: (key: string, value: string) => void kept.set(key, value),
    remove: (key: string) => void kept.delete(key),
  }
}
