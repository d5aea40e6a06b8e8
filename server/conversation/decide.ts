import { ChatError } from '../../protocol/errors.ts'
import type { BotReply, CardKind, Fact, HandoffTrigger, StaffName, Why } from '../../protocol/events.ts'
import type { Command, DraftReply, Proposal, Situation } from './commands.ts'
import type { Conversation } from './state.ts'

type Of<Type extends Command['type']> = Extract<Command, { type: Type }>

/**
 * What follows from a command, given the chat as it is: the facts to store, in order, or none where nothing has to
 * change (asking for a person who was asked before, closing what is closed). Pure. A visitor's words are never refused.
 *
 * Throws ChatError `already-claimed` (with `by`) when another person owns the chat, `stale-claim` when it changed hands
 * since the writer's claim, `malformed` for feedback on something that was not sent yet, `not-found` for an answer that is gone.
 */
export function decide(c: Conversation, command: Command, situation: Situation): Fact[] {
  switch (command.type) {
    case 'visitor:send':
      return visitorSend(c, command, situation)
    case 'visitor:ask-person':
      return askPerson(c, command, situation)
    case 'visitor:cancel':
      return awaitsPerson(c) ? [{ type: 'handoff:cancelled' }] : []
    case 'visitor:leave-contact':
      return leaveContact(c, command, situation)
    case 'visitor:feedback':
      return feedback(c, command)
    case 'visitor:end':
      return c.state === 'closed' ? [] : [{ type: 'chat:closed', by: 'visitor', staff: null, outcome: null }]
    case 'staff:claim':
      return claim(c, command.staff)
    case 'staff:send':
      return staffSend(c, command)
    case 'staff:answer':
      return staffAnswer(c, command)
    case 'staff:note':
      return [note(command)]
    case 'staff:pass':
      return pass(c, command)
    case 'staff:release':
      return release(c, command)
    case 'staff:close':
      return staffClose(c, command)
    case 'clock:unattended':
      return c.state === 'waiting' ? [unattended('nobody-came')] : []
    case 'clock:owner-gone':
      return ownerGone(c, situation)
    case 'clock:idle':
      // A visitor who waits is told that nobody came before anything else, and a person closes their own chats.
      return c.state === 'bot' || c.state === 'left_message'
        ? [{ type: 'chat:closed', by: 'idle', staff: null, outcome: null }]
        : []
  }
}

const awaitsPerson = (c: Conversation): boolean => c.state === 'waiting' || c.state === 'left_message'

// ---------------------------------------------------------------- the visitor

function visitorSend(c: Conversation, command: Of<'visitor:send'>, situation: Situation): Fact[] {
  const { clientId, text, choice, proposal } = command
  const message: Fact = { type: 'message:sent', from: 'visitor', clientId, text, choice }
  const card = cardOf(proposal)
  const seq = c.lastSeq + (c.state === 'closed' ? 2 : 1)
  const reply = replied(proposal.reply, seq, card)
  const handoff = card ? redFlag(proposal.handoff, card) : proposal.handoff

  switch (c.state) {
    case 'bot':
      return [message, reply, ...(handoff ? toQueue(handoff, situation) : [])]
    case 'waiting':
      return card ? [message, reply] : [message]
    case 'staff':
      return card ? [message, { type: 'flag:raised', card }] : [message]
    case 'left_message': {
      // Live again as soon as anybody is here to take it; and where the reply says that staff are asked, they are.
      const again = handoff && (situation.staffHere > 0 || handoff.trigger === 'asked')
      return [message, reply, ...(again ? toQueue(handoff, situation) : [])]
    }
    case 'closed': {
      const reopened: Fact = { type: 'chat:reopened' }
      if (!c.hadPerson) return [reopened, message, reply, ...(handoff ? toQueue(handoff, situation) : [])]
      const back = card && handoff ? handoff : asBefore(c)
      return [reopened, message, ...(card ? [reply] : []), ...toQueue(back, situation)]
    }
  }
}

function askPerson(c: Conversation, { why, reply }: Of<'visitor:ask-person'>, situation: Situation): Fact[] {
  switch (c.state) {
    case 'bot':
      return [replied(reply, 0, null), ...toQueue(why, situation)]
    case 'closed':
      return [{ type: 'chat:reopened' }, replied(reply, 0, null), ...toQueue(why, situation)]
    case 'left_message':
      return situation.staffHere > 0 ? toQueue(why, situation) : []
    case 'waiting':
    case 'staff':
      return []
  }
}

/** Contact details are kept in every state, and where nobody would look for them they bring a person as well. */
function leaveContact(c: Conversation, command: Of<'visitor:leave-contact'>, situation: Situation): Fact[] {
  const { clientId, question, contact } = command
  const left: Fact = { type: 'contact:left', clientId, question, contact }
  const why: Why = { trigger: c.trigger ?? 'asked', rule: 'contact', needed: null, candidates: [] }
  switch (c.state) {
    case 'bot':
      return [left, ...toQueue(why, situation)]
    case 'closed':
      return [{ type: 'chat:reopened' }, left, ...toQueue(why, situation)]
    case 'waiting':
    case 'left_message':
    case 'staff':
      return [left]
  }
}

