import type { ComponentChildren } from 'preact'
import { useId, useState } from 'preact/hooks'
import type { Disclaimer, Passage } from '../../protocol/events.ts'
import type { ReadReply } from '../../protocol/site.ts'
import './answer-card.css'
import { DOWN, Icon } from './icon.tsx'
import { BOOK, INFO, QUOTE } from './shapes.ts'

/** The words around an answer, in the reader's language. */
export interface AnswerWords {
  showPassages: (count: number) => string
  hidePassages: (count: number) => string
  section: (title: string) => string
  readInArticle: string
  fullDisclaimer: string
}

/** What is shown of a reply. */
export type Answered = Omit<ReadReply, 'text'> & Partial<Pick<ReadReply, 'text'>>

interface Props {
  reply: Answered
  words: AnswerWords
  /** Shows a passage's text in the article; null for no link. */
  onRead: ((text: string) => void) | null
  /** What stands between the text and the foot: titles to choose from. */
  children?: ComponentChildren
}

/** A bot message: what is said and who says it, its passages, and the disclaimer as the foot of the same card. */
export function AnswerCard({ reply, words, onRead, children }: Props) {
  return (
    <article class="answer" dir="auto" lang={reply.lang}>
      {reply.text && <p class="answer-body answer-text">{reply.text}</p>}
      {reply.answers.map((answer) => (
        <AnswerText key={answer.entryId} answer={answer} words={words} onRead={onRead} />
      ))}
      {children}
      <DisclaimerFoot disclaimer={reply.disclaimer} words={words} />
    </article>
  )
}

function AnswerText({
  answer,
  words,
  onRead,
}: { answer: ReadReply['answers'][number] } & Pick<Props, 'words' | 'onRead'>) {
  return (
    <section lang={answer.lang}>
      <div class="answer-body">
        <p class="answer-attribution">
          <Icon shape={QUOTE} size={18} />
          {answer.attribution}
        </p>
        <p class="answer-text">{answer.text}</p>
      </div>
      {answer.passages.length > 0 && <Passages passages={answer.passages} words={words} onRead={onRead} />}
    </section>
  )
}

function Passages({ passages, words, onRead }: { passages: Passage[] } & Pick<Props, 'words' | 'onRead'>) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const count = passages.length
  return (
    <div class="answer-passages">
      <button
        type="button"
        class="answer-toggle"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <Icon shape={BOOK} />
        <span>{open ? words.hidePassages(count) : words.showPassages(count)}</span>
        <Icon shape={DOWN} size={18} class={open ? 'is-turned' : ''} />
      </button>
      <div id={id} hidden={!open}>
        {/* The article is English whatever the reader's language. */}
        {passages.map((passage, index) => (
          <figure key={passage.text} class="passage">
            <blockquote lang="en">“{passage.text}”</blockquote>
            {passages[index + 1]?.sectionId !== passage.sectionId && (
              <figcaption>
                {words.section(passage.sectionTitle)}{' '}
                {onRead && (
                  <button type="button" class="link passage-link" onClick={() => onRead(passage.text)}>
                    {words.readInArticle}
                  </button>
                )}
              </figcaption>
            )}
          </figure>
        ))}
      </div>
    </div>
  )
}

/** The disclaimer under what it belongs to. It cannot be closed or dismissed; the full text opens in place. */
export function DisclaimerFoot({
  disclaimer,
  words,
}: {
  disclaimer: Omit<Disclaimer, 'id'>
  words: { fullDisclaimer: string }
}) {
  return (
    <div class="foot" role="note" aria-label={disclaimer.title}>
      <Icon shape={INFO} size={18} />
      <div>
        <b>{disclaimer.title}</b> {disclaimer.lead && <b>{disclaimer.lead} </b>}
        {disclaimer.text}{' '}
        <details>
          <summary class="link">{words.fullDisclaimer}</summary>
          <p>{disclaimer.full}</p>
        </details>
      </div>
    </div>
  )
}
