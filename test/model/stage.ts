import { freshId } from '../../client/ids.ts'
import { ChatError } from '../../protocol/errors.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { wordsOf } from '../../staff/models/chat.ts'
import { type Coverage, Violation } from './coverage.ts'
import { StaffBrowser, VisitorTab } from './ends.ts'
import type { Ground } from './ground.ts'
import { Ledger, NOTE, OTHER_CONTENT, REPEAT, type Word } from './ledger.ts'
import { Link } from './link.ts'
import { Logs } from './logs.ts'
import { Browser, type Page } from './page.ts'
import { type Move, OWNER, type Step } from './steps.ts'

const TAGS = ['A', 'B'] as const
const STAFF_NAMES = [
  { id: 'ana', name: 'Ana' },
  { id: 'ben', name: 'Ben' },
  { id: 'cam', name: 'Cam' },
]

type Do<Name extends Step['do']> = Extract<Step, { do: Name }>

/** Everybody in a history, and what they do. */
export class Stage {
  readonly ground: Ground
  readonly logs: Logs
  readonly ledger: Ledger
  readonly tabs: VisitorTab[]
  readonly staff: StaffBrowser[]
  /** Chats that each member of staff has open on the screen that there is. */
  readonly opened = new Map<Page, Set<string>>()
  readonly #sessions = new Map<number, string>()
  readonly #coverage: Coverage
  #count = 0

  constructor(ground: Ground, coverage: Coverage) {
    this.ground = ground
    this.#coverage = coverage
    this.logs = new Logs(coverage)
    this.ledger = new Ledger(this.logs, coverage, TAGS)
    const newLink = (tag: string | null) => () =>
      new Link(ground.network, tag === null ? 'staff' : 'panel', () => this.ledger.witness(tag))
    const [first, second] = [new Browser(), new Browser()]
    this.tabs = [
      new VisitorTab('A', first, newLink('A')),
      new VisitorTab('A', first, newLink('A')),
      new VisitorTab('B', second, newLink('B')),
    ]
    this.staff = STAFF_NAMES.map((who) => new StaffBrowser(who, new Browser(), newLink(null)))
  }

  /** Everybody's pages that are open now. */
  get pages(): Page[] {
    const visitors = this.tabs.filter((tab) => tab.isOpen).map((tab) => tab.now.page)
    return [...visitors, ...this.staff.flatMap((browser) => (browser.now ? [browser.now.page] : []))]
  }

  async do(move: Move): Promise<void> {
    this.#coverage.add(`step:${move.do}`)
    await this.#act(move)
    await this.ground.pass(move.ms)
  }

  /** Reads the logs as they are and holds them, and what was promised, to the invariants. Throws {@link Violation}. */
  async look(): Promise<void> {
    const promised = this.ledger.promised
    this.logs.read(await this.ground.logs(this.ledger.chats))
    this.ledger.check(this.ground.gen(), promised)
  }

  /** Everything works again for everybody who is still there. */
  async mend(): Promise<void> {
    await this.ground.mend()
    for (const page of this.pages) page.link.heal()
  }

