import { backoffMs } from '../../client/backoff.ts'
import { type Connection, type ConnectionState, connect } from '../../client/connection.ts'
import { type Follow, follow } from '../../client/follow.ts'
import { freshId } from '../../client/ids.ts'
import { createOutbox, isPending, type OutboxItem } from '../../client/outbox.ts'
import type { Shelf } from '../../client/shelf.ts'
import { EMPTY_THREAD, type Thread, unread } from '../../client/thread.ts'
import { onWake } from '../../client/wake.ts'
import type { CardKind, FeedbackReason, Locale } from '../../protocol/events.ts'
import { APPEND_PATH, ERASE_PATH, NAMESPACE_VISITOR } from '../../protocol/limits.ts'
import type { Presence } from '../../protocol/site.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import type { Erased, VisitorPushes, VisitorRequests, VisitorResults } from '../../protocol/visitor.ts'
import { type Found, findIdentifiers } from './identifiers.ts'
import { joinTabs } from './tabs.ts'
import { SIZE } from './text-size.ts'
import type { Ticket, Vault } from './vault.ts'

/** What goes through the outbox: everything that has to arrive, in the order in which it was done. */
export type Outgoing =
  | { type: 'message:send'; text: string; choice: string | null }
  | { type: 'person:ask'; noneOfThese: boolean }
  | { type: 'handoff:cancel' }
  | { type: 'contact:leave'; question: string; contact: string }
  | { type: 'feedback:give'; on: number; helpful: boolean; reason: FeedbackReason | null }
  | { type: 'chat:end' }

export type Queued = OutboxItem<Outgoing>

/** What became of a chat that was cleared here. */
export interface Receipt {
  /** When it was cleared, UTC ms. By this device's clock until the server has erased it, then by the server's. */
  erasedAt: number
  /** How many messages were in it. */
  messages: number
  /** A person had it: the server keeps such a chat longer by itself. */
  withPerson: boolean
  /** The server's word that it has erased the chat; null before that. */
  receipt: string | null
}

/** What is to be drawn. */
export interface ChatView {
  connection: ConnectionState
  /** This page is older than the server. */
  outdated: boolean
  presence: Presence
  /** How long the last visitors waited, ms; null while nobody can say. */
  usualWaitMs: number | null
  /** Who is writing; null when nobody is. */
  typing: string | null
  thread: Thread
  outbox: readonly Queued[]
  /**
   * What waits for the visitor's yes: where something private was found in it to sending that, otherwise to the notice. And
   * the emergency card that it calls for.
   */
  pending: { payload: Outgoing; card: CardKind | null; found: Found | null } | null
  /** Emergency cards found on this device, by client id of the message. */
  cards: ReadonlyMap<string, CardKind>
  unread: number
  /** One line about what became of the last chat. */
  note: 'cleared' | 'gone' | null
  receipt: Receipt | null
}

export interface Chat {
  readonly view: ChatView
  /** Whether there is a chat to come back to. */
  readonly exists: boolean
  subscribe(listener: () => void): () => void
  /** The visitor looks at the panel (or no longer does). The first look connects. */
  look(looking: boolean): void
  /** Sends text, or the entry that was tapped. Until the visitor's yes, where one is needed, it waits (`pending`). */
  say(text: string, choice?: string | null): void
  /** The same for everything that is not a message. */
  post(payload: Outgoing): void
  /** Says yes to what waits. */
  accept(): void
  /** Says no; returns the text that waited, for the composer. */
  decline(): string
  retry(clientId: string): void
  remove(clientId: string): void
  retryNow(): void
  typing(typing: boolean): void
  /**
   * Forgets the chat on this device and every tab of it, at once and whatever the server says. The server is asked to erase
   * it until it has, as long as this page is open: the key is in memory alone by then, so that the next person finds nothing.
   */
  clear(): Promise<void>
}

export interface ChatOptions {
  locale: () => Locale
  noticeVersion: string
  page: string | null
  clinicPhone: string
  first: ChatView
  vault: Vault
  shelf: Shelf
  triage: (text: string) => CardKind | null
  /** Called when a chat begins or is forgotten. */
  onExists: (exists: boolean) => void
}

type VisitorConnection = Connection<VisitorRequests, VisitorResults, VisitorPushes>

/** Asks over HTTP, which also works while the page goes away. */
const postJson = (path: string, token: string, body: object): Promise<Response> =>
  fetch(path, {
    method: 'POST',
    keepalive: true,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ version: PROTOCOL_VERSION, ...body }),
  })

const warn = (event: Event): void => event.preventDefault()

