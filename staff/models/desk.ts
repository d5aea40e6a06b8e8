import { computed, effect, type ReadonlySignal, signal, untracked } from '@preact/signals'
import { backoffMs } from '../../client/backoff.ts'
import type { Connection, ConnectionState } from '../../client/connection.ts'
import type { Shelf } from '../../client/shelf.ts'
import { onWake } from '../../client/wake.ts'
import type { Locale } from '../../protocol/events.ts'
import type {
  AlertsProof,
  InboxRow,
  Me,
  SearchCursor,
  StaffPushes,
  StaffRequests,
  StaffResults,
} from '../../protocol/staff.ts'
import { inList } from '../inbox-view.ts'
import { type Chat, createChat } from './chat.ts'
import { createDrafts, type Drafts } from './drafts.ts'
import { createInbox, type Inbox } from './inbox.ts'

export type StaffConnection = Connection<StaffRequests, StaffResults, StaffPushes>
export type StaffPresence = StaffPushes['presence']

/** Everything one signed-in staff member works with. */
export interface Desk {
  readonly me: Me
  readonly inbox: Inbox
  /** Replies that were not sent. */
  readonly drafts: Drafts
  /** Notes that were not saved. */
  readonly notes: Drafts
  /** The approved answer that goes with the next reply, by its name. */
  readonly chosen: Drafts
  /** Which of the clinic's steps were done, as numbers from 0 with commas between. */
  readonly ticks: Drafts
  readonly connection: ReadonlySignal<ConnectionState>
  /** Since when there is no connection, UTC ms by the clock given; null while there is one. */
  readonly offlineSince: ReadonlySignal<number | null>
  /** Who is here; null while that is not known. */
  readonly presence: ReadonlySignal<StaffPresence | null>
  /** Whether alerts are known to reach staff; null while that is not known. */
  readonly proof: ReadonlySignal<AlertsProof | null>
  /** Whether this person counts as here; null while that is not known. */
  readonly onDuty: ReadonlySignal<boolean | null>
  /** How many replies are on their way in all chats. */
  readonly unsent: ReadonlySignal<number>
  /** Own chats with something new since they were last looked at. */
  readonly unread: ReadonlySignal<ReadonlySet<string>>
  /** Resolves with whether the server took it. */
  setDuty(onDuty: boolean): Promise<boolean>
  /** The chat, followed from here on. */
  chat(chatId: string): Chat
  /** Makes a test for all staff; null where the server did not. */
  makeTest(locale: Locale): Promise<string | null>
  /** What became of a test's alerts outside the console; null where the server did not say. */
  traceTest(chatId: string): Promise<StaffResults['alerts:trace'] | null>
  /** A page of the messages with these words. Rejects with ChatError. */
  search(words: string, before: SearchCursor | null): Promise<StaffResults['chat:search']>
  /** Which chat is before the person's eyes; null for none. */
  look(chatId: string | null): void
  retryNow(): void
  stop(): void
}

export interface DeskOptions {
  connection: StaffConnection
  me: Me
  /** Where drafts and replies on their way outlive a reload. */
  shelf: Shelf
  /** UTC ms. */
  now: () => number
  /** The session ended elsewhere. */
  onEnded: () => void
}

