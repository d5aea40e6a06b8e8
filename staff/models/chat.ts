import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { type Follow, follow } from '../../client/follow.ts'
import { freshId } from '../../client/ids.ts'
import { createOutbox, type OutboxItem } from '../../client/outbox.ts'
import type { Shelf } from '../../client/shelf.ts'
import { type Batch, EMPTY_THREAD, type Item, type Thread } from '../../client/thread.ts'
import { ChatError, type ErrorCode } from '../../protocol/errors.ts'
import type { CloseOutcome } from '../../protocol/events.ts'
import type { Doing, InboxRow, Onlooker, StaffRequests, StaffResults } from '../../protocol/staff.ts'
import type { Reading, Stored } from '../../protocol/visitor.ts'

/** What a chat asks of its connection. */
export interface ChatConnection {
  request<E extends keyof StaffRequests & keyof StaffResults>(
    event: E,
    payload: StaffRequests[E],
  ): Promise<StaffResults[E]>
}

/**
 * What is on its way: a reply or an approved answer to the visitor with the ownership under which it was written, or a note,
 * which needs none.
 */
export type Outgoing = Reply | Chosen | { note: string }

/** An approved answer by its name; `title` is what it is called until it is in the log. */
interface Chosen {
  entryId: string
  title: string
  epoch: number
}

/** A reply must not be sent unread after a change of hands. */
interface Reply {
  text: string
  epoch: number
}

/** The words of it, whoever reads them. */
export const wordsOf = (payload: Outgoing): string =>
  'note' in payload ? payload.note : 'entryId' in payload ? payload.title : payload.text

export type Action = 'claim' | 'pass' | 'release' | 'close'

/** Why the last action came to nothing. `by` names who has the chat, where somebody has. */
export interface Setback {
  action: Action | 'send' | 'note'
  code: ErrorCode
  by: string | null
}

export interface Chat {
  readonly chatId: string
  readonly thread: ReadonlySignal<Thread>
  /** `gone`: there is no such chat. `erased`: its visitor has deleted it. */
  readonly status: ReadonlySignal<'loading' | 'ready' | 'gone' | 'erased'>
  /** Replies and notes on their way, oldest first. */
  readonly outbox: ReadonlySignal<readonly OutboxItem<Outgoing>[]>
  readonly isMine: ReadonlySignal<boolean>
  readonly visitorTyping: ReadonlySignal<boolean>
  /** How far the visitor's page has the log and has shown it, as seqs. */
  readonly reading: ReadonlySignal<Reading>
  /** Colleagues who have the chat before them too. */
  readonly onlookers: ReadonlySignal<readonly Onlooker[]>
  /** What is being asked of the server now. */
  readonly busy: ReadonlySignal<Action | null>
  readonly setback: ReadonlySignal<Setback | null>
  /** Resolves with whether the chat is this person's now. */
  claim(): Promise<boolean>
  release(to: 'queue' | 'bot'): Promise<boolean>
  /** Gives the chat to a colleague, with a note for them or null. */
  pass(to: string, note: string | null): Promise<boolean>
  close(outcome: CloseOutcome): Promise<boolean>
  /** Puts a reply on its way. Only while the chat is this person's. */
  send(text: string): void
  /** Puts an approved answer on its way. Only while the chat is this person's. */
  answer(entryId: string, title: string): void
  /** Puts a note for the other staff on its way, whoever has the chat. */
  note(text: string): void
  /** Sends what was refused again, a reply under the ownership of now. */
  retry(clientId: string): void
  discard(clientId: string): void
  /** Tells the visitor that somebody writes, or (`false`) no longer does; never what. Call it with each keystroke. */
  typing(on: boolean): void
  /** The visitor writes, or no longer does. */
  heardTyping(on: boolean): void
  heardReading(reading: Reading): void
  heardOnlookers(staff: readonly Onlooker[]): void
  /** Tells colleagues what this page does with the chat. Call it on each change, and with each keystroke. */
  doing(doing: Doing): void
  receive(batch: Batch): void
  heard(lastSeq: number): void
  /** Reads what is missing and sends what waits: on each connection. */
  wake(): void
  stop(): void
}

export interface ChatOptions {
  chatId: string
  connection: ChatConnection
  /** The staff member's id. */
  me: string
  shelf: Shelf
  onRow: (row: InboxRow) => void
}

/** How long "is writing" is believed without being said again, ms. */
const TYPING_MS = 8000
/** How often it is said while keys are pressed, and after what silence it is taken back, ms. */
const TYPING_SAY_MS = 3000
const TYPING_IDLE_MS = 5000

