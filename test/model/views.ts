import type { Thread } from '../../client/thread.ts'
import type { LogEvent } from '../../protocol/events.ts'
import { isListed, rowOf } from '../../server/inbox.ts'
import { demand } from './coverage.ts'
import type { VisitorTab } from './ends.ts'
import type { ReadLog } from './logs.ts'
import type { Stage } from './stage.ts'

/** Seen before, and true of it: a thread is never changed in place. */
const sound = new WeakMap<Thread, true>()

/** I5 while things happen: whatever an end shows is the log up to its cursor, nothing left out and nothing twice. */
export function checkPrefixes(stage: Stage): void {
  for (const [who, chatId, thread] of threads(stage)) {
    if (sound.has(thread) || thread.gen !== stage.ground.gen()) continue
    const log = stage.logs.chats.get(chatId)
    if (!log) continue
    checkPrefix(who, thread, log)
    sound.set(thread, true)
  }
}

function* threads({ tabs, staff, opened }: Stage): Generator<[who: string, chatId: string, thread: Thread]> {
  for (const [n, tab] of tabs.entries()) {
    const { ticket } = tab.isOpen ? tab.now.vault : { ticket: null }
    if (ticket) yield [`tab ${n}`, ticket.chatId, tab.now.chat.view.thread]
  }
  for (const { who, now } of staff) {
    if (!now) continue
    for (const chatId of opened.get(now.page) ?? []) yield [who.id, chatId, now.desk.chat(chatId).thread.peek()]
  }
}

function checkPrefix(who: string, thread: Thread, log: ReadLog): void {
  const { cursor, items } = thread
  const after = log.after[cursor - 1]
  demand(cursor <= log.events.length, 'I5', () => `${who} is at ${cursor} of a log of ${log.events.length}`)
  const drawn = after?.drawn[who.startsWith('tab ') ? 'visitor' : 'staff'] ?? 0
  demand(items.length === drawn, 'I5', () => `${who} shows ${items.length} of ${drawn} things up to ${cursor}`)
  let last = 0
  for (const item of items) {
    demand(item.seq > last, 'I5', () => `${who} shows ${item.seq} after ${last}`)
    last = item.seq
    demand(isItem(item, log.events[item.seq - 1]), 'I5', () => `${who} shows something else at ${item.seq}`)
  }
  if (!after) return
  demand(thread.state === after.state, 'I5', () => `${who} shows ${thread.state}, which is ${after.state} at ${cursor}`)
  demand(
    (thread.owner?.id ?? null) === after.ownerId,
    'I5',
    () => `${who} shows ${thread.owner?.id} as the owner of ${after.ownerId}'s chat`,
  )
  demand(thread.epoch === after.epoch, 'I5', () => `${who} shows epoch ${thread.epoch} of ${after.epoch}`)
}

function isItem(item: Thread['items'][number], event: LogEvent | undefined): boolean {
  if (event?.type === 'message:sent') return item.kind === event.from && item.text === event.text
  if (event?.type === 'answer:sent') return item.kind === 'staff' && item.text === event.answers[0].text
  if (event?.type === 'note:written') return item.kind === 'note' && item.note.text === event.note?.text
  if (event?.type === 'bot:replied') return item.kind === 'bot' && item.reply.replyTo === event.replyTo
  return item.kind === 'line' || item.kind === 'card'
}

/** I5 and I15 after quiescence: every end that is there shows the whole log, who is here, and what is new. */
export function checkViews(stage: Stage): void {
  checkPrefixes(stage)
  for (const [n, tab] of stage.tabs.entries()) if (tab.isOpen) checkTab(`tab ${n}`, tab, stage)
  for (const { who, now } of stage.staff) {
    if (!now) continue
    const { desk, page } = now
    demand(desk.connection.peek() === 'online', 'I5', () => `${who.id} is ${desk.connection.peek()}`)
    for (const chatId of stage.opened.get(page) ?? []) {
      const log = stage.logs.chats.get(chatId)
      const { thread, status } = desk.chat(chatId)
      if (log) checkWhole(who.id, thread.peek(), log, stage.ground.gen())
      else demand(['gone', 'erased'].includes(status.peek()), 'I5', () => `${who.id} shows a chat that is not there`)
    }
    const rows = desk.inbox.rows.peek()
    for (const { conversation } of stage.logs.chats.values()) {
      if (!conversation || !isListed(conversation) || conversation.state === 'closed') continue
      const row = rows.find(({ chatId }) => chatId === conversation.id)
      const is = JSON.stringify(row)
      const should = JSON.stringify(rowOf(conversation))
      demand(is === should, 'I5', () => `the list of ${who.id} has ${is} for ${should}`)
    }
    for (const row of rows) {
      const there = stage.logs.chats.has(row.chatId) || row.state === 'closed'
      demand(there, 'I5', () => `the list of ${who.id} has a chat that is not there`)
    }
    checkUnread(who.id, desk, stage)
  }
}

function checkTab(who: string, tab: VisitorTab, stage: Stage): void {
  const { chat, vault } = tab.now
  const { view } = chat
  demand(view.connection === 'online', 'I5', () => `${who} is ${view.connection}`)
  demand(
    view.presence.here === stage.ground.staffHere(),
    'I11',
    () => `${who} is told that ${view.presence.here} are here`,
  )
  const log = vault.ticket ? stage.logs.chats.get(vault.ticket.chatId) : undefined
  if (!vault.ticket) {
    demand(view.thread.items.length === 0, 'I5', () => `${who} shows a chat that it has no key to`)
    return
  }
  demand(log !== undefined, 'I5', () => `${who} keeps a chat that is not there`)
  if (!log) return
  checkWhole(who, view.thread, log, stage.ground.gen())
  // I15: what is new is what the bot or staff said after the visitor last looked.
  const news = log.events.filter(({ seq }) => seq > vault.readSeq).filter(isSaidToVisitor).length
  demand(view.unread === news, 'I15', () => `${who} counts ${view.unread} unread of ${news}`)
}

const isSaidToVisitor = (event: LogEvent): boolean =>
  event.type === 'bot:replied' ||
  event.type === 'answer:sent' ||
  (event.type === 'message:sent' && event.from === 'staff')

function checkWhole(who: string, thread: Thread, log: ReadLog, gen: string): void {
  demand(thread.gen === gen, 'I16', () => `${who} follows another generation of the log`)
  demand(thread.cursor === log.events.length, 'I5', () => `${who} is at ${thread.cursor} of ${log.events.length}`)
  demand(!thread.needsSync, 'I5', () => `${who} still believes that something is missing`)
}

/** I15: own chats that grew since they were looked at are marked, and the one that is looked at never is. */
function checkUnread(who: string, desk: NonNullable<Stage['staff'][number]['now']>['desk'], { logs }: Stage): void {
  for (const chatId of desk.unread.peek()) {
    const owner = logs.chats.get(chatId)?.conversation?.owner
    demand(owner?.id === who, 'I15', () => `${who} is told of news in a chat of ${owner?.id}`)
  }
}