export function createDesk({ connection, me, shelf, now, onEnded }: DeskOptions): Desk {
  const inbox = createInbox(connection, me.id)
  const drafts = createDrafts(shelf, me.id)
  const notes = createDrafts(shelf, me.id, 'notes')
  const chosen = createDrafts(shelf, me.id, 'chosen')
  const ticks = createDrafts(shelf, me.id, 'ticks')
  const state = signal<ConnectionState>(connection.state)
  const offlineSince = signal<number | null>(connection.state === 'online' ? null : now())
  const presence = signal<StaffPresence | null>(null)
  const proof = signal<AlertsProof | null>(null)
  const chats = signal<ReadonlyMap<string, Chat>>(new Map())
  const looking = signal<string | null>(null)
  /** The highest seq seen of each own chat. */
  const seen = signal<ReadonlyMap<string, number>>(new Map())
  const dutyKey = `duty.${me.id}`

  const isMine = (row: InboxRow) => inList(row, 'mine', me.id)

  const chat = (chatId: string): Chat => {
    const known = chats.peek().get(chatId)
    if (known) return known
    const opened = untracked(() =>
      createChat({
        chatId,
        connection,
        me: me.id,
        shelf,
        onRow(row) {
          // It was read before it was sent, and what was pushed in between may be here already.
          if (row.lastSeq >= (inbox.row(chatId)?.lastSeq ?? 0)) inbox.receive(row)
        },
      }),
    )
    chats.value = new Map(chats.peek()).set(chatId, opened)
    return opened
  }

  /** Whether the server still has to hear what was chosen here: it takes everybody for here when it is started again. */
  let restoring = false
  let restoreTimer: ReturnType<typeof setTimeout> | undefined
  const restoreDuty = (attempt = 0) => {
    clearTimeout(restoreTimer)
    const wish = shelf.get(dutyKey)
    restoring = wish !== null
    if (!restoring) return
    connection.request('duty:set', { onDuty: wish === 'here' }).then(
      () => {
        restoring = false
      },
      () => {
        if (restoring) restoreTimer = setTimeout(restoreDuty, backoffMs(attempt), attempt + 1)
      },
    )
  }
  const restored = () => {
    restoring = false
    clearTimeout(restoreTimer)
  }

  const loadLists = () => {
    void inbox.load('open')
    if (inbox.closed.peek() !== 'loading') void inbox.load('closed')
  }
  const connected = () => {
    // Before all else: visitors are told who is here, and what comes after may be too much at once.
    restoreDuty()
    loadLists()
    for (const open of chats.peek().values()) open.wake()
  }

  const undo = [
    // What came while the page was frozen may never have arrived, though the wire looks alive.
    onWake(() => {
      if (connection.state !== 'online') return
      loadLists()
      for (const open of chats.peek().values()) open.wake()
    }),
    connection.onState((next) => {
      state.value = next
      if (next === 'online') {
        offlineSince.value = null
        connected()
      } else {
        offlineSince.value ??= now()
        presence.value = null
      }
    }),
    connection.on('inbox:changed', ({ row }) => inbox.receive(row)),
    connection.on('inbox:removed', ({ chatId }) => {
      inbox.remove(chatId)
      // Open on the screen it must not stay there: reading it finds that it is gone.
      chats.peek().get(chatId)?.wake()
    }),
    connection.on('log:events', ({ chatId, ...batch }) => chats.peek().get(chatId)?.receive(batch)),
    connection.on('heartbeat', ({ lastSeqs }) => {
      for (const [chatId, lastSeq] of Object.entries(lastSeqs)) chats.peek().get(chatId)?.heard(lastSeq)
    }),
    connection.on('presence', (next) => {
      presence.value = next
      const mine = next.staff.find(({ id }) => id === me.id)
      if (mine && !restoring) shelf.set(dutyKey, mine.onDuty ? 'here' : 'away')
    }),
    connection.on('alerts', (next) => {
      proof.value = next
    }),
    connection.on('reading', ({ chatId, ...reading }) => chats.peek().get(chatId)?.heardReading(reading)),
    connection.on('onlookers', ({ chatId, staff }) => chats.peek().get(chatId)?.heardOnlookers(staff)),
    connection.on('typing', ({ chatId, typing }) => chats.peek().get(chatId)?.heardTyping(typing)),
    connection.on('session:ended', onEnded),
    // Own chats are followed whether or not they are looked at: what waits in their outboxes is sent.
    effect(() => {
      for (const row of inbox.rows.value) if (isMine(row)) untracked(() => chat(row.chatId))
    }),
    effect(() => {
      const before = seen.peek()
      const next = new Map<string, number>()
      for (const row of inbox.rows.value) {
        if (!isMine(row)) continue
        // What a colleague has passed on is news as a whole.
        const first = inbox.passed.value.has(row.chatId) ? 0 : row.lastSeq
        const known = row.chatId === looking.value ? row.lastSeq : (before.get(row.chatId) ?? first)
        next.set(row.chatId, known)
      }
      seen.value = next
    }),
  ]
  if (connection.state === 'online') connected()

  return {
    me,
    inbox,
    drafts,
    notes,
    chosen,
    ticks,
    connection: state,
    offlineSince,
    presence,
    proof,
    onDuty: computed(() => presence.value?.staff.find(({ id }) => id === me.id)?.onDuty ?? null),
    unsent: computed(() => {
      const pending = (open: Chat) => open.outbox.value.filter((item) => item.state !== 'sent').length
      return [...chats.value.values()].reduce((sum, open) => sum + pending(open), 0)
    }),
    unread: computed(() => {
      const fresh = inbox.rows.value.filter((row) => row.lastSeq > (seen.value.get(row.chatId) ?? row.lastSeq))
      return new Set(fresh.map((row) => row.chatId))
    }),
    async setDuty(onDuty) {
      try {
        await connection.request('duty:set', { onDuty })
        restored()
        shelf.set(dutyKey, onDuty ? 'here' : 'away')
        return true
      } catch {
        // Not connected or refused: the switch stays where the server last said.
        return false
      }
    },
    chat,
    makeTest: (locale) =>
      connection.request('alerts:test', { locale }).then(
        ({ chatId }) => chatId,
        () => null,
      ),
    traceTest: (chatId) => connection.request('alerts:trace', { chatId }).catch(() => null),
    search: (words, before) => connection.request('chat:search', { words, before }),
    look(chatId) {
      const before = looking.peek()
      looking.value = chatId
      if (before !== null && before !== chatId) chats.peek().get(before)?.doing('nothing')
      if (chatId !== null) chat(chatId).doing('reading')
    },
    retryNow: () => connection.retryNow(),
    stop() {
      for (const stop of undo) stop()
      restored()
      inbox.stop()
      for (const open of chats.peek().values()) open.stop()
      connection.close()
    },
  }
}
