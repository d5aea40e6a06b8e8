import { connect } from '../../client/connection.ts'
import { openShelf } from '../../client/shelf.ts'
import { ChatError } from '../../protocol/errors.ts'
import type { StaffName } from '../../protocol/events.ts'
import { NAMESPACE_STAFF, type StaffPushes, type StaffRequests, type StaffResults } from '../../protocol/staff.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { createDesk, type Desk, type StaffConnection } from '../../staff/models/desk.ts'
import { type Chat, createChat } from '../../widget/panel/chat.ts'
import { firstView } from '../../widget/panel/late-chat.ts'
import { openVault, type Vault } from '../../widget/panel/vault.ts'
import type { Link } from './link.ts'
import { type Browser, Page, Storage } from './page.ts'

const NOBODY = { here: 0, opensAt: null, open: false }

/** A visitor's tab with the panel's own model in it. */
export class VisitorTab {
  /** Whose chat it is: every text of it carries this. */
  readonly tag: string
  readonly #browser: Browser
  readonly #newLink: () => Link
  readonly #storage = new Storage()
  #open: { page: Page; chat: Chat; vault: Vault } | null = null

  constructor(tag: string, browser: Browser, newLink: () => Link) {
    this.tag = tag
    this.#browser = browser
    this.#newLink = newLink
  }

  get isOpen(): boolean {
    return this.#open !== null
  }

  /** What is in the tab; it is loaded now if it was not before. */
  get now(): { page: Page; chat: Chat; vault: Vault } {
    this.#open ??= this.#load()
    return this.#open
  }

  /** Loads the page anew, with what the tab kept. */
  reload(): void {
    this.#open?.page.leave()
    this.#open = this.#load()
  }

  say(text: string): void {
    const { page, chat } = this.now
    page.run(() => {
      chat.say(text)
      if (chat.view.pending) chat.accept()
    })
  }

  /** Everything that a visitor does but say something. */
  act(act: (chat: Chat) => unknown): void {
    const { page, chat } = this.now
    page.run(() => {
      act(chat)
      if (chat.view.pending) chat.accept()
    })
  }

  #load(): { page: Page; chat: Chat; vault: Vault } {
    const page = new Page(this.#browser, this.#storage, this.#newLink())
    return page.run(() => {
      const shelf = openShelf(() => page.storage)
      const vault = openVault(shelf)
      const chat = createChat({
        locale: () => 'en',
        noticeVersion: '1',
        page: '/',
        clinicPhone: '',
        first: firstView(NOBODY),
        vault,
        shelf,
        triage: (text) => (text.startsWith('crisis') ? 'self-harm' : null),
        onExists: () => {},
      })
      chat.look(true)
      return { page, chat, vault }
    })
  }
}

/** A staff member's browser with the console's own model in it. */
export class StaffBrowser {
  readonly who: StaffName
  readonly #browser: Browser
  readonly #newLink: () => Link
  readonly #storage = new Storage()
  #ticket: (() => string) | null = null
  #open: { page: Page; desk: Desk; connection: StaffConnection } | null = null

  constructor(who: StaffName, browser: Browser, newLink: () => Link) {
    this.who = who
    this.#browser = browser
    this.#newLink = newLink
  }

  /** What is on the screen of somebody who is signed in; null when nobody is. */
  get now(): { page: Page; desk: Desk; connection: StaffConnection } | null {
    return this.#open
  }

  /** What the browser kept of the replies that were written here. */
  kept(chatId: string): string {
    return this.#storage.getItem(`outbox.${this.who.id}.${chatId}`) ?? ''
  }

  signIn(ticket: () => string): void {
    this.gone()
    this.#ticket = ticket
    const page = new Page(this.#browser, this.#storage, this.#newLink())
    this.#open = page.run(() => {
      const connection = connect<StaffRequests, StaffResults, StaffPushes>({
        namespace: NAMESPACE_STAFF,
        auth: async () => {
          if (!this.#ticket) throw new ChatError('unauthorized', 'Signed out.')
          return { version: PROTOCOL_VERSION, ticket: this.#ticket() }
        },
        onRefused: (code) => {
          if (code === 'unauthorized') this.#ended()
        },
      })
      const desk = createDesk({
        connection,
        me: { ...this.who, email: '', role: 'staff', secondFactor: false, needs: null, locked: false },
        shelf: openShelf(() => page.storage),
        now: () => performance.now(),
        onEnded: () => this.#ended(),
      })
      return { page, desk, connection }
    })
  }

  /** The browser is gone without a word, or closes. */
  gone(silently = false): void {
    const open = this.#open
    this.#open = null
    open?.page.end(silently)
  }

  /** The session ended: the page shows nothing any more. */
  #ended(): void {
    const open = this.#open
    this.#ticket = null
    this.#open = null
    if (!open) return
    open.page.run(() => open.desk.stop())
    open.page.end()
  }
}
