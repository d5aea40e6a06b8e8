import type { ReadonlySignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { Thread } from '../../client/thread.ts'
import { CLOSE, Icon, INFO, PERSON } from '../../client/ui/icons.tsx'
import type { CardKind } from '../../protocol/events.ts'
import type { Card, SiteInfo } from '../../protocol/site.ts'
import type { InboxRow } from '../../protocol/staff.ts'
import type { Chat } from '../models/chat.ts'
import type { Drafts } from '../models/drafts.ts'
import type { Shelves } from '../models/library.ts'
import { type Explained, explain, percent, questionBehind } from '../why.ts'
import type { Say } from './say.ts'
import { FLAG, NOTE } from './shapes.ts'
import { VisibleText } from './VisibleText.tsx'
import '../css/context.css'

interface Props {
  chat: Chat
  row: InboxRow
  site: SiteInfo
  shelves: Shelves
  /** Which steps were done. */
  ticks: Drafts
  now: ReadonlySignal<number>
  /** As a drawer it lies over the chat and can be put away. */
  open: boolean
  onClose: () => void
  /** Makes a draft of an answer to a visitor's question. */
  onDraft: (question: string) => void
  say: Say
}

/** Beside the chat: what the visitor saw, why it came to a person, and what is known about it. */
export function Context({ chat, row, site, shelves, ticks, now, open, onClose, onDraft, say }: Props) {
  const { t } = say
  const thread = chat.thread.value
  const why = explain(thread)
  const card = thread.flag === null ? null : (site.cards.find(({ kind }) => kind === thread.flag) ?? null)
  const closeButton = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => {
    if (open) closeButton.current?.focus()
  }, [open])
  return (
    <aside
      class={open ? 'context is-open' : 'context'}
      aria-label={t.about.label}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose()
      }}
    >
      <button
        ref={closeButton}
        type="button"
        class="icon-button context-close"
        aria-label={t.about.close}
        onClick={onClose}
      >
        <Icon shape={CLOSE} />
      </button>
      {card && <Steps kind={card.kind} chatId={row.chatId} shelves={shelves} ticks={ticks} say={say} />}
      {card && <FlagCard card={card} mine={chat.isMine.value} t={t} />}
      {why && <WhyCard why={why} t={t} />}
      <MakeFaq thread={thread} onDraft={onDraft} t={t} />
      {!why && chat.status.value === 'ready' && (
        <section class="box">
          <h3>
            <Icon shape={INFO} />
            {t.why.notYet}
          </h3>
          <p>{t.why.notYetMore}</p>
        </section>
      )}
      <About row={row} site={site} now={now} say={say} />
    </aside>
  )
}

type StepsProps = { kind: CardKind; chatId: string; say: Say } & Pick<Props, 'shelves' | 'ticks'>

/** What the clinic wrote down for this emergency, to be ticked off. Nothing is made up where it wrote nothing. */
function Steps({ kind, chatId, shelves, ticks, say: { t, locale } }: StepsProps) {
  const library = shelves.in(locale).value
  useEffect(() => shelves.load(locale), [chatId, locale])
  const steps = library?.steps?.[kind] ?? []
  const done = new Set((ticks.all.value[chatId] ?? '').split(','))
  return (
    <section class="box is-flag" aria-labelledby="steps-title">
      <h3 id="steps-title">
        <Icon shape={FLAG} />
        {t.flag.stepsTitle}
      </h3>
      <p>
        {library === null
          ? t.flag.stepsLoading
          : steps.length === 0
            ? t.flag.stepsNone
            : library.reviewedBy === null
              ? t.flag.stepsPlaceholder
              : t.flag.stepsBy(library.reviewedBy)}
      </p>
      <ul class="steps">
        {steps.map((step, index) => (
          <li key={step}>
            <label>
              <input
                type="checkbox"
                checked={done.has(String(index))}
                onChange={(event) => {
                  if (event.currentTarget.checked) done.add(String(index))
                  else done.delete(String(index))
                  ticks.set(chatId, [...done].filter(Boolean).join(','))
                }}
              />
              {step}
            </label>
          </li>
        ))}
      </ul>
    </section>
  )
}

function FlagCard({ card, mine, t }: { card: Card; mine: boolean; t: Say['t'] }) {
  return (
    <section class="box is-flag">
      <h3>
        <Icon shape={FLAG} />
        {t.flag.title}
      </h3>
      {!mine && <p>{t.flag.steps}</p>}
      <p class="box-label">{t.flag.saw}</p>
      <blockquote class="saw">
        <p>
          <b>{card.title}</b>
        </p>
        <p>{card.text}</p>
        <ul>
          {card.actions.map(({ label }) => (
            <li key={label}>{label}</li>
          ))}
        </ul>
        {card.danger && (
          <p>
            {card.danger.text} {card.danger.action.label}
          </p>
        )}
      </blockquote>
    </section>
  )
}

