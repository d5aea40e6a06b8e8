import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { type Follow, follow } from '../../client/follow.ts'
import { freshId } from '../../client/ids.ts'
import { createOutbox, type OutboxItem } from '../../client/outbox.ts'
import type { Shelf } from '../../client/shelf.ts'
import { type Batch, EMPTY_THREAD, type Thread } from '../../client/thread.ts'
import { ChatError, type ErrorCode } from '../../protocol/errors.ts'
import type { CloseOutcome } from '../../protocol/events.ts'
import type { InboxRow, StaffRequests, StaffResults } from '../../protocol/staff.ts'

/** What a chat asks of its connection. */
export interface ChatConnection {
  request<E extends keyof StaffRequests & keyof StaffResults>(
    event: E,
    payload: StaffRequests[E],
  ): Promise<StaffResults[E]>
}

/** A reply, and the ownership under which it was written: after a change of hands it must not be sent unread. */
export interface Reply {
  text: string
  epoch: number
}

export type Action = 'claim' | 'release' | 'close'

/** Why the last action came to nothing. `by` names who has the chat, where somebody has. */
export interface Setback {
  action: Action | 'send'
  code: ErrorCode
  by: string | null
}

export interface Chat {
  readonly chatId: string
  readonly thread: ReadonlySignal<Thread>
  /** `gone`: there is no such chat. */
  readonly status: ReadonlySignal<'loading' | 'ready' | 'gone'>
  /** Replies on their way, oldest first. */
  readonly outbox: ReadonlySignal<readonly OutboxItem<Reply>[]>
  readonly isMine: ReadonlySignal<boolean>
  readonly visitorTyping: ReadonlySignal<boolean>
  /** What is being asked of the server now. */
  readonly busy: ReadonlySignal<Action | null>
  readonly setback: ReadonlySignal<Setback | null>
  /** Resolves with whether the chat is this person's now. */
  claim(): Promise<boolean>
  release(to: 'queue' | 'bot'): Promise<boolean>
  close(outcome: CloseOutcome): Promise<boolean>
  /** Puts a reply on its way. Only while the chat is this person's. */
  send(text: string): void
  /** Sends a refused reply again, under the ownership of now. */
  retry(clientId: string): void
  discard(clientId: string): void
  /** Tells the visitor that somebody writes, or (`false`) no longer does; never what. Call it with each keystroke. */
  typing(on: boolean): void
  /** The visitor writes, or no longer does. */
  heardTyping(on: boolean): void
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
  const status = signal<'loading' | 'ready' | 'gone'>('loading')
  const items = signal<readonly OutboxItem<Reply>[]>([])
  const busy = signal<Action | null>(null)
  const setback = signal<Setback | null>(null)
  const visitorTyping = signal(false)
  const isMine = computed(() => thread.value.state === 'staff' && thread.value.owner?.id === me)
  /** The id of an action stays the same until its answer is known: asked again, it is the same action. */
  const unanswered = new Map<string, string>()
  let visitorTimer: ReturnType<typeof setTimeout> | undefined
  let typingTimer: ReturnType<typeof setTimeout> | undefined
  let saidTypingAt = Number.NEGATIVE_INFINITY

  const following: Follow = follow({
    readPage: async (since) => {
      try {
        const { row, ...page } = await connection.request('chat:sync', { chatId, since })
        onRow(row)
        if (!page.more) status.value = 'ready'
        return page
      } catch (error) {
        if (error instanceof ChatError && error.code === 'not-found') {
          status.value = 'gone'
          following.stop()
        }
        throw error
      }
    },
    onChange(next) {
      const before = thread.peek()
      thread.value = next
      outbox.settle((clientId) => next.items.some((item) => item.kind === 'staff' && item.clientId === clientId))
      if (next.items.length > before.items.length && next.items.at(-1)?.kind === 'visitor') heardTyping(false)
      // What was asked before the chat changed hands has its answer: asked again, it is another action.
      if (next.epoch !== before.epoch) unanswered.clear()
      if (next.epoch !== before.epoch && isMine.peek()) setback.value = null
    },
  })

  const outbox = createOutbox<Reply>({
    shelf,
    key: `outbox.${me}.${chatId}`,
    async send(clientId, { text, epoch }) {
      try {
        await connection.request('message:send', { chatId, clientId, epoch, text })
      } catch (error) {
        if (error instanceof ChatError && !isPassing(error.code)) fell('send', error)
        throw error
      }
    },
    onChange(next) {
      items.value = next
    },
  })
  items.value = outbox.items

  const fell = (action: Setback['action'], error: unknown) => {
    const { code, details } =
      error instanceof ChatError ? error : { code: 'unavailable' as const, details: { by: undefined } }
    setback.value = { action, code, by: details.by ?? null }
    // Whatever was refused: the log knows how things stand.
    void following.sync()
  }

  const act = async <E extends 'chat:claim' | 'chat:release' | 'chat:close'>(
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

  void following.sync()

  return {
    chatId,
    thread,
    status,
    outbox: items,
    isMine,
    visitorTyping,
    busy,
    setback,
    claim: () => act('claim', 'chat:claim', { chatId }),
    release: (to) => act('release', 'chat:release', { chatId, epoch: thread.peek().epoch, to }),
    close: (outcome) => act('close', 'chat:close', { chatId, epoch: thread.peek().epoch, outcome }),
    send(text) {
      if (!isMine.peek()) return
      sayTyping(false)
      setback.value = null
      outbox.add({ text, epoch: thread.peek().epoch })
    },
    retry(clientId) {
      const item = items.peek().find((candidate) => candidate.clientId === clientId)
      if (item?.state !== 'failed' || !isMine.peek()) return
      setback.value = null
      const { epoch } = thread.peek()
      if (item.payload.epoch === epoch) return outbox.retry(clientId)
      // It was refused for good under the old ownership, so a new write cannot double it.
      outbox.remove(clientId)
      outbox.add({ text: item.payload.text, epoch })
    },
    discard: (clientId) => outbox.remove(clientId),
    typing: sayTyping,
    heardTyping,
    receive: (batch) => following.receive(batch),
    heard: (lastSeq) => following.heard(lastSeq),
    wake() {
      void following.sync()
      outbox.wake()
    },
    stop() {
      clearTimeout(visitorTimer)
      clearTimeout(typingTimer)
      outbox.stop()
      following.stop()
    },
  }
}

const isPassing = (code: ErrorCode): boolean => code === 'unavailable' || code === 'too-fast'