  async #act(step: Step): Promise<void> {
    switch (step.do) {
      case 'say':
        return this.#say(step)
      case 'resend':
        return this.#resend(step)
      case 'ask':
        return this.#tab(step.tab).act((chat) => chat.post({ type: 'person:ask', noneOfThese: false }))
      case 'cancel':
        return this.#tab(step.tab).act((chat) => chat.post({ type: 'handoff:cancel' }))
      case 'contact': {
        const question = this.#write(step.tab, 'contact', 'what')
        return this.#tab(step.tab).act((chat) => chat.post({ type: 'contact:leave', question, contact: 'me@there' }))
      }
      case 'thumb':
        return this.#thumb(this.#tab(step.tab))
      case 'end':
        return this.#tab(step.tab).act((chat) => chat.post({ type: 'chat:end' }))
      case 'clear':
        return this.#clear(this.#tab(step.tab))
      case 'reload':
        return this.#reload(this.#tab(step.tab))
      case 'intrude':
        return this.#intrude(this.#tab(step.tab))
      case 'cut':
        return this.#page(step.end)?.link.cut(step.silently)
      case 'off':
      case 'on':
        return this.#switch(step.end, step.do === 'off')
      case 'wake':
        return this.#page(step.end)?.wake()
      case 'trouble':
        return this.#trouble(step)
      case 'claim':
        return this.#claim(step)
      case 'reply':
      case 'note':
      case 'answer':
      case 'pass':
      case 'release':
      case 'bot':
      case 'close':
      case 'stale':
      case 'look':
        return this.#work(step)
      case 'in':
      case 'out':
      case 'here':
      case 'away':
        return this.#attend(step)
      case 'gone': {
        const browser = this.#staffAt(step.staff)
        if (browser.now) this.#leave(browser.now.page)
        return browser.gone(step.silently)
      }
      case 'tick':
        return this.ground.pass(step.byMs)
      case 'jump':
        await this.look()
        return this.ground.jump(step.byMs)
      case 'crash':
        return this.ground.crash(step.at, step.downMs)
      case 'backup':
        return this.ground.backup()
      case 'restore':
        return this.#restore()
      case 'broken':
      case 'mended':
        return this.ground.reach(step.do === 'mended')
      case 'erase': {
        await this.look()
        const chatId = this.#chatId(step.chat)
        if (chatId !== undefined) await this.ground.erase(chatId)
      }
    }
  }

  // ---------------------------------------------------------------- visitors

  #say({ tab, word, times }: Do<'say'>): void {
    for (let n = 0; n < times; n++) this.#tab(tab).say(this.#write(tab, 'message', word))
  }

  /** A new text of this tab's visitor, entered into the ledger. */
  #write(tab: number, kind: 'message' | 'contact', word: string): string {
    const { tag } = this.#tab(tab)
    const text = `${word} [${tag}${++this.#count}]`
    this.ledger.said({ text, tag, writer: `tab ${tab}`, kind, chatId: null })
    return text
  }

  /** Puts a message on the wire once more that the chat has, under its id, as it was or with other words. */
  #resend({ tab, other }: Do<'resend'>): void {
    const { page, vault } = this.#tab(tab).now
    const log = this.logs.chats.get(vault.ticket?.chatId ?? '')
    const known = this.ledger.sent.get(this.#tab(tab).tag)?.findLast(({ text }) => log?.texts.has(text))
    if (!known) return
    const { clientId, text } = known
    const payload = { clientId, text: other ? `${text} after all` : text, choice: null }
    const id = (other ? OTHER_CONTENT : REPEAT) + ++this.#count
    page.link.inject(`42/visitor,${id}${JSON.stringify(['message:send', payload])}`)
  }

  #thumb(tab: VisitorTab): void {
    const item = tab.now.chat.view.thread.items.findLast(({ kind }) => kind === 'bot')
    if (item) tab.act((chat) => chat.post({ type: 'feedback:give', on: item.seq, helpful: false, reason: null }))
  }

  #clear(tab: VisitorTab): void {
    this.ledger.excuse(tab.tag)
    // What is written while the other tabs have not heard of it goes with the rest.
    const heard = () => this.ground.network.later(2, () => this.ledger.excuse(tab.tag))
    tab.act((chat) => void chat.clear().then(heard))
  }

  #reload(tab: VisitorTab): void {
    if (tab.isOpen) this.#leave(tab.now.page)
    tab.reload()
  }

  /** A stranger shows this visitor's own token for another visitor's chat. */
  #intrude(tab: VisitorTab): void {
    const other = this.ledger.chatOf.get(tab.tag === 'A' ? 'B' : 'A')
    const token = tab.now.vault.ticket?.token
    if (other === undefined || token === undefined) return
    this.#coverage.add('intruders:tried')
    const auth = { version: PROTOCOL_VERSION, chatId: other, token }
    const pipe = this.ground.network.dial('panel', {
      onFrame: (frame) => {
        if (frame.startsWith('0')) pipe.send(`40/visitor,${JSON.stringify(auth)}`)
        // I14: a token opens its own chat alone.
        if (frame.startsWith('40')) this.ledger.failure ??= new Violation('I14: a token opened another chat')
        if (frame.startsWith('4')) pipe.close()
      },
      onClose() {},
    })
  }

  // ---------------------------------------------------------------- the network

  #switch(end: number, off: boolean): void {
    const page = this.#page(end)
    if (!page) return
    page.link.off = off
    if (off) page.link.cut()
    else page.wake()
  }

  #trouble({ end, kind }: Do<'trouble'>): void {
    const link = this.#page(end)?.link
    if (!link) return
    this.#coverage.add(`trouble:${kind}`)
    if (kind === 'slow') link.slowMs = link.slowMs > 0 ? 0 : 900
    else link.armed[kind] += 1
  }

  // ---------------------------------------------------------------- staff

  /** Everybody named asks for the chat in the same moment. */
  #claim({ chat, staff }: Do<'claim'>): void {
    const chatId = this.#chatId(chat)
    const asking = staff.flatMap((n) => this.staff[n]?.now ?? [])
    if (chatId === undefined || asking.length === 0) return
    this.#coverage.add(`claims at once:${asking.length}`)
    for (const { page, desk } of asking) {
      this.#opens(page, chatId)
      page.run(() => void desk.chat(chatId).claim())
    }
  }

  #work(step: Do<'reply' | 'note' | 'answer' | 'pass' | 'release' | 'bot' | 'close' | 'stale' | 'look'>): void {
    const chatId = this.#chatId(step.chat)
    const browser = step.staff === OWNER ? this.#ownerOf(chatId) : this.#staffAt(step.staff)
    const now = browser?.now
    if (chatId === undefined || !browser || !now) return
    const { page, desk, connection } = now
    this.#opens(page, chatId)
    page.run(() => {
      const chat = desk.chat(chatId)
      if (step.do === 'look') return desk.look(chatId)
      if (step.do === 'reply' || step.do === 'note') {
        if (step.do === 'reply' && !chat.isMine.peek()) return
        const tag = TAGS[step.chat] ?? 'A'
        const text = `${step.do === 'note' ? NOTE : 'reply'} [${tag}${++this.#count}]`
        this.ledger.said({ text, tag, writer: browser.who.id, kind: 'reply', chatId })
        if (step.do === 'note') chat.note(text)
        else chat.send(text)
      } else if (step.do === 'answer') chat.answer('fibromyalgia', 'Fibromyalgia')
      else if (step.do === 'pass') {
        const to = STAFF_NAMES.find(({ id }) => id !== browser.who.id)
        const text = `${NOTE} [${TAGS[step.chat] ?? 'A'}${++this.#count}]`
        if (to) void chat.pass(to.id, text)
      } else if (step.do === 'close') void chat.close('answered')
      else if (step.do === 'stale') {
        // Somebody whose page slept writes under the ownership of before, or in a chat that another person has.
        const now = chat.thread.peek().epoch
        const epoch = Math.max(1, now - 1)
        if (now === 0 || (now === 1 && chat.isMine.peek())) return
        this.#coverage.add('stale:tried')
        const text = `late ${++this.#count}`
        connection.request('message:send', { chatId, clientId: freshId(), epoch, text }).catch(isRefusal)
      } else void chat.release(step.do === 'release' ? 'queue' : 'bot')
    })
  }

  #attend({ do: what, staff }: Do<'in' | 'out' | 'here' | 'away'>): void {
    const browser = this.#staffAt(staff)
    if (what === 'in') {
      if (browser.now) this.#leave(browser.now.page)
      const { sessionId, ticket } = this.ground.signIn(browser.who)
      this.#sessions.set(staff, sessionId)
      browser.signIn(ticket)
    } else if (what === 'out') {
      const session = this.#sessions.get(staff)
      if (browser.now) this.#leave(browser.now.page)
      if (session !== undefined) this.ground.endSession(session)
    } else {
      const { now } = browser
      now?.page.run(() => void now.desk.setDuty(what === 'here'))
    }
  }

  #opens(page: Page, chatId: string): void {
    this.opened.set(page, (this.opened.get(page) ?? new Set()).add(chatId))
  }

  #leave(page: Page): void {
    this.ledger.left(page)
    this.opened.delete(page)
  }

  // ---------------------------------------------------------------- the database

  async #restore(): Promise<void> {
    await this.look()
    this.ledger.checkAll(this.ground.gen())
    const gen = this.ground.gen()
    await this.ground.restore()
    if (this.ground.gen() === gen) return
    this.#coverage.add('restores:done')
    this.logs.forget()
    this.logs.read(await this.ground.logs(this.ledger.chats))
    this.ledger.restored((word) => this.#holders(word))
  }

  /** Pages that show a text of their own person, or have it on its way. */
  #holders({ text, kind, writer, chatId }: Word): Page[] {
    if (kind === 'reply') {
      const now = this.staff.find(({ who }) => who.id === writer)?.now
      if (!now || chatId === null || !this.opened.get(now.page)?.has(chatId)) return []
      const { thread, outbox } = now.desk.chat(chatId)
      const shown = thread
        .peek()
        .items.some((item) => (item.kind === 'staff' ? item.text : item.kind === 'note' ? item.note.text : '') === text)
      return shown || outbox.peek().some(({ payload }) => wordsOf(payload) === text) ? [now.page] : []
    }
    const tabs = this.tabs.filter((tab) => {
      if (!tab.isOpen) return false
      const { thread, outbox } = tab.now.chat.view
      const shown = thread.items.some((item) => item.kind === 'visitor' && item.text === text)
      return shown || outbox.some(({ payload }) => payload.type === 'message:send' && payload.text === text)
    })
    return tabs.map((tab) => tab.now.page)
  }

  // ---------------------------------------------------------------- who is who

  #tab(n: number): VisitorTab {
    const tab = this.tabs[n]
    if (!tab) throw new RangeError(`tab ${n}`)
    return tab
  }

  #staffAt(n: number): StaffBrowser {
    const browser = this.staff[n]
    if (!browser) throw new RangeError(`staff ${n}`)
    return browser
  }

  /** Who sees the chat as their own. */
  #ownerOf(chatId: string | undefined): StaffBrowser | undefined {
    return this.staff.find(({ now }) => {
      const open = chatId !== undefined && now && this.opened.get(now.page)?.has(chatId)
      return open && now.desk.chat(chatId).isMine.peek()
    })
  }

  #page(end: number): Page | undefined {
    if (end < this.tabs.length) return this.#tab(end).isOpen ? this.#tab(end).now.page : undefined
    return this.#staffAt(end - this.tabs.length).now?.page
  }

  #chatId(chat: number): string | undefined {
    return this.ledger.chatOf.get(TAGS[chat] ?? 'A')
  }
}

function isRefusal(error: unknown): void {
  if (!(error instanceof ChatError)) throw error
}
