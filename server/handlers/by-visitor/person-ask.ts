import type { HandoffTrigger, Why } from '../../../protocol/events.ts'
import type { Stored, VisitorRequests } from '../../../protocol/visitor.ts'
import { chatOf, inChat, type Visitor } from '../../authorize.ts'
import type { Conversation } from '../../conversation/state.ts'
import { traceOfEngine } from '../../engine/engine-error.ts'
import type { Handler } from '../../guard.ts'
import { whyOf } from '../../reply.ts'
import type { HandlerDeps } from '../deps.ts'

type Deps = Pick<HandlerDeps, 'store' | 'append' | 'edition' | 'limiter' | 'log'>

/** The visitor asks for a person. Asking twice changes nothing: there is one queue item a chat. */
export const personAsk = (deps: Deps): Handler<Visitor, VisitorRequests['person:ask'], Stored> => ({
  authorize: inChat,
  limit: (visitor) => deps.limiter.act(chatOf(visitor)),
  async handle(visitor, { clientId, noneOfThese }) {
    const { store, append, edition } = deps
    const chatId = chatOf(visitor)
    const conversation = await store.conversation(chatId)
    const trigger = noneOfThese ? 'none-of-these' : await triggerOf(deps, conversation)
    const template = noneOfThese ? 'none-of-these' : 'asked'
    const why = await whyAsked(deps, conversation, trigger)
    const { seq } = await append({
      chatId,
      sender: 'visitor',
      clientId,
      content: ['person:ask', noneOfThese],
      command: {
        type: 'visitor:ask-person',
        why,
        reply: edition().replies.forAsking(template, conversation?.locale ?? 'en'),
      },
    })
    return { seq, gen: store.gen }
  },
})

/** A thumb down followed at once by asking for a person names the thumb as the reason (H1). */
async function triggerOf({ store }: Deps, conversation: Conversation | null): Promise<HandoffTrigger> {
  if (!conversation) return 'asked'
  const { events } = await store.read(conversation.id, conversation.lastSeq - 1, 1)
  const last = events[0]
  return last?.type === 'feedback:given' && !last.helpful ? 'not-helpful' : 'asked'
}

/** Staff see what the bot made of the last question, although it was the visitor who gave up (H2). */
async function whyAsked(
  { edition, log }: Deps,
  conversation: Conversation | null,
  trigger: HandoffTrigger,
): Promise<Why> {
  const last = conversation?.turns.at(-1)
  const rule = 'asked'
  if (!conversation || !last) return { trigger, rule, needed: null, candidates: [] }
  try {
    const previous = conversation.turns.slice(0, -1)
    const decision = await edition().engine.answer(last.text, { locale: conversation.locale, previous })
    return { ...whyOf(decision, trigger), rule }
  } catch (error) {
    log.error({ event: 'person:ask', ...traceOfEngine(error) }, 'the engine failed')
    return { trigger, rule, needed: null, candidates: [] }
  }
}
