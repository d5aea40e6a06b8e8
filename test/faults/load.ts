import { setTimeout as pause } from 'node:timers/promises'
import type { StaffEnd, Testimony, VisitorEnd } from './clients.ts'

/** The ends of a fault: visitors, and staff who have some of their chats. */
export interface Crowd {
  visitors: VisitorEnd[]
  staff: StaffEnd[]
  readonly ends: Testimony[]
  readonly acked: number
  /** Everybody says one thing after the other, as soon as the last one is acknowledged and `everyMs` later. */
  talk(everyMs?: number): void
  /** The same for visitors alone: what staff write shows their node what it may not have heard of. */
  visitorsTalk(everyMs: number): void
  hush(): void
  /**
   * Whoever is not connected tries again all the time while `isThere` says that it is worth it, so that faults that follow
   * each other quickly meet everybody.
   */
  beEager(isThere: () => boolean): void
  /**
   * Waits until nothing is on its way any more and every end has what the server has. Resolves with how long that took,
   * ms; rejects after `seconds`.
   */
  settled(seconds: number): Promise<number>
  stop(): void
}

export interface Size {
  /** The sources that the ends are made of. */
  tree: string
  url: string
  /** Where staff connect; where visitors do when left out. */
  staffUrl?: string
  visitors: number
  staff: number
  /** How many of the visitors have a person. */
  withPerson: number
  silenceMs?: number
  ackMs?: number
}

/** Written without an await between, so that the outbox always has a next one. */
const AHEAD = 2
const EAGER_MS = 50

/** The ends as they are made of the sources under `tree`. */
export const clientCode = async (tree: string): Promise<typeof import('./clients.ts')> =>
  (await import(`${tree}/test/faults/clients.ts`)) as typeof import('./clients.ts')

export async function gather({
  tree,
  url,
  staffUrl = url,
  visitors,
  staff,
  withPerson,
  ...timing
}: Size): Promise<Crowd> {
  const { openVisitor, openStaff } = await clientCode(tree)
  const crowd = new Talkers(
    Array.from({ length: visitors }, (_, n) => openVisitor({ url, name: `v${n}`, ...timing })),
    Array.from({ length: staff }, (_, n) => openStaff({ url: staffUrl, name: `s${n}`, ...timing })),
  )
  await until('staff are connected', () => crowd.staff.every(({ connection }) => connection.state === 'online'))
  for (const [n, visitor] of crowd.visitors.entries()) {
    if (n < withPerson) visitor.post({ type: 'person:ask', noneOfThese: false })
    else visitor.say()
  }
  await until('every visitor has a chat', () => crowd.visitors.every(({ ticket, pending }) => ticket && pending === 0))
  for (const [n, { ticket }] of crowd.visitors.slice(0, withPerson).entries()) {
    const end = crowd.staff[n % crowd.staff.length]
    if (!end || !ticket) continue
    const chat = end.desk.chat(ticket.chatId)
    await until('the chat is taken', async () => chat.isMine.peek() || ((await chat.claim()) && chat.isMine.peek()))
  }
  return crowd
}

class Talkers implements Crowd {
  readonly visitors: VisitorEnd[]
  readonly staff: StaffEnd[]
  #everyMs: number | null = null
  #eager: ReturnType<typeof setInterval> | undefined

  constructor(visitors: VisitorEnd[], staff: StaffEnd[]) {
    this.visitors = visitors
    this.staff = staff
    for (const end of visitors) end.onAck(() => this.#next(() => this.#visitorSays(end)))
    for (const end of staff) end.onAck(() => this.#next(() => this.#staffSays(end)))
  }

  get ends(): Testimony[] {
    return [...this.visitors, ...this.staff].map(({ testimony }) => testimony)
  }

  get acked(): number {
    return this.ends.reduce((sum, { acked }) => sum + acked.size, 0)
  }

  talk(everyMs = 0): void {
    this.#everyMs = everyMs
    for (const end of this.visitors) this.#visitorSays(end)
    for (const end of this.staff) this.#staffSays(end)
  }

  visitorsTalk(everyMs: number): void {
    this.#everyMs = everyMs
    for (const end of this.visitors) this.#visitorSays(end)
  }

  hush(): void {
    this.#everyMs = null
  }

  #next(say: () => void): void {
    if (this.#everyMs === null) return
    if (this.#everyMs === 0) say()
    else setTimeout(say, this.#everyMs)
  }

  #visitorSays(end: VisitorEnd): void {
    while (this.#everyMs !== null && end.pending < AHEAD) end.say()
  }

  /** To each of the chats in turn that the person has; who has none now is asked again a little later. */
  #staffSays(end: StaffEnd): void {
    if (this.#everyMs === null) return
    const { mine } = end
    for (const chatId of mine) if (end.pending < AHEAD * mine.length) end.say(chatId)
    if (mine.length === 0) setTimeout(() => this.#staffSays(end), 500)
  }

  beEager(isThere: () => boolean): void {
    clearInterval(this.#eager)
    this.#eager = setInterval(() => {
      if (!isThere()) return
      for (const { connection } of [...this.visitors, ...this.staff]) connection.retryNow()
    }, EAGER_MS)
  }

  async settled(seconds: number): Promise<number> {
    const from = performance.now()
    const all = [...this.visitors, ...this.staff]
    await until(
      'nothing is on its way',
      () => all.every(({ pending, connection }) => pending === 0 && connection.state === 'online'),
      seconds,
    )
    await until('everybody sees the whole log', () => this.#agree(), seconds)
    return Math.round(performance.now() - from)
  }

  /** Whether every screen is where the newest screen of the same chat is, and shows all that was acknowledged. */
  #agree(): boolean {
    const newest = new Map<string, number>()
    const note = (chatId: string, seq: number) => newest.set(chatId, Math.max(seq, newest.get(chatId) ?? 0))
    for (const { sent, acked, views } of this.ends) {
      for (const { chatId, thread } of views()) note(chatId, thread.cursor)
      for (const { chatId, clientId } of sent) note(chatId, acked.get(clientId) ?? 0)
    }
    return this.ends.every(({ views }) =>
      views().every(({ chatId, thread }) => !thread.needsSync && thread.cursor === newest.get(chatId)),
    )
  }

  stop(): void {
    this.hush()
    clearInterval(this.#eager)
    for (const end of [...this.visitors, ...this.staff]) end.stop()
  }
}

/** Resolves once `found` says yes; rejects, saying what was awaited, after `seconds`. */
export async function until(what: string, found: () => unknown, seconds = 30): Promise<void> {
  const deadline = performance.now() + seconds * 1000
  while (!(await found())) {
    if (performance.now() > deadline) throw new Error(`not seen within ${seconds} s: ${what}`)
    await pause(10)
  }
}