/** The visitor's side of a chat: what is known, what is on its way, and what can be done. It draws nothing. */
export function createChat(options: ChatOptions): Chat {
  const { shelf, vault, triage, onExists } = options
  const listeners = new Set<() => void>()
  let connection: VisitorConnection | null = null
  const outbox = createOutbox<Outgoing>({ send, shelf, onChange: (items) => change({ outbox: items }) })
  let log = newLog()
  let accepted = vault.ticket !== null || outbox.items.length > 0
  let looking = false
  let view: ChatView = { ...options.first, outbox: outbox.items }

  /** Only while something is unsent: a listener alone can keep a page out of the back/forward cache. */
  function guardUnsent(): void {
    const change = view.outbox.some(isPending) ? addEventListener : removeEventListener
    change('beforeunload', warn)
  }

  function change(next: Partial<ChatView>): void {
    view = { ...view, ...next }
    if (next.outbox) guardUnsent()
    for (const listener of listeners) listener()
  }

  function newLog(): Follow {
    let lost: Thread['items'] = []
    return follow({
      async readPage(since) {
        return await goOnline().request('chat:sync', { since })
      },
      onRestart: (before) => {
        lost = [...lost, ...before.items]
      },
      onChange(thread) {
        const known = new Set(thread.items.map((item) => (item.kind === 'visitor' ? item.clientId : '')))
        if (!thread.needsSync) {
          // The server went back to an earlier state: what it lost of the visitor's words is sent again.
          for (const item of lost) {
            if (item.kind !== 'visitor' || known.has(item.clientId)) continue
            outbox.add({ type: 'message:send', text: item.text, choice: item.choice }, item.clientId)
          }
          for (const { clientId, payload, gen } of outbox.items) {
            if (gen && gen !== thread.gen && !known.has(clientId)) outbox.add(payload, clientId)
          }
          lost = []
        }
        // What is acknowledged and no message has no bubble to wait for.
        outbox.settle(
          (item) => known.has(item.clientId) || (item.state === 'sent' && item.payload.type !== 'message:send'),
        )
        change({ thread, typing: thread.state === 'staff' ? view.typing : null })
        markRead()
      },
    })
  }

  async function send(clientId: string, payload: Outgoing): Promise<string> {
    const socket = goOnline()
    if (!vault.ticket) {
      const { noticeVersion, page, locale } = options
      const { chatId, token } = await socket.request('chat:start', { noticeVersion, page, locale: locale() })
      vault.keep({ chatId, token })
      onExists(true)
    }
    const { type, ...fields } = payload
    const { seq, gen } = await socket.request(type, { ...fields, clientId } as VisitorRequests[typeof type])
    if (seq > log.thread.cursor + 1) log.heard(seq)
    // Its event has come before its acknowledgement: there is nothing left to wait for.
    if (seq <= log.thread.cursor && gen === log.thread.gen) outbox.remove(clientId)
    return gen
  }

  function markRead(): void {
    if (looking && log.thread.cursor > vault.readSeq) {
      vault.read(log.thread.cursor)
      if (vault.ticket) tabs.tell({ type: 'read', chatId: vault.ticket.chatId, seq: vault.readSeq })
    }
    // Only a person asks whether their words have arrived. A lost one is made good by the next.
    if (log.thread.epoch) {
      connection?.request('reading:set', { got: log.thread.cursor, seen: vault.readSeq }).catch(() => {})
    }
    const count = unread(log.thread, vault.readSeq)
    if (count !== view.unread) change({ unread: count })
  }

  function goOnline(): VisitorConnection {
    if (connection) return connection
    const opened: VisitorConnection = connect({
      namespace: NAMESPACE_VISITOR,
      auth: () => ({ version: PROTOCOL_VERSION, chatId: null, token: null, ...vault.ticket }),
      onRefused(code) {
        if (code === 'outdated') change({ outdated: true })
        if (code !== 'unauthorized' || !vault.ticket) return
        forget('gone')
        opened.retryNow()
      },
    })
    connection = opened
    opened.on('log:events', (batch) => {
      if (vault.ticket) log.receive(batch)
    })
    opened.on('heartbeat', ({ lastSeq }) => {
      if (vault.ticket) log.heard(lastSeq)
    })
    opened.on('presence', ({ usualWaitMs, ...presence }) => change({ presence, usualWaitMs }))
    opened.on('typing', ({ name, typing }) => change({ typing: typing ? name : null }))
    opened.onState((state) => {
      change({ connection: state, ...(state === 'online' ? {} : { typing: null }) })
      if (state !== 'online') return
      if (vault.ticket) void log.sync().then(markRead)
      outbox.wake()
    })
    return opened
  }

  function forget(note: ChatView['note']): void {
    vault.empty()
    // What was stored in that chat is not waited for any more.
    outbox.settle(({ gen }) => gen)
    log.stop()
    log = newLog()
    change({ thread: EMPTY_THREAD, cards: new Map(), unread: 0, typing: null, pending: null, note, receipt: null })
    onExists(false)
  }

  async function erase({ chatId, token }: Ticket, receipt: Receipt): Promise<void> {
    change({ receipt })
    for (let attempt = 0; ; attempt++) {
      const told: Partial<Erased> = await postJson(ERASE_PATH, token, { chatId })
        .then((response) => response.json())
        .catch(() => ({}))
      if (told.receipt) {
        // Gone from the screen by now, where the visitor has gone on.
        if (view.receipt) change({ receipt: { ...receipt, ...told } })
        return
      }
      await new Promise((resolve) => setTimeout(resolve, backoffMs(attempt)))
    }
  }

  /** Everything is forgotten here, and what was on its way with the chat's key starts over without it. */
  function cleared(): void {
    accepted = false
    outbox.clear()
    shelf.remove(SIZE)
    forget('cleared')
    connection?.reconnect()
  }

  const tabs = joinTabs((message) => {
    const { ticket } = vault
    if (message.type === 'who') {
      if (ticket) tabs.tell({ type: 'chat', ...ticket })
    } else if (message.type === 'chat') {
      if (ticket || accepted) return
      vault.keep({ chatId: message.chatId, token: message.token })
      accepted = true
      onExists(true)
      if (connection) connection.reconnect()
      else goOnline()
    } else if (ticket?.chatId !== message.chatId) {
      return
    } else if (message.type === 'read') {
      vault.read(Math.max(vault.readSeq, message.seq))
      markRead()
    } else {
      cleared()
    }
  })

  onWake(() => {
    if (vault.ticket) void log.sync()
  })
  if (vault.ticket || accepted) goOnline()
  else tabs.tell({ type: 'who' })

  // The socket ends with the page; a request may outlive it. What it carries stays in the outbox: a repeat is stored once.
  addEventListener('pagehide', () => {
    const { ticket } = vault
    // As many of the longest as browsers let a page leave behind, 64 KiB.
    const items = outbox.items
      .filter(isPending)
      .slice(0, 5)
      .map(({ clientId, payload: { type, ...fields } }) => ({ event: type, payload: { ...fields, clientId } }))
    if (!ticket || !items[0]) return
    postJson(APPEND_PATH, ticket.token, { chatId: ticket.chatId, items }).catch(() => {})
  })

  /** What the visitor wrote freely and has not sent before. */
  function written(payload: Outgoing): string {
    if (payload.type === 'contact:leave') return payload.question === log.thread.lastQuestion ? '' : payload.question
    return payload.type === 'message:send' && payload.choice === null ? payload.text : ''
  }

  function post(payload: Outgoing): void {
    const { pending } = view
    if (pending?.card && pending.payload.type === 'message:send' && payload.type === 'message:send') {
      // Emergency words that wait for the notice keep their card: what is said after them is said with them.
      change({ pending: null })
      put({ ...pending.payload, text: `${pending.payload.text}\n${payload.text}` }, pending.card, null)
      return
    }
    const text = written(payload)
    const card = triage(text)
    // Somebody in danger is held up by nothing.
    const found = card ? null : findIdentifiers(text, options.clinicPhone)
    put(payload, payload.type === 'message:send' ? card : null, found)
  }

  function put(payload: Outgoing, card: CardKind | null, found: Found | null): void {
    if (view.note) change({ note: null, receipt: null })
    if (found || !accepted) {
      change({ pending: { payload, card, found } })
      return
    }
    const clientId = freshId()
    if (card) change({ cards: new Map(view.cards).set(clientId, card) })
    outbox.add(payload, clientId)
  }

  return {
    get view() {
      return view
    },
    get exists() {
      return vault.ticket !== null
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    look(next) {
      looking = next
      if (next) goOnline()
      markRead()
    },
    say: (text, choice = null) => post({ type: 'message:send', text, choice }),
    post,
    accept() {
      const { pending } = view
      if (!pending) return
      accepted ||= !pending.found
      // From here on there is something to come back to, though nothing may have been sent yet.
      if (accepted) onExists(true)
      change({ pending: null })
      put(pending.payload, pending.card, null)
    },
    decline() {
      const { pending } = view
      change({ pending: null })
      return pending?.payload.type === 'message:send' ? pending.payload.text : ''
    },
    retry: outbox.retry,
    remove: outbox.remove,
    retryNow: () => connection?.retryNow(),
    typing(typing) {
      const { state } = log.thread
      if (connection?.state !== 'online' || (state !== 'staff' && state !== 'waiting')) return
      // Nothing rests on it: a lost one is corrected by the next.
      connection.request('typing:set', { typing }).catch(() => {})
    },
    async clear() {
      const { ticket } = vault
      const { items, epoch } = log.thread
      cleared()
      if (!ticket) return
      tabs.tell({ type: 'cleared', chatId: ticket.chatId })
      void erase(ticket, {
        erasedAt: Date.now(),
        messages: items.filter(({ kind }) => kind !== 'line').length,
        withPerson: epoch > 0,
        receipt: null,
      })
    },
  }
}
