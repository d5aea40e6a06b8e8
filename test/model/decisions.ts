import { ChatError } from '../../protocol/errors.ts'
import type { Ask } from '../../server/conversation/rule.ts'
import type { Observed } from '../support/memory-store.ts'
import { type Coverage, demand } from './coverage.ts'

/** Holds each append to what has to follow from the chat as it was in that moment. Throws {@link Violation}. */
export function checkDecision(seen: Observed<Ask>, coverage: Coverage): void {
  const { asked, before, repeat, appended, refusal } = seen
  const { command } = asked
  const code = refusal instanceof ChatError ? refusal.code : refusal === null ? null : String(refusal)
  coverage.add(`command:${command.type}`)
  if (repeat) coverage.add(code === null ? 'repeat:same' : `repeat:${code}`)
  else if (code !== null) coverage.add(`refusal:${code}`)

  if (repeat) {
    // I3: the same id again stores nothing; I13 with it.
    demand((appended?.events.length ?? 0) === 0, 'I3', () => `a repeat of ${command.type} stored something`)
    return
  }
  // What holds only for another state than this asks for nothing; whoever asked decides what to do then.
  if (!holds(asked, before)) {
    demand(appended?.events.length === 0, 'I12', () => `${command.type} was decided on a chat that had moved on`)
    return
  }
  const stored = appended?.events ?? []
  const after = appended?.conversation ?? before
  demand(after.epoch >= before.epoch, 'I7', () => `the epoch went from ${before.epoch} to ${after.epoch}`)

  switch (command.type) {
    case 'visitor:send':
    case 'visitor:leave-contact':
      // I12: never refused, whatever the state.
      demand(
        code === null && stored.length > 0,
        'I12',
        () => `${command.type} was refused (${code}) while ${before.state}`,
      )
      return
    case 'staff:claim': {
      // I6: of those who ask at once one gets it, and the others are told who.
      if (before.owner && before.owner.id !== command.staff.id) {
        coverage.add('race:lost')
        const told = refusal instanceof ChatError ? refusal.details.by : undefined
        demand(code === 'already-claimed', 'I6', () => `${command.staff.id} took what ${before.owner?.id} has`)
        demand(told === before.owner.name, 'I6', () => `who lost was told ${told}, not ${before.owner?.name}`)
      } else {
        demand(after.owner?.id === command.staff.id, 'I6', () => `${command.staff.id} was told to have it and has not`)
        // I13: taking what one has changes nothing.
        demand(!before.owner || stored.length === 0, 'I13', () => 'a second claim stored something')
      }
      return
    }
    case 'staff:note':
      // S5: whoever has the chat or nobody, in every state, and it hands nothing over.
      demand(code === null && stored.length === 1, 'S5', () => `a note was refused (${code}) while ${before.state}`)
      demand(
        after.owner?.id === before.owner?.id && after.epoch === before.epoch && after.state === before.state,
        'I7',
        () => 'a note changed hands',
      )
      return
    case 'staff:pass':
    case 'staff:answer':
    case 'staff:send':
    case 'staff:release':
    case 'staff:close': {
      const mine = before.owner?.id === command.staff.id && before.epoch === command.epoch
      // I7: an old epoch, or somebody else's chat, changes nothing.
      demand(
        mine || stored.length === 0,
        'I7',
        () => `${command.type} of ${command.staff.id} with epoch ${command.epoch} was taken at ${before.epoch}`,
      )
      const answerIsGone = command.type === 'staff:answer' && command.approved === null
      if (mine && !answerIsGone)
        demand(stored.length > 0, 'I7', () => `${command.type} of the owner was not taken (${code})`)
      if (mine && command.type === 'staff:pass') {
        // I6: whoever was meant has it, or the queue does.
        demand(
          after.owner?.id === command.to?.id,
          'I6',
          () => `${after.owner?.id} has what was passed to ${command.to?.id}`,
        )
        demand(after.epoch > before.epoch, 'I7', () => 'the epoch did not grow with the change of hands')
      }
      // I13: giving back what nobody has, and closing what is closed, are no errors.
      const done =
        command.type === 'staff:release'
          ? before.owner === null
          : command.type === 'staff:close' && before.state === 'closed'
      if (done) demand(code === null, 'I13', () => `${command.type} again was refused with ${code}`)
      return
    }
    case 'visitor:end':
      // I13: ending what is ended.
      if (before.state === 'closed')
        demand(stored.length === 0 && code === null, 'I13', () => 'a second end did something')
  }
}

function holds({ provided = {} }: Ask, now: Observed<Ask>['before']): boolean {
  return Object.entries(provided).every(([field, value]) => now[field as keyof typeof now] === value)
}
