import type { Locale } from '../../../protocol/events.ts'
import type { Stored, VisitorRequests } from '../../../protocol/visitor.ts'
import { chatOf, inChat, type Visitor } from '../../authorize.ts'
import type { Proposal } from '../../conversation/commands.ts'
import type { Conversation } from '../../conversation/state.ts'
import { traceOfEngine } from '../../engine/engine-error.ts'
import type { Handler } from '../../guard.ts'
import type { HandlerDeps } from '../deps.ts'

type Deps = Pick<HandlerDeps, 'store' | 'append' | 'edition' | 'limiter' | 'log'>

/**
 * A visitor's message, and what the bot makes of it. The bot's reply is only a proposal here: whether it is stored is
 * decided in the same transaction as the message, so a person who took the chat a moment before silences it. While a person
 * has the chat or is awaited nothing but an emergency card could follow, and nothing else is looked for.
 */
export const messageSend = (deps: Deps): Handler<Visitor, VisitorRequests['message:send'], Stored> => ({
  authorize: inChat,
  limit: (visitor) => deps.limiter.message(chatOf(visitor), visitor.network),
  async handle(visitor, { clientId, text, choice }) {
    const { store, append } = deps
    const chatId = chatOf(visitor)
    const conversation = await store.conversation(chatId)
    const state = conversation?.state
    const write = async (emergenciesOnly: boolean): Promise<number> => {
      const { proposal, chosen } = await propose(deps, conversation, { text, choice, emergenciesOnly })
      const { seq } = await append({
        chatId,
        sender: 'visitor',
        clientId,
        content: ['message:send', text, choice],
        command: { type: 'visitor:send', clientId, text, choice: chosen ? choice : null, proposal },
        ...(emergenciesOnly && state ? { provided: { state } } : {}),
      })
      return seq
    }
    const seq = state === 'staff' || state === 'waiting' ? await write(true) : 0
    // 0 as well where the bot has the chat again by now: it is to answer then.
    return { seq: seq || (await write(false)), gen: store.gen }
  },
})

/** `chosen`: the entry that was tapped is there. Otherwise the text stands for itself. */
async function propose(
  { edition, log }: Deps,
  conversation: Conversation | null,
  { text, choice, emergenciesOnly }: { text: string; choice: string | null; emergenciesOnly: boolean },
): Promise<{ proposal: Proposal; chosen: boolean }> {
  const { engine, replies } = edition()
  const locale: Locale = conversation?.locale ?? 'en'
  try {
    const tapped = choice === null ? null : replies.forChoice(choice, locale)
    if (tapped) return { proposal: tapped, chosen: true }
    const decision = await engine.answer(text, { locale, previous: conversation?.turns ?? [], emergenciesOnly })
    return { proposal: replies.forDecision(decision), chosen: false }
  } catch (error) {
    // Whatever failed, the visitor is told so and a person is brought in: never silence.
    log.error({ event: 'message:send', ...traceOfEngine(error) }, 'the engine failed')
    return { proposal: replies.forFailure(locale), chosen: false }
  }
}
