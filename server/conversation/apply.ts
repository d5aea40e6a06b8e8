import type { Turn } from '../../faq/types.ts'
import type { BotReply, HandoffTrigger, LogEvent } from '../../protocol/events.ts'
import type { Conversation } from './state.ts'

/** Visitor turns kept as the engine's context. */
export const MAX_TURNS = 4
/** UTF-16 units of the visitor's last words kept for the staff's list. */
export const MAX_LAST_WORDS = 140

/**
 * The conversation after one more event; null is the chat before its first one. Pure: replaying a log through this
 * rebuilds the conversation exactly. Throws RangeError for a log that does not begin with `chat:opened` or has a hole in
 * its `seq`: such a log was damaged, and folding on would show something that never happened.
 */
export function apply(c: Conversation | null, chatId: string, e: LogEvent): Conversation {
  if (e.seq !== (c?.lastSeq ?? 0) + 1) throw new RangeError(`log of a chat jumps from ${c?.lastSeq ?? 0} to ${e.seq}`)
  if (c === null) {
    if (e.type !== 'chat:opened') throw new RangeError(`log of a chat begins with ${e.type}`)
    return opened(chatId, e)
  }
  // A note moves no limit: it is not the visitor's doing, and the chat is not to be kept, or its key good, for longer.
  const lastAt = e.type === 'note:written' ? c.lastAt : e.at
  return { ...c, ...change(c, e), lastSeq: e.seq, lastAt }
}

function opened(id: string, e: LogEvent & { type: 'chat:opened' }): Conversation {
  return {
    id,
    state: 'bot',
    lastSeq: e.seq,
    locale: e.locale,
    page: e.page,
    noticeVersion: e.noticeVersion,
    openedAt: e.at,
    lastAt: e.at,
    epoch: 0,
    owner: null,
    hadPerson: false,
    waitingSince: null,
    queuedAt: null,
    waitedMs: null,
    trigger: null,
    flag: null,
    lastWords: '',
    contact: null,
    turns: [],
  }
}

function change(c: Conversation, e: LogEvent): Partial<Conversation> {
  switch (e.type) {
    case 'chat:opened':
      throw new RangeError('a chat opens once')
    case 'message:sent':
      if (e.from === 'staff') return {}
      return { lastWords: firstUnits(e.text, MAX_LAST_WORDS), turns: withTurn(c.turns, e.text) }
    case 'bot:replied':
      return { turns: e.replyTo === 0 ? c.turns : withReply(c.turns, e), flag: e.card ?? c.flag }
    case 'handoff:requested':
      return queued(c, e.at, e.trigger)
    case 'handoff:cancelled':
      // Every claim raises the epoch, so epoch 0 means that nobody ever had the chat and the bot may have it back for good.
      return { ...atNobody, state: 'bot', trigger: null, hadPerson: c.epoch > 0 }
    case 'handoff:unattended':
      return { state: 'left_message', waitingSince: null }
    case 'contact:left':
      return { contact: e.contact, lastWords: firstUnits(e.question, MAX_LAST_WORDS) }
    case 'chat:claimed':
      return claimed(c, e)
    case 'chat:passed':
      return { owner: e.staff, epoch: e.epoch }
    case 'chat:released':
      if (e.to === 'bot') return { ...atNobody, state: 'bot', epoch: e.epoch }
      return { state: 'waiting', owner: null, epoch: e.epoch, waitingSince: c.queuedAt ?? e.at }
    case 'chat:closed':
      return { ...atNobody, state: 'closed' }
    case 'chat:reopened':
      return { state: 'bot' }
    case 'flag:raised':
      return { flag: e.card }
    case 'answer:sent':
    case 'feedback:given':
    case 'note:written':
      return {}
  }
}

const atNobody = { owner: null, waitingSince: null, queuedAt: null }

function queued(c: Conversation, at: number, trigger: HandoffTrigger): Partial<Conversation> {
  return { state: 'waiting', hadPerson: true, trigger, waitingSince: at, queuedAt: c.queuedAt ?? at }
}

function claimed(c: Conversation, e: LogEvent & { type: 'chat:claimed' }): Partial<Conversation> {
  const first = c.epoch === 0
  return {
    state: 'staff',
    owner: e.staff,
    epoch: e.epoch,
    hadPerson: true,
    waitingSince: null,
    queuedAt: c.queuedAt ?? e.at,
    waitedMs: first && c.waitingSince !== null ? Math.max(0, e.at - c.waitingSince) : c.waitedMs,
  }
}

function withTurn(turns: Turn[], text: string): Turn[] {
  const turn: Turn = { text, outcome: 'handoff', entryIds: [], topicId: null }
  return [...turns, turn].slice(-MAX_TURNS)
}

function withReply(turns: Turn[], reply: BotReply): Turn[] {
  const last = turns.at(-1)
  if (!last) return turns
  const topicId = reply.template?.startsWith('topic:') ? reply.template.slice('topic:'.length) : null
  const entryIds = reply.answers.map((answer) => answer.entryId)
  return [...turns.slice(0, -1), { text: last.text, outcome: reply.outcome, entryIds, topicId }]
}

/** The first `max` UTF-16 units of a text, one fewer where the cut would split a surrogate pair. */
function firstUnits(text: string, max: number): string {
  const cut = text.slice(0, max)
  return cut.length < text.length && !cut.isWellFormed() && text.isWellFormed() ? cut.slice(0, -1) : cut
}