function feedback(c: Conversation, { clientId, on, helpful, reason }: Of<'visitor:feedback'>): Fact[] {
  if (on < 1 || on > c.lastSeq) throw new ChatError('malformed', 'on: expected the seq of an earlier reply')
  return [{ type: 'feedback:given', clientId, on, helpful, reason }]
}

// ---------------------------------------------------------------- the staff

function claim(c: Conversation, staff: StaffName): Fact[] {
  if (c.owner?.id === staff.id) return []
  if (c.owner) throw ownedBy(c.owner)
  const claimed: Fact = { type: 'chat:claimed', staff, epoch: c.epoch + 1 }
  return c.state === 'closed' ? [{ type: 'chat:reopened' }, claimed] : [claimed]
}

function staffSend(c: Conversation, { clientId, staff, epoch, text }: Of<'staff:send'>): Fact[] {
  requireOwner(c, staff, epoch)
  return [{ type: 'message:sent', from: 'staff', clientId, text, staff }]
}

function staffAnswer(c: Conversation, { clientId, staff, epoch, approved }: Of<'staff:answer'>): Fact[] {
  requireOwner(c, staff, epoch)
  if (!approved) throw new ChatError('not-found', 'There is no such answer any more.')
  return [{ type: 'answer:sent', clientId, staff, ...approved }]
}

function note({ clientId, staff, text }: Omit<Of<'staff:note'>, 'type'>): Fact {
  return { type: 'note:written', note: { clientId, staff, text } }
}

function pass(c: Conversation, { clientId, staff, epoch, to, note: text }: Of<'staff:pass'>): Fact[] {
  requireOwner(c, staff, epoch)
  if (to?.id === staff.id) return []
  if (to) return [{ type: 'chat:passed', staff: to, from: staff, epoch: c.epoch + 1, note: text }]
  // Whoever takes it instead reads what was meant for the one who is gone.
  const kept = text === null ? [] : [note({ clientId, staff, text })]
  return [...kept, { type: 'chat:released', staff, epoch: c.epoch + 1, to: 'queue', reason: 'passed-back' }]
}

function release(c: Conversation, { staff, epoch, to }: Of<'staff:release'>): Fact[] {
  if (!c.owner) return []
  requireOwner(c, staff, epoch)
  return [{ type: 'chat:released', staff, epoch: c.epoch + 1, to, reason: 'passed-back' }]
}

function staffClose(c: Conversation, { staff, epoch, outcome }: Of<'staff:close'>): Fact[] {
  if (c.state === 'closed') return []
  requireOwner(c, staff, epoch)
  return [{ type: 'chat:closed', by: 'staff', staff, outcome }]
}

function requireOwner(c: Conversation, staff: StaffName, epoch: number): void {
  if (c.owner && c.owner.id !== staff.id) throw ownedBy(c.owner)
  if (!c.owner || epoch !== c.epoch) throw changedHands()
}

const ownedBy = (owner: StaffName): ChatError =>
  new ChatError('already-claimed', 'Another person has this chat.', { by: owner.name })

const changedHands = (): ChatError => new ChatError('stale-claim', 'This chat changed hands; nothing was written.')

// ---------------------------------------------------------------- the clock

function ownerGone(c: Conversation, { staffHere }: Situation): Fact[] {
  if (!c.owner) return []
  const dropped: Fact = {
    type: 'chat:released',
    staff: c.owner,
    epoch: c.epoch + 1,
    to: 'queue',
    reason: 'dropped',
  }
  return staffHere === 0 ? [dropped, unattended('nobody-here')] : [dropped]
}

// ---------------------------------------------------------------- facts

function toQueue(why: Why, { staffHere }: Situation): Fact[] {
  const requested: Fact = { type: 'handoff:requested', trigger: why.trigger, why }
  return staffHere === 0 ? [requested, unattended('nobody-here')] : [requested]
}

const unattended = (reason: 'nobody-here' | 'nobody-came'): Fact => ({ type: 'handoff:unattended', reason })

/** The card that a message calls for, or null where it has no emergency words. */
function cardOf({ flag, reply }: Proposal): CardKind | null {
  return flag ?? reply.card
}

function replied(draft: DraftReply, replyTo: number, card: CardKind | null): BotReply {
  return { ...draft, replyTo, card: draft.card ?? card }
}

/** Emergency words always bring a person, whatever else the engine made of the message. */
function redFlag(why: Why | null, card: CardKind): Why {
  const trigger: HandoffTrigger = 'red-flag'
  return why ? { ...why, trigger } : { trigger, rule: `crisis:${card}`, needed: null, candidates: [] }
}

/** Why a chat goes back to the queue that had a person before. */
function asBefore(c: Conversation): Why {
  return { trigger: c.trigger ?? 'asked', rule: 'reopened', needed: null, candidates: [] }
}
