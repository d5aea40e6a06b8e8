import type { ComponentChildren } from 'preact'
import { CLOCK, Icon, NEXT } from '../../../client/ui/icon.tsx'
import { useAround } from '../around.ts'
import type { ChatView } from '../chat.ts'
import { staffBack } from '../hours.ts'
import { Rich } from '../rich.tsx'

interface Props {
  view: ChatView
  /** Of the chat that was cleared last. */
  receipt: ComponentChildren
  onAllAnswers: () => void
}

/** Before the first word: what this can and cannot do, who is there, and questions to begin with. */
export function FirstView({ view, receipt, onAllAnswers }: Props) {
  const { site, words, choose, switchLanguage } = useAround()
  return (
    <div class="first">
      <div class="dawn">
        <h2 id="title">{words.title}</h2>
        <p>{words.scope}</p>
        <Hills />
      </div>
      {view.note && (
        <p class="first-note" id="note" tabIndex={-1}>
          {view.note === 'gone' ? words.gone : words.cleared}
        </p>
      )}
      {receipt}
      {view.connection !== 'offline' && view.presence.here === 0 && <Away view={view} />}
      {site.answersLang !== site.locale && <p class="first-note">{words.answersInEnglish}</p>}
      <ul class="chips" aria-labelledby="title" lang={site.answersLang}>
        {site.starters.slice(0, 5).map(({ entryId, title }) => (
          <li key={entryId}>
            <button type="button" class="chip" onClick={() => choose(title, entryId)}>
              <span>{title}</span>
              <Icon shape={NEXT} size={18} />
            </button>
          </li>
        ))}
      </ul>
      <p class="first-links">
        <button type="button" class="link" lang={site.locale === 'en' ? 'es' : 'en'} onClick={switchLanguage}>
          {words.otherLanguage}
        </button>
        <button type="button" class="link" onClick={onAllAnswers}>
          {words.allAnswers(site.answerCount)}
        </button>
      </p>
    </div>
  )
}

/** No person is there: when they are back, in the clinic's zone and, where it differs, in the visitor's. */
function Away({ view }: { view: ChatView }) {
  const { site, words, locale } = useAround()
  const back = staffBack(view.presence, site, locale)
  return (
    <p class="away">
      <Icon shape={CLOCK} />
      <span>
        <Rich text={back ? words.staffBack(back.day, back.time, back.zone) : words.staffAwayNow} />
        {back?.timeHere && ` ${words.staffBackHere(back.timeHere)}`}
      </span>
    </p>
  )
}

function Hills() {
  return (
    <svg class="hills" viewBox="0 0 400 40" preserveAspectRatio="none" aria-hidden="true">
      <path d="M0 27C30 22 45 13 72 12c30 0 38 9 66 8 30-1 35-20 62-20 32 0 38 19 62 18 22-1 32-10 54-10 30 0 50 10 84 15v17H0z" />
      <path d="M0 33c40-8 80-7 130-4 60 4 80-12 130-12 50 0 70 12 140 8v15H0z" />
    </svg>
  )
}
