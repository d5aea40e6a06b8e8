import { batch, computed, type ReadonlySignal, signal } from '@preact/signals'
import { backoffMs } from '../../client/backoff.ts'
import type { StaffName } from '../../protocol/events.ts'
import type { InboxRow, StaffRequests, StaffResults } from '../../protocol/staff.ts'
import { inList, line, needsPerson } from '../inbox-view.ts'
import { LISTS, type List } from '../route.ts'

/** What the inbox asks of its connection. */
export interface InboxConnection {
  request(event: 'inbox:list', payload: StaffRequests['inbox:list']): Promise<StaffResults['inbox:list']>
}

export type Loading = 'loading' | 'ready' | 'failed'

export interface Inbox {
  /** Every row known, of open and closed chats, in no order. */
  readonly rows: ReadonlySignal<readonly InboxRow[]>
  readonly open: ReadonlySignal<Loading>
  readonly closed: ReadonlySignal<Loading>
  /** There are older closed chats than those listed. */
  readonly closedMore: ReadonlySignal<boolean>
  readonly counts: ReadonlySignal<Record<List, number>>
  /** Everybody who needs a person, first come first. */
  readonly line: ReadonlySignal<readonly InboxRow[]>
  /** The newest row that came to need a person while this page looked; null before the first. */
  readonly arrived: ReadonlySignal<InboxRow | null>
  /** Who passed which chat to this person while this page looked, by chat id. */
  readonly passed: ReadonlySignal<ReadonlyMap<string, StaffName>>
  row(chatId: string): InboxRow | null
  /** Reads a list anew, again and again until it is there: on each connection, and the closed list when it is first looked at. */
  load(list: 'open' | 'closed'): Promise<void>
  receive(row: InboxRow): void
  remove(chatId: string): void
  stop(): void
}

/** The chats that staff may act on, kept in step with the server. `me` is the staff member's id. */
export function createInbox(connection: InboxConnection, me: string): Inbox {
  const byId = signal<ReadonlyMap<string, InboxRow>>(new Map())
  const open = signal<Loading>('loading')
  const closed = signal<Loading>('loading')
  const closedMore = signal(false)
  const arrived = signal<InboxRow | null>(null)
  const passed = signal<ReadonlyMap<string, StaffName>>(new Map())
  /** What was pushed while a list was on its way: newer than the list. */
  const pushedSince = new Map<string, InboxRow | null>()
  let loads = 0
  let stopped = false
  const retries = new Map<'open' | 'closed', ReturnType<typeof setTimeout>>()

  const rows = computed(() => [...byId.value.values()])

  const noticeArrival = (before: InboxRow | undefined, row: InboxRow) => {
    if (needsPerson(row) && !(before && needsPerson(before))) arrived.value = row
    // Nobody takes what another one has: it was given.
    const from = before?.owner
    if (from && from.id !== me && row.owner?.id === me) passed.value = new Map(passed.peek()).set(row.chatId, from)
  }

  const status = (list: 'open' | 'closed') => (list === 'open' ? open : closed)

  const read = async (list: 'open' | 'closed', attempt = 0): Promise<void> => {
    clearTimeout(retries.get(list))
    if (loads++ === 0) pushedSince.clear()
    try {
      const result = await connection.request('inbox:list', { list })
      const before = byId.peek()
      const isOther = (row: InboxRow) => (row.state === 'closed') !== (list === 'closed')
      const next = new Map([...before].filter(([, row]) => isOther(row)))
      for (const row of result.rows) next.set(row.chatId, row)
      for (const [chatId, row] of pushedSince) {
        if (row) next.set(chatId, row)
        else next.delete(chatId)
      }
      const first = status(list).peek() !== 'ready' && list === 'open' && before.size === 0
      batch(() => {
        byId.value = next
        if (!first) for (const row of next.values()) noticeArrival(before.get(row.chatId), row)
      })
      if (list === 'closed') closedMore.value = result.closedMore
      status(list).value = 'ready'
    } catch {
      // The list that is there, if any, stays. What it lacks is not pushed again, so it is asked for until it comes.
      if (status(list).peek() === 'loading') status(list).value = 'failed'
      if (!stopped) retries.set(list, setTimeout(read, backoffMs(attempt), list, attempt + 1))
    } finally {
      loads--
    }
  }

  return {
    rows,
    open,
    closed,
    closedMore,
    arrived,
    passed,
    counts: computed(() => {
      const count = (list: List) => rows.value.filter((row) => inList(row, list, me)).length
      return Object.fromEntries(LISTS.map((list) => [list, count(list)])) as Record<List, number>
    }),
    line: computed(() => line(rows.value)),
    row: (chatId) => byId.value.get(chatId) ?? null,

    load(list) {
      if (status(list).peek() === 'failed') status(list).value = 'loading'
      return read(list)
    },
    receive(row) {
      const before = byId.peek().get(row.chatId)
      if (loads > 0) pushedSince.set(row.chatId, row)
      // Together: whoever hears of the row has to hear how it came here.
      batch(() => {
        byId.value = new Map(byId.peek()).set(row.chatId, row)
        noticeArrival(before, row)
      })
    },
    remove(chatId) {
      if (loads > 0) pushedSince.set(chatId, null)
      const next = new Map(byId.peek())
      if (next.delete(chatId)) byId.value = next
    },
    stop() {
      stopped = true
      for (const retry of retries.values()) clearTimeout(retry)
    },
  }
}
