import { Bubble } from '../../../client/ui/bubble.tsx'
import { CHECK, CLOCK, Icon, RETRY } from '../../../client/ui/icon.tsx'
import { CLOUD_OFF, WARN } from '../../../client/ui/shapes.ts'
import { clockTime } from '../../../client/ui/time.ts'
import type { ErrorCode } from '../../../protocol/errors.ts'
import { useAround } from '../around.ts'
import type { ChatView, Queued } from '../chat.ts'
import type { Words } from '../strings/index.ts'
import { CrisisCard } from './crisis.tsx'

/** The message stands in the log: the server has it. */
export function InLog({ at }: { at: number }) {
  const { words, locale } = useAround()
  return (
    <p class="state">
      <Icon shape={CHECK} size={16} />
      {words.sentAt(clockTime(at, locale))}
    </p>
  )
}

/** What is not in the log yet, in the order in which it will be sent. */
export function Outbox({ view }: { view: ChatView }) {
  const known = new Set(view.thread.items.map((item) => (item.kind === 'visitor' ? item.clientId : '')))
  const messages = view.outbox.filter(({ clientId }) => !known.has(clientId))
  const last = messages.findLast(({ payload, state }) => payload.type === 'message:send' && state !== 'failed')
  return messages.map((item) => <Message key={item.clientId} item={item} isLast={item === last} view={view} />)
}

function Message({ item, isLast, view }: { item: Queued; isLast: boolean; view: ChatView }) {
  const { payload, state, clientId } = item
  const { words } = useAround()
  if (payload.type === 'person:ask' && state !== 'failed') {
    return (
      <li class="row">
        <p class="system-line">{state === 'queued' ? words.willAsk : words.sending}</p>
      </li>
    )
  }
  if (payload.type === 'contact:leave' && state !== 'failed') {
    return (
      <li class="row">
        <p class="system-line">{words.leaving}</p>
      </li>
    )
  }
  if (payload.type !== 'message:send') return null
  const card = view.cards.get(clientId)
  const look = state === 'failed' ? 'failed' : state === 'queued' ? 'unsent' : 'sent'
  return (
    <li class="row is-visitor" data-own>
      <p class="unseen">{words.you}</p>
      <Bubble who="visitor" text={payload.text} look={look} />
      {(isLast || state === 'failed') && <State item={item} />}
      {card && <CrisisCard kind={card} view={view} />}
    </li>
  )
}

/** Why the server did not take it, for the visitor. */
export const refusal = ({ error }: Queued, words: Words): string => words.errors[error as ErrorCode] ?? words.sendAgain

function State({ item }: { item: Queued }) {
  const { words, chat } = useAround()
  const { clientId, state, retryAt } = item
  if (state === 'failed') {
    return (
      <p class="state is-failed">
        <Icon shape={WARN} size={16} />
        <b>{words.notSent}</b>
        <span>{refusal(item, words)}</span>
        <button type="button" class="button is-small" onClick={() => chat.retry(clientId)}>
          <Icon shape={RETRY} size={16} />
          {words.tryAgain}
        </button>
        <button type="button" class="button is-small is-text" onClick={() => chat.remove(clientId)}>
          {words.remove}
        </button>
      </p>
    )
  }
  if (state === 'queued') {
    const seconds = retryAt === null ? null : Math.max(1, Math.ceil((retryAt - performance.now()) / 1000))
    return (
      <p class="state">
        <Icon shape={seconds === null ? CLOUD_OFF : CLOCK} size={16} />
        {seconds === null ? words.notSentYet : words.tooFast(seconds)}{' '}
        <button type="button" class="link" onClick={() => chat.remove(clientId)}>
          {words.remove}
        </button>
      </p>
    )
  }
  return (
    <p class="state">
      <Icon shape={CLOCK} size={16} />
      {words.sending}
    </p>
  )
}
