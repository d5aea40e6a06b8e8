import type { ErrorCode } from '../../protocol/errors.ts'
import { demand } from './coverage.ts'
import type { Word } from './ledger.ts'
import type { Stage } from './stage.ts'

/** Refusals that leave words with their writer, visibly and for good: what they belonged to is not there any more. */
const FINAL: readonly (ErrorCode | null)[] = ['unauthorized']

/**
 * What became of everything that was said, after quiescence: it stands in the log, once and in its order, or whoever said it
 * sees that it does not (I1, I4, I12, I16).
 */
export function checkWords(stage: Stage): void {
  checkOutboxes(stage)
  const { ledger, logs } = stage
  const places = new Map<string, [chatId: string, seq: number]>()
  for (const [chatId, { texts }] of logs.chats) for (const [text, seq] of texts) places.set(text, [chatId, seq])
  for (const word of ledger.words) {
    if (places.has(word.text) || ledger.excused.has(word.text) || isWithWriter(word, stage)) continue
    const chatId = ledger.storedIn(word.text)
    if (chatId !== undefined && !logs.chats.has(chatId)) continue
    // A restore took it, and then the visitor's key to the chat ran out.
    const hasKey = stage.tabs.some((tab) => tab.isOpen && tab.now.vault.ticket?.chatId === chatId)
    if (ledger.lost.has(word.text) && word.kind === 'message' && !hasKey) continue
    const was = ledger.lost.has(word.text) ? 'I16: the restored log lacks' : 'I12: the log lacks'
    demand(
      false,
      was,
      () => `"${word.text}" of ${word.writer}, ${chatId ? 'which was in it' : 'which never was in it'}`,
    )
  }
  const lastOf = new Map<string, [seq: number, text: string]>()
  for (const { text, writer } of ledger.words) {
    const [chatId, seq] = places.get(text) ?? []
    if (chatId === undefined || seq === undefined || ledger.moved.has(text)) continue
    // I4: one writer's words stand in the order in which they were said; not so where a restore took some of them away.
    const key = `${writer} ${chatId}`
    const [before, earlier] = lastOf.get(key) ?? [0, '']
    demand(
      seq > before,
      'I4',
      () => `"${text}" stands at ${seq}, before "${earlier}" at ${before}, which was said first`,
    )
    lastOf.set(key, [seq, text])
  }
}

/** Nothing is stuck on its way: what is still in a visitor's outbox was refused in a way that nothing can mend. */
function checkOutboxes({ tabs, ledger }: Stage): void {
  for (const [n, tab] of tabs.entries()) {
    if (!tab.isOpen) continue
    for (const { payload, state, error } of tab.now.chat.view.outbox) {
      // What is no message has no bubble to wait for: acknowledged, it is forgotten with the next change of the log.
      if (state === 'sent' && payload.type !== 'message:send') continue
      // A thumb for a reply that a restore took away belongs to nothing.
      const lame = payload.type === 'feedback:give' && error === 'malformed'
      const final = state === 'failed' && (FINAL.includes(error) || lame)
      const text = payload.type === 'message:send' ? payload.text : payload.type
      demand(final || ledger.excused.has(text), 'I12', () => `"${text}" of tab ${n} is ${state} (${error})`)
    }
  }
}

/** Whether the writer sees it as not sent. */
function isWithWriter({ text, kind, chatId, writer }: Word, { tabs, staff }: Stage): boolean {
  if (kind === 'reply') {
    const browser = staff.find(({ who }) => who.id === writer)
    return chatId !== null && (browser?.kept(chatId).includes(text) ?? false)
  }
  return tabs.some(
    (tab) =>
      tab.isOpen &&
      tab.now.chat.view.outbox.some(
        ({ payload, state }) =>
          state === 'failed' &&
          ((payload.type === 'message:send' && payload.text === text) ||
            (payload.type === 'contact:leave' && payload.question === text)),
      ),
  )
}
