import type { Conversation } from '../conversation/state.ts'
import { isListed } from '../inbox.ts'
import type { Store } from '../store/port.ts'

interface InboxPushesDeps {
  store: Pick<Store, 'conversation' | 'heads' | 'openHeads' | 'tombstone'>
  /** Whether a staff member is connected to this node. */
  isAnyoneHere(): boolean
  changed(conversation: Conversation): void
  removed(chatId: string): void
}

/** Open chats that the sweep looks after: as many as staff are shown. */
export const MAX_OPEN = 1000

/**
 * How much of each chat the staff of this node were told in their list. Rows are told when they are newer than that, so a chat
 * that changed on another node is told once, and one that nobody heard of is told by the sweep.
 */
export class InboxPushes {
  readonly #deps: InboxPushesDeps
  /** The seq of each open chat that everybody here was told; null while nobody here has asked for the list. */
  #told: Map<string, number> | null = null
  readonly #looking = new Map<string, { again: boolean; done: Promise<void> }>()

  constructor(deps: InboxPushesDeps) {
    this.#deps = deps
  }

  /** Somebody here was shown these chats as they are. The others were not: only the first list counts as told to everybody. */
  listed(conversations: Conversation[]): void {
    this.#told ??= new Map(conversations.map(({ id, lastSeq }) => [id, lastSeq]))
  }

  tell(conversation: Conversation): void {
    const { id, lastSeq, state } = conversation
    if (lastSeq <= (this.#told?.get(id) ?? 0)) return
    // A closed chat is in no list of open ones, and `told` holds no others.
    if (state === 'closed') this.#told?.delete(id)
    else this.#told?.set(id, lastSeq)
    if (isListed(conversation)) this.#deps.changed(conversation)
  }

  gone(chatId: string): void {
    this.#told?.delete(chatId)
    this.#deps.removed(chatId)
  }

  /** Tells the chat's row where nobody here knows `seq`; with 0, also that the chat is gone. Rejects with what the store rejects with. */
  look(chatId: string, seq: number): Promise<void> {
    if (!this.#deps.isAnyoneHere() || (seq > 0 && seq <= (this.#told?.get(chatId) ?? 0))) return Promise.resolve()
    const underWay = this.#looking.get(chatId)
    if (underWay) {
      underWay.again = true
      return underWay.done
    }
    const look = { again: true, done: Promise.resolve() }
    this.#looking.set(chatId, look)
    look.done = this.#read(chatId, look)
    return look.done
  }

  async #read(chatId: string, look: { again: boolean }): Promise<void> {
    const { store } = this.#deps
    try {
      while (look.again) {
        look.again = false
        const conversation = await store.conversation(chatId)
        if (conversation) this.tell(conversation)
        else if (await store.tombstone(chatId)) return this.gone(chatId)
      }
    } finally {
      this.#looking.delete(chatId)
    }
  }

  /** Finds every open chat that changed, and every one that was told and is gone, without anybody having rung. */
  async sweep(): Promise<void> {
    const { store, isAnyoneHere } = this.#deps
    if (!isAnyoneHere()) this.#told = null
    const told = this.#told
    if (!told) return
    const heads = await store.openHeads(MAX_OPEN)
    const open = new Set(heads.map(({ chatId }) => chatId))
    const changed = heads.filter(({ chatId, lastSeq }) => lastSeq > (told.get(chatId) ?? 0))
    const left = [...told].filter(([chatId]) => !open.has(chatId))
    const still = new Map<string, number>()
    for (const head of left.length === 0 ? [] : await store.heads(left.map(([chatId]) => chatId))) {
      still.set(head.chatId, head.lastSeq)
    }
    for (const [chatId, seq] of left) {
      const now = still.get(chatId)
      if (now === undefined) this.gone(chatId)
      else if (now > seq) changed.push({ chatId, lastSeq: now })
      else told.delete(chatId)
    }
    for (const { chatId, lastSeq } of changed) await this.look(chatId, lastSeq)
  }
}
