import { type Ack, ERROR_CODES } from '../../protocol/errors.ts'
import { type Coverage, demand } from './coverage.ts'
import type { Witness } from './link.ts'
import { type Logs, textOf } from './logs.ts'
import type { Page } from './page.ts'

/** Something that a person wrote, once. */
export interface Word {
  text: string
  /** Whose chat it belongs to. */
  tag: string
  /** Who wrote it: words of one writer stand in the order in which they were written. */
  writer: string
  /** `reply`: whatever staff wrote, notes as well. */
  kind: 'message' | 'contact' | 'reply'
  chatId: string | null
}

interface Acknowledged {
  chatId: string
  seq: number
  gen: string
  text: string
}

/** What is asked, of those requests whose answers are promises. */
interface Asked {
  text?: string
  question?: string
  clientId?: string
  chatId?: string
}
type Answer = Ack<{ chatId?: string; seq?: number; gen?: string }>

const UP = /^42\/\w+,(\d+)\["([\w:]+)"/
const DOWN = /^43\/\w+,(\d+)\[\{"ok":(true|false)/
const WATCHED: ReadonlySet<string> = new Set(['message:send', 'note:write', 'contact:leave', 'chat:start'])

/** What was said, what was promised, and what nobody can be blamed for any more. */
export class Ledger {
  readonly words: Word[] = []
  /** Texts that may be missing: their chat was deleted, or whoever had them after a restore has left. */
  readonly excused = new Set<string>()
  /** Texts that a restore took out of the log, and the pages that still have them. */
  readonly lost = new Map<string, Set<Page>>()
  /** Texts whose place in the log is not the one they had before a restore. */
  readonly moved = new Set<string>()
  /** The newest chat of each visitor. */
  readonly chatOf = new Map<string, string>()
  /** Every chat that was ever opened. */
  readonly chats = new Set<string>()
  readonly sent = new Map<string, { clientId: string; text: string }[]>()
  readonly #storedIn = new Map<string, string>()
  readonly #logs: Logs
  readonly #coverage: Coverage
  readonly #tags: readonly string[]
  readonly #acknowledged: Acknowledged[] = []
  #checked = 0
  /** Found outside a step, to be told at the next check. */
  failure: Error | null = null

  constructor(logs: Logs, coverage: Coverage, tags: readonly string[]) {
    this.#logs = logs
    this.#coverage = coverage
    this.#tags = tags
  }

  /** Watches one connection of a visitor, or with `null` of staff. */
  witness(tag: string | null): Witness {
    const asked = new Map<string, { name: string; payload: Asked | null }>()
    const strangers = tag === null ? [] : this.#tags.filter((other) => other !== tag)
    let chatId: string | null = null
    return {
      up: (frame) => {
        const [, id, name] = UP.exec(frame) ?? []
        if (id !== undefined && name !== undefined) {
          const payload = WATCHED.has(name) ? (JSON.parse(frame.slice(frame.indexOf('['))) as [string, Asked])[1] : null
          asked.set(id, { name, payload })
          if (tag !== null && payload && name === 'message:send') this.#sent(tag, payload)
        } else if (tag !== null && frame.startsWith('40')) {
          chatId = (JSON.parse(frame.slice(frame.indexOf(',') + 1)) as { chatId: string | null }).chatId
        }
      },
      down: (frame) => {
        // I14: nothing of another visitor's chat, in a push or in an answer.
        for (const other of strangers) {
          this.#note(() => demand(!frame.includes(`[${other}`), 'I14', () => `${tag} was sent something of ${other}`))
        }
        // S5: nothing that staff wrote for staff.
        if (tag !== null) this.#note(() => demand(!frame.includes(`${NOTE} [`), 'S5', () => `${tag} was sent a note`))
        const [, id, ok] = DOWN.exec(frame) ?? []
        const request = id === undefined ? undefined : asked.get(id)
        if (!request) return
        if (ok === 'true' && request.payload === null) return this.#coverage.add('answer:ok')
        const [ack] = JSON.parse(frame.slice(frame.indexOf('['))) as [Answer]
        if (request.name === 'chat:start' && ack.ok && ack.result.chatId && tag !== null) {
          chatId = ack.result.chatId
          this.chatOf.set(tag, chatId)
          this.chats.add(chatId)
        }
        this.#note(() => this.#answered(request, ack, tag === null ? null : chatId, Number(id)))
      },
    }
  }

  said(word: Word): void {
    this.words.push(word)
  }

  /** The visitor of these words wanted them gone. */
  excuse(tag: string): void {
    for (const word of this.words) if (word.tag === tag) this.excused.add(word.text)
  }

  /** How many messages were acknowledged so far. */
  get promised(): number {
    return this.#acknowledged.length
  }

  /**
   * Whatever was found since the last time, and I1 for what was acknowledged since, up to `promised`: what was promised before
   * the logs were read. `gen` names the log in force.
   */
  check(gen: string, promised = this.promised): void {
    if (this.failure) throw this.failure
    for (const kept of this.#acknowledged.slice(this.#checked, promised)) this.#keeps(kept, gen)
    this.#checked = promised
    for (const [chatId, { texts }] of this.#logs.chats)
      for (const text of texts.keys()) this.#storedIn.set(text, chatId)
  }

  /** The same for everything that was ever acknowledged. */
  checkAll(gen: string): void {
    this.#checked = 0
    this.check(gen)
  }

  /** The chat in which a text was seen, though it may be gone. */
  storedIn(text: string): string | undefined {
    return this.#storedIn.get(text)
  }

  /** Says of the texts that a restore took away who still has them. Call it with the logs as they are after it. */
  restored(holders: (word: Word) => Page[]): void {
    for (const word of this.words) {
      const { text, kind } = word
      const chatId = this.#storedIn.get(text)
      if (chatId === undefined || this.#logs.chats.get(chatId)?.texts.has(text)) continue
      this.moved.add(text)
      const pages = holders(word)
      // What was said is sent again by whoever has it still; a chat that is not there any more cannot be.
      if (pages.length === 0 || kind === 'contact' || !this.#logs.chats.has(chatId)) this.excused.add(text)
      else this.lost.set(text, new Set(pages))
    }
  }

  /** A page is gone, and what it alone remembered with it. */
  left(page: Page): void {
    for (const [text, pages] of this.lost) {
      pages.delete(page)
      if (pages.size === 0) this.excused.add(text)
    }
  }

  /** I1: what was acknowledged stands where the acknowledgement said, byte for byte, unless the log was put back since. */
  #keeps({ chatId, seq, gen, text }: Acknowledged, current: string): void {
    const log = this.#logs.chats.get(chatId)
    if (!log || gen !== current) return
    const first = log.events[seq - 1]
    // A write is known by its first event: words that open a closed chat again come after that.
    const event = first?.type === 'chat:reopened' ? log.events[seq] : first
    const there = event ? textOf(event) : null
    demand(there === text, 'I1', () => `"${text}" was acknowledged at ${seq}, where "${there}" stands`)
  }

  #sent(tag: string, { clientId, text }: Asked): void {
    if (clientId === undefined || text === undefined) return
    this.sent.set(tag, [...(this.sent.get(tag) ?? []), { clientId, text }].slice(-5))
  }

  /** `chatId` is the chat of the connection; staff name theirs. */
  #answered({ payload }: { payload: Asked | null }, ack: Answer, chatId: string | null, id: number): void {
    const code = ack.ok ? 'ok' : ack.error.code
    this.#coverage.add(`answer:${code}`)
    demand(ack.ok || ERROR_CODES.includes(ack.error.code), 'codes', () => `an answer with ${code}`)
    const text = payload?.text ?? payload?.question
    if (id >= OTHER_CONTENT) demand(code !== 'ok', 'I3', () => 'other words under an id that was used were taken')
    const of = chatId ?? payload?.chatId
    if (!ack.ok || !of || text === undefined) return
    const { seq = 0, gen = '' } = ack.result
    this.#acknowledged.push({ chatId: of, seq, gen, text })
    this.#storedIn.set(text, of)
  }

  #note(check: () => void): void {
    try {
      check()
    } catch (error) {
      this.failure ??= error as Error
    }
  }
}

/** Every note of staff begins so, and nothing else does. */
export const NOTE = 'between us'

/** Ids of requests that are put on the wire by the test: a repeat, and a repeat with other words. */
export const REPEAT = 1_000_000
export const OTHER_CONTENT = 2_000_000
