import type { OutboxItem } from '../../client/outbox.ts'
import type { Item } from '../../client/thread.ts'
import { Bubble } from '../../client/ui/bubble.tsx'
import { CHECK, Icon, PENCIL, WARN } from '../../client/ui/icons.tsx'
import { Mark } from '../../client/ui/mark.tsx'
import type { Approved, CardKind, Disclaimer, Passage } from '../../protocol/events.ts'
import type { Card } from '../../protocol/site.ts'
import { type Outgoing as Payload, wordsOf } from '../models/chat.ts'
import type { Strings } from '../strings/index.ts'
import { NOTE } from './shapes.ts'
import { VisibleText } from './VisibleText.tsx'

type Of<Kind extends Item['kind']> = Extract<Item, { kind: Kind }>

/** The visitor's words: text and nothing else, in its own direction. */
export function VisitorMessage({ item, t }: { item: Of<'visitor'>; t: Strings }) {
  return (
    <>
      <Bubble who="visitor" text={<VisibleText text={item.text} t={t} />} />
      {item.choice && <p class="after">{t.chat.chose}</p>}
    </>
  )
}

/** What the assistant sent, small, with its passages and disclaimer folded into the foot. */
export function BotMessage({ item, t }: { item: Of<'bot'>; t: Strings }) {
  const { reply, feedback } = item
  const passages = reply.answers.flatMap((answer) => answer.passages)
  return (
    <>
      <article class={reply.card ? 'bot is-card' : 'bot'} lang={reply.lang}>
        {reply.text && (
          <p>
            {reply.card && <b>{t.chat.card} </b>}
            {reply.text}
          </p>
        )}
        {reply.answers.map((answer) => (
          <p key={answer.entryId} lang={answer.lang}>
            <b>{answer.attribution}:</b> {answer.text}
          </p>
        ))}
        {reply.choices.length > 0 && (
          <div class="bot-choices">
            <p>{t.chat.choices}</p>
            <ul>
              {reply.choices.map((choice) => (
                <li key={choice.entryId}>{choice.title}</li>
              ))}
            </ul>
          </div>
        )}
        <details class="bot-foot">
          <summary>
            <Icon shape={CHECK} size={16} />
            {reply.card
              ? t.chat.cardFoot
              : passages.length > 0
                ? t.chat.sentPassages(passages.length)
                : t.chat.sentDisclaimer}
          </summary>
          {passages.map((passage) => (
            <Quote key={passage.text} passage={passage} t={t} />
          ))}
          <DisclaimerText disclaimer={reply.disclaimer} />
        </details>
      </article>
      {feedback && (
        <p class="after">
          {feedback.helpful ? t.chat.helpful : t.chat.notHelpful}
          {feedback.reason && `, ${t.chat.feedback[feedback.reason]}`}
        </p>
      )}
    </>
  )
}

function Quote({ passage, t }: { passage: Passage; t: Strings }) {
  return (
    <figure>
      <blockquote lang="en">“{passage.text}”</blockquote>
      <figcaption>{t.chat.passageFrom(passage.sectionTitle)}</figcaption>
    </figure>
  )
}

/** The article's words that a person sent, or (`open`) is about to: with everything that goes with them. */
export function ApprovedMessage({
  approved: {
    answers: [answer],
    disclaimer,
  },
  open = false,
  t,
}: {
  approved: Approved
  open?: boolean
  t: Strings
}) {
  return (
    <article class="bot is-staff" lang={answer.lang}>
      <p>
        <b>{answer.attribution}:</b> {answer.text}
      </p>
      <details class="bot-foot" open={open}>
        <summary>
          <Icon shape={CHECK} size={16} />
          {open ? t.composer.goesWith(answer.passages.length) : t.chat.sentPassages(answer.passages.length)}
        </summary>
        {answer.passages.map((passage) => (
          <Quote key={passage.text} passage={passage} t={t} />
        ))}
        <DisclaimerText disclaimer={disclaimer} />
      </details>
    </article>
  )
}

function DisclaimerText({ disclaimer }: { disclaimer: Disclaimer }) {
  return (
    <p>
      <b>{disclaimer.title}</b> {disclaimer.lead && <b>{disclaimer.lead} </b>}
      {disclaimer.text || disclaimer.full}
    </p>
  )
}

/** A note: violet, dashed and in words, so that nobody takes it for something that the visitor reads. `who` wrote it, and when. */
export function NoteBox({ who, text, t }: { who: string; text: string; t: Strings }) {
  return (
    <div class="note">
      <p class="note-head">
        <Icon shape={NOTE} size={18} />
        <b>{t.chat.noteLabel}</b> {`· ${who}`}
      </p>
      <p dir="auto">
        <VisibleText text={text} t={t} />
      </p>
    </div>
  )
}

/** An emergency card that the visitor was shown while a person had the chat. */
export function CardMessage({ kind, cards, t }: { kind: CardKind; cards: Card[]; t: Strings }) {
  const card = cards.find((each) => each.kind === kind)
  return (
    <article class="bot is-card">
      <p>
        <b>{t.chat.card}</b> {card && `“${card.title} ${card.text}”`}
      </p>
      <p class="bot-foot">
        <Icon shape={CHECK} size={16} />
        {t.chat.cardFoot}
      </p>
    </article>
  )
}

/** The assistant's name over its message, with the mark unlit: it is no person. */
export function BotName({ t }: { t: Strings }) {
  return (
    <p class="speaker is-own">
      <Mark lit={false} size={16} />
      {t.chat.assistant}
    </p>
  )
}

interface OutgoingProps {
  item: OutboxItem<Payload>
  mine: boolean
  onRetry: () => void
  onDiscard: () => void
  t: Strings
}

/** What is not in the log yet. A refused one stays, says why, and can be sent again or taken away. */
export function Outgoing({ item, mine, onRetry, onDiscard, t }: OutgoingProps) {
  const failed = item.state === 'failed'
  const isNote = 'note' in item.payload
  const look = failed ? 'failed' : item.state === 'sent' ? 'sent' : 'unsent'
  return (
    <li class={isNote ? 'note-item' : 'own'}>
      {isNote ? (
        <NoteBox who={t.chat.you} text={wordsOf(item.payload)} t={t} />
      ) : (
        <Bubble who="staff" text={wordsOf(item.payload)} look={look} />
      )}
      {failed ? (
        <div class="after is-failed">
          <p class="failed-why">
            <Icon shape={WARN} size={16} />
            <b>{t.chat.notSent}.</b> {refusal(item.error, t)}
          </p>
          {(mine || isNote) && (
            <button type="button" class="link" onClick={onRetry}>
              {t.chat.tryAgain}
            </button>
          )}
          <button type="button" class="link" onClick={onDiscard}>
            {t.chat.remove}
          </button>
        </div>
      ) : (
        <p class="after">
          <Icon shape={item.state === 'queued' ? PENCIL : CHECK} size={16} />
          {item.state === 'queued'
            ? t.composer.outbox
            : isNote
              ? t.chat.saving
              : item.state === 'sent'
                ? t.chat.sent
                : t.chat.sending}
        </p>
      )}
    </li>
  )
}

/** What a refusal means to the person who wrote. */
export function refusal(code: string | null, t: Strings): string {
  const { refused } = t.composer
  const known = Object.entries(refused).find(([name]) => name === code)
  return known ? known[1] : refused.other
}