/** Begins a draft with the question for which a person was asked, or else the visitor's last. */
function MakeFaq({ thread, onDraft, t }: { thread: Thread; t: Say['t'] } & Pick<Props, 'onDraft'>) {
  const question = questionBehind(thread)
  if (question === null) return null
  return (
    <section class="box">
      <button type="button" class="button" onClick={() => onDraft(question)}>
        <Icon shape={NOTE} size={18} />
        {t.about.makeFaq}
      </button>
      <p>{t.about.makeFaqMore}</p>
    </section>
  )
}

function WhyCard({ why, t }: { why: Explained; t: Say['t'] }) {
  const best = why.candidates[0]?.score
  return (
    <section class="box">
      <h3>
        <Icon shape={why.trigger === 'asked' ? PERSON : why.trigger === 'red-flag' ? FLAG : INFO} />
        {t.why.title}
      </h3>
      <p>{whySentence(why, t)}</p>
      {why.needed !== null && best !== undefined && (
        <>
          <ul class="candidates" aria-label={t.why.candidates}>
            {why.candidates.map((candidate) => (
              <li key={candidate.entryId}>
                <p>
                  <span>{candidate.title}</span>
                  <b>{percent(candidate.score)}</b>
                </p>
                <ScoreBar score={candidate.score} needed={why.needed ?? 0} />
              </li>
            ))}
          </ul>
          <p class="needed">
            <i aria-hidden="true" />
            {t.why.needed}
          </p>
        </>
      )}
      {why.rule && why.rule !== why.trigger && <p class="rule">{t.why.rule(why.rule)}</p>}
    </section>
  )
}

/** One or two sentences: the trigger, then the figures where there were any. */
export function whySentence(why: Explained, t: Say['t']): string {
  const sentences = [t.why.triggers[why.trigger]]
  const known = Object.entries(t.why.rules).find(([rule]) => rule === why.rule)
  if (known) sentences.push(known[1])
  const best = why.candidates[0]?.score
  if (why.topic) {
    const { title, score } = why.topic
    sentences.push(t.why.topic(score === null ? `“${title}”` : `“${title}” (${percent(score)})`))
  } else if (why.tooClose && why.needed !== null) sentences.push(t.why.tooClose(percent(why.needed)))
  else if (why.needed !== null && best !== undefined) sentences.push(t.why.score(percent(best), percent(why.needed)))
  if (why.trigger === 'asked' && why.nothingToRead) sentences.push(t.why.nothingToRead)
  return sentences.join(' ')
}

/** The figures stand beside it in words; the bar is for the eye. */
function ScoreBar({ score, needed }: { score: number; needed: number }) {
  return (
    <div class="score" aria-hidden="true">
      <i class="score-fill" style={{ inlineSize: percent(score) }} />
      <i class="score-tick" style={{ insetInlineStart: percent(needed) }} />
    </div>
  )
}

function About({ row, site, now, say }: { row: InboxRow; site: SiteInfo; now: Props['now']; say: Say }) {
  const { t, times } = say
  const at = (moment: number) => times.at(moment, now.peek())
  const days = row.epoch > 0 || row.trigger !== null ? site.notice.staffDays : site.notice.botDays
  return (
    <section class="box">
      <h3>{t.about.title}</h3>
      <dl>
        <dt>{t.about.page}</dt>
        <dd dir="auto">{row.page === null ? t.about.noPage : <VisibleText text={row.page} t={t} />}</dd>
        <dt>{t.about.language}</dt>
        <dd>{t.about.languages[row.locale]}</dd>
        <dt>{t.about.notice}</dt>
        <dd>{t.about.noticeValue(at(row.noticeAt), row.noticeVersion)}</dd>
        {row.contact !== null && (
          <>
            <dt>{t.about.contact}</dt>
            <dd dir="auto">
              <VisibleText text={row.contact} t={t} />
            </dd>
          </>
        )}
        {row.owner && (
          <>
            <dt>{t.about.owner}</dt>
            <dd>{row.owner.name}</dd>
          </>
        )}
        <dt>{t.about.deleted}</dt>
        <dd>{t.about.deletedAfter(days)}</dd>
      </dl>
    </section>
  )
}
