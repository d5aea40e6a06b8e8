import { ChatError } from '../../../protocol/errors.ts'
import type { StaffRequests, StaffResults } from '../../../protocol/staff.ts'
import { liveSession, type Member } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import { WAITS_COUNTED } from '../../presence.ts'
import type { HandlerDeps } from '../deps.ts'

/**
 * Takes a chat. Of many who ask at once one gets it and the others learn who did. Asking again while one has it gives the
 * same epoch.
 */
export const chatClaim = ({
  store,
  append,
  sessions,
  fanout,
  presence,
  proof,
}: Pick<HandlerDeps, 'store' | 'append' | 'sessions' | 'fanout' | 'presence' | 'proof'>): Handler<
  Member,
  StaffRequests['chat:claim'],
  StaffResults['chat:claim']
> => ({
  authorize: liveSession(sessions, fanout),
  async handle({ session: { staff } }, { chatId, clientId }) {
    const { seq, events, conversation } = await append({
      chatId,
      sender: `staff:${staff.id}`,
      clientId,
      content: ['chat:claim'],
      command: { type: 'staff:claim', staff },
    })
    const { owner, epoch } = conversation
    // A repeat of a claim that was won once and lost since must not hand out somebody else's epoch.
    if (owner && owner.id !== staff.id)
      throw new ChatError('already-claimed', 'Another person has this chat.', { by: owner.name })
    if (!owner) throw new ChatError('stale-claim', 'This chat was given back since.')
    const [claim] = events
    // Somebody who was asked for came: the alert that said so has reached them.
    if (claim && conversation.queuedAt !== null && conversation.queuedAt < claim.at) await proof?.proved()
    if (events.length > 0) presence.setWaits(await store.recentWaits(WAITS_COUNTED))
    return { seq, gen: store.gen, epoch }
  },
})