/** One chat as a staff member sees it: its log, what is on its way, and what may be done with it. */
export function createChat({ chatId, connection, me, shelf, onRow }: ChatOptions): Chat {
  const thread = signal<Thread>(EMPTY_THREAD)
  const status = signal<'loading' | 'ready' | 'gone' | 'erased'>('loading')
  const items = signal<readonly OutboxItem<Outgoing>[]>([])
  const busy = signal<Action | null>(null)
  const setback = signal<Setback | null>(null)
  const visitorTyping = signal(false)
  const reading = signal<Reading>({ got: 0, seen: 0 })
  const onlookers = signal<readonly Onlooker[]>([])
  const isMine = computed(() => thread.value.state === 'staff' && thread.value.owner?.id === me)
  /** The id of an action stays the same until its answer is known: asked again, it is the same action. */
  const unanswered = new Map<string, string>()
  let visitorTimer: ReturnType<typeof setTimeout> | undefined
  let typingTimer: ReturnType<typeof setTimeout> | undefined
  let saidTypingAt = Number.NEGATIVE_INFINITY

  const following: Follow = follow({
    readPage: async (since) => {
      try {
        const { row, reading: known, ...page } = await connection.request('chat:sync', { chatId, since })
        onRow(row)
        heardReading(known)
        if (!page.more) status.value = 'ready'
        return page
      } catch (error) {
        if (error instanceof ChatError && (error.code === 'not-found' || error.code === 'erased')) {
          status.value = error.code === 'erased' ? 'erased' : 'gone'
          following.stop()
        }
        throw error
      }
    },
    onRestart(before) {
      lost = [...lost, ...before.items]
    },
    onChange(next) {
      const before = thread.peek()
      thread.value = next
      if (!next.needsSync) sendLost(next)
      outbox.settle(({ clientId }) => isInLog(next, clientId))
      if (next.items.length > before.items.length && next.items.at(-1)?.kind === 'visitor') heardTyping(false)
      // What was asked before the chat changed hands has its answer: asked again, it is another action.
      if (next.epoch !== before.epoch) unanswered.clear()
      if (next.epoch !== before.epoch && isMine.peek()) setback.value = null
    },
  })

  /** What this page has seen of a log that the server has put back to an earlier state since. */
  let lost: Thread['items'] = []
  /** Own words that the server lost are sent again; refused, because somebody else has the chat now, they stay here to be seen. */
  const sendLost = (next: Thread) => {
    const epoch = Math.max(1, next.epoch)
    const seen = lost.flatMap((item) => sentBy(me, item, epoch))
    const acknowledged = outbox.items.flatMap(({ clientId, payload, gen }) =>
      gen !== null && gen !== next.gen ? [{ clientId, payload: renewed(payload, epoch) }] : [],
    )
    for (const { clientId, payload } of [...seen, ...acknowledged]) {
      if (!isInLog(next, clientId)) outbox.add(payload, clientId)
    }
    lost = []
  }

  const outbox = createOutbox<Outgoing>({
    shelf,
    key: `outbox.${me}.${chatId}`,
    async send(clientId, payload) {
      try {
        return (await post(clientId, payload)).gen
      } catch (error) {
        if (error instanceof ChatError && !isPassing(error.code)) fell('note' in payload ? 'note' : 'send', error)
        throw error
      }
    },
    onChange(next) {
      items.value = next
    },
  })
  items.value = outbox.items

  function post(clientId: string, payload: Outgoing): Promise<Stored> {
    if ('note' in payload) return connection.request('note:write', { chatId, clientId, text: payload.note })
    if ('entryId' in payload) {
      const { entryId, epoch } = payload
      return connection.request('answer:send', { chatId, clientId, entryId, epoch })
    }
    return connection.request('message:send', { chatId, clientId, ...payload })
  }

  const fell = (action: Setback['action'], error: unknown) => {
    const { code, details } =
      error instanceof ChatError ? error : { code: 'unavailable' as const, details: { by: undefined } }
    setback.value = { action, code, by: details.by ?? null }
    // Whatever was refused: the log knows how things stand.
    void following.sync()
  }

  const act = async <E extends 'chat:claim' | 'chat:pass' | 'chat:release' | 'chat:close'>(
    action: Action,
    event: E,
    payload: Omit<StaffRequests[E], 'clientId'>,
  ): Promise<boolean> => {
    if (busy.peek() !== null) return false
    busy.value = action
    setback.value = null
    const key = JSON.stringify([event, payload])
    const clientId = unanswered.get(key) ?? freshId()
    unanswered.set(key, clientId)
    try {
      await connection.request(event, { ...payload, clientId } as StaffRequests[E])
      unanswered.delete(key)
      await following.sync()
      return true
    } catch (error) {
      if (!(error instanceof ChatError && error.code === 'unavailable')) unanswered.delete(key)
      fell(action, error)
      return false
    } finally {
      busy.value = null
    }
  }

  const heardTyping = (on: boolean) => {
    clearTimeout(visitorTimer)
    visitorTyping.value = on
    if (on) visitorTimer = setTimeout(heardTyping, TYPING_MS, false)
  }

  const sayTyping = (on: boolean) => {
    clearTimeout(typingTimer)
    if (on) typingTimer = setTimeout(sayTyping, TYPING_IDLE_MS, false)
    const now = performance.now()
    if (on ? now - saidTypingAt < TYPING_SAY_MS || !isMine.peek() : saidTypingAt === Number.NEGATIVE_INFINITY) return
    saidTypingAt = on ? now : Number.NEGATIVE_INFINITY
    // A sign of life and nothing more: lost, it is not sent again.
    connection.request('typing:set', { chatId, typing: on }).catch(() => {})
  }

  /** Never less than was known: two pages of the visitor's, or a server that started since, may say less. */
  const heardReading = ({ got, seen }: Reading) => {
    const before = reading.peek()
    if (got <= before.got && seen <= before.seen) return
    reading.value = { got: Math.max(got, before.got), seen: Math.max(seen, before.seen) }
  }

  const heardOnlookers = (staff: readonly Onlooker[]) => {
    onlookers.value = staff.filter(({ id }) => id !== me)
  }

  /** What was said last, and to go back to once no key is pressed any more. */
  let said: Doing = 'nothing'
  let idleTimer: ReturnType<typeof setTimeout> | undefined
  const sayDoing = (doing: Doing) => {
    clearTimeout(idleTimer)
    const isWriting = doing === 'replying' || doing === 'noting'
    if (isWriting) idleTimer = setTimeout(sayDoing, TYPING_IDLE_MS, 'reading')
    if (doing === said) return
    said = doing
    connection.request('looking:set', { chatId, doing }).then(
      ({ staff }) => {
        if (said !== 'nothing') heardOnlookers(staff)
      },
      // A sign of life and nothing more: the next connection says it again.
      () => {},
    )
  }

  void following.sync()

  return {
    chatId,
    thread,
    status,
    outbox: items,
    isMine,
    visitorTyping,
    reading,
    onlookers,
    busy,
    setback,
    claim: () => act('claim', 'chat:claim', { chatId }),
    release: (to) => act('release', 'chat:release', { chatId, epoch: thread.peek().epoch, to }),
    pass: (to, note) => act('pass', 'chat:pass', { chatId, epoch: thread.peek().epoch, to, note }),
    close: (outcome) => act('close', 'chat:close', { chatId, epoch: thread.peek().epoch, outcome }),
    send(text) {
      if (!isMine.peek()) return
      sayTyping(false)
      setback.value = null
      outbox.add({ text, epoch: thread.peek().epoch })
    },
    answer(entryId, title) {
      if (!isMine.peek()) return
      setback.value = null
      outbox.add({ entryId, title, epoch: thread.peek().epoch })
    },
    note(text) {
      setback.value = null
      outbox.add({ note: text })
    },
    retry(clientId) {
      const item = items.peek().find((candidate) => candidate.clientId === clientId)
      if (item?.state !== 'failed') return
      const { payload } = item
      if (!('note' in payload) && !isMine.peek()) return
      setback.value = null
      const { epoch } = thread.peek()
      if ('note' in payload || payload.epoch === epoch) return outbox.retry(clientId)
      // It was refused for good under the old ownership, so a new write cannot double it.
      outbox.remove(clientId)
      outbox.add(renewed(payload, epoch))
    },
    discard: (clientId) => outbox.remove(clientId),
    typing: sayTyping,
    heardTyping,
    heardReading,
    heardOnlookers,
    doing: sayDoing,
    receive: (batch) => following.receive(batch),
    heard: (lastSeq) => following.heard(lastSeq),
    wake() {
      void following.sync()
      const before = said
      said = 'nothing'
      sayDoing(before)
      outbox.wake()
    },
    stop() {
      clearTimeout(visitorTimer)
      clearTimeout(typingTimer)
      clearTimeout(idleTimer)
      outbox.stop()
      following.stop()
    },
  }
}

/** As it is sent under another ownership. */
const renewed = (payload: Outgoing, epoch: number): Outgoing => ('note' in payload ? payload : { ...payload, epoch })

/** What this person once sent, as it would be sent again. */
function sentBy(me: string, item: Item, epoch: number): { clientId: string; payload: Outgoing }[] {
  if (item.kind === 'staff' && item.staff.id === me) {
    const { clientId, text, approved } = item
    if (!approved) return [{ clientId, payload: { text, epoch } }]
    const { entryId, title } = approved.answers[0]
    return [{ clientId, payload: { entryId, title, epoch } }]
  }
  if (item.kind !== 'note' || item.note.staff.id !== me) return []
  return [{ clientId: item.note.clientId, payload: { note: item.note.text } }]
}

const isInLog = ({ items }: Thread, clientId: string): boolean =>
  items.some(
    (item) =>
      (item.kind === 'staff' && item.clientId === clientId) ||
      (item.kind === 'note' && item.note.clientId === clientId),
  )

const isPassing = (code: ErrorCode): boolean => code === 'unavailable' || code === 'too-fast'
