import type { ComponentChildren } from 'preact'
import { type Item, startsRun } from '../../../client/thread.ts'
import { AnswerCard, type Answered } from '../../../client/ui/answer-card.tsx'
import { Bubble, Initial, SystemLine } from '../../../client/ui/bubble.tsx'
import { Icon, NEXT, PERSON } from '../../../client/ui/icon.tsx'
import { Bulb, Mark } from '../../../client/ui/mark.tsx'
import { clockTime, isSameDay, longDay } from '../../../client/ui/time.ts'
import { useAround } from '../around.ts'
import { cardIsShown } from '../cards.ts'
import type { ChatView } from '../chat.ts'
import { lineText } from '../lines.ts'
import { Rich } from '../rich.tsx'
import { CrisisCard } from './crisis.tsx'
import { Feedback } from './feedback.tsx'
import { InLog, Outbox } from './sent.tsx'

/** The chat as it went. */
export function Log({ view, children }: { view: ChatView; children: ComponentChildren }) {
  const { words, locale } = useAround()
  const { items } = view.thread
  return (
    <ol class="log" aria-label={words.log}>
      {items.map((item, index) => {
        const before = items[index - 1]
        const day = !before || !isSameDay(before.at, item.at)
        return [
          day && (
            <li key={`day ${item.seq}`}>
              <SystemLine>{longDay(item.at, locale)}</SystemLine>
            </li>
          ),
          <Row key={item.seq} item={item} index={index} view={view} />,
        ]
      })}
      <Outbox view={view} />
      {children}
    </ol>
  )
}

/** Whether the visitor has said nothing after item `index`. What was refused for good was not said. */
const isNewest = (index: number, { outbox, thread }: ChatView): boolean =>
  !thread.items.some(({ kind }, i) => i > index && kind === 'visitor') &&
  !outbox.some(({ payload, state }) => payload.type === 'message:send' && state !== 'failed')

function Row({ item, index, view }: { item: Item; index: number; view: ChatView }) {
  const { words, site } = useAround()
  const { items } = view.thread
  switch (item.kind) {
    case 'visitor': {
      const card = view.cards.get(item.clientId)
      const isLast = isNewest(index, view)
      return (
        <li class="row is-visitor" data-own>
          <p class="unseen">{words.you}</p>
          <Bubble who="visitor" text={item.text} lang={item.choice ? site.answersLang : undefined} />
          {isLast && !card && <InLog at={item.at} />}
          {card && <CrisisCard kind={card} view={view} />}
        </li>
      )
    }
    case 'staff':
      return (
        <li class="row is-staff">
          <p class="unseen">{item.staff.name}</p>
          {startsRun(items[index - 1], item) ? <Initial name={item.staff.name} /> : <span class="initial-space" />}
          {item.approved ? <Approved reply={item.approved} /> : <Bubble who="staff" text={item.text} />}
        </li>
      )
    case 'card':
      // Shown at once, under the message that called for it: not a second time.
      return cardIsShown(index, view) ? null : (
        <li class="row">
          <CrisisCard kind={item.card} view={view} />
        </li>
      )
    case 'bot':
      return <BotRow item={item} index={index} view={view} />
    case 'line':
      return <LineRow item={item} view={view} />
  }
}

/** The article's words, whoever sent them: labelled, with their passages and the disclaimer. */
function Approved({ reply, children }: { reply: Answered; children?: ComponentChildren }) {
  const { words, showPassage } = useAround()
  return (
    <AnswerCard reply={reply} words={words} onRead={showPassage}>
      {children}
    </AnswerCard>
  )
}

function BotRow({ item, index, view }: { item: Item & { kind: 'bot' }; index: number; view: ChatView }) {
  const { words, site, locale, chat, choose } = useAround()
  const { reply, seq } = item
  if (reply.card && reply.outcome === 'crisis') {
    if (cardIsShown(index, view)) return null
    return (
      <li class="row">
        <CrisisCard kind={reply.card} view={view} />
      </li>
    )
  }
  const waiting = view.outbox.findLast(({ payload }) => 'on' in payload && payload.on === seq)
  const given = waiting && 'on' in waiting.payload ? waiting.payload : item.feedback
  // Titles can be chosen until something else is said.
  const open = isNewest(index, view) && !view.thread.items.some(({ kind }, i) => i > index && kind === 'bot')
  return (
    <li class="row is-bot" data-reply>
      <p class="speaker">
        <Mark lit={view.connection !== 'offline' && view.presence.here > 0} size={18} />
        <span>
          <b>{site.botName}</b> · {clockTime(item.at, locale)}
        </span>
      </p>
      <Approved reply={reply}>
        {reply.choices.length > 0 && (
          <div class="choices" data-choices={open ? '' : undefined}>
            {reply.choices.map(({ entryId, title }) => (
              <button key={entryId} type="button" class="chip" disabled={!open} onClick={() => choose(title, entryId)}>
                <span>{title}</span>
                <Icon shape={NEXT} size={18} />
              </button>
            ))}
            {open && (
              <button
                type="button"
                class="ask-person"
                onClick={() => chat.post({ type: 'person:ask', noneOfThese: true })}
              >
                <Icon shape={PERSON} />
                <span>{words.noneOfThese}</span>
              </button>
            )}
          </div>
        )}
      </Approved>
      {reply.answers.length > 0 && <Feedback seq={seq} given={given} />}
    </li>
  )
}

function LineRow({ item, view }: { item: Item & { kind: 'line' }; view: ChatView }) {
  const { words, locale } = useAround()
  const { line, at, seq } = item
  const { handoff } = view.thread
  // While it lasts, the card at the end of the log tells it better.
  if (handoff && seq >= handoff.seq && (line.type === 'asked' || line.type === 'unattended')) return null
  const text = lineText(line, clockTime(at, locale), words)
  if (text === null) return null
  if (line.type === 'joined') {
    return (
      <li class="row">
        <p class="lamp-card is-line">
          <Bulb lit large />
          <span>
            <Rich text={text} />
          </span>
        </p>
      </li>
    )
  }
  if (line.type === 'contact') {
    return (
      <li class="row">
        <div class="left">
          <h2>{words.left}</h2>
          <p>
            <Rich text={words.leftMore} slots={{ contact: <bdi>{line.contact}</bdi> }} />
          </p>
        </div>
      </li>
    )
  }
  return (
    <li class="row">
      <SystemLine>{text}</SystemLine>
    </li>
  )
}
