import { DisclaimerFoot } from '../../../client/ui/answer-card.tsx'
import { Icon, NEXT } from '../../../client/ui/icon.tsx'
import { CLOUD_OFF, PHONE } from '../../../client/ui/shapes.ts'
import { useAround } from '../around.ts'
import type { ChatView } from '../chat.ts'
import { Rich } from '../rich.tsx'
import type { Words } from '../strings/index.ts'
import { tel } from './call.tsx'
import { Titles } from './titles.tsx'

interface Props {
  view: ChatView
  /** Opens the list of all answers; without it no titles are shown here. */
  onAllAnswers?: () => void
}

export const stripText = (words: Words): string => (navigator.onLine ? words.unreachableStrip : words.offlineStrip)

/** There is no connection, over the log. What speaks it is the announcer. */
export function OfflineStrip() {
  const { words } = useAround()
  return (
    <p class="strip">
      <Icon shape={CLOUD_OFF} />
      <span>
        <Rich text={stripText(words)} />
      </span>
    </p>
  )
}

/** What works without a connection: the telephone, and the approved answers that are on this device. */
export function OfflineHelp({ view, onAllAnswers }: Props) {
  const { site, words, answers, choose } = useAround()
  const { clinic, emergency, disclaimer } = site
  return (
    <section class="offline" aria-label={words.stillHere}>
      <h2>{words.stillHere}</h2>
      <div class="offline-card">
        <a class="offline-clinic" href={tel(clinic.phone)}>
          <span class="offline-sign">
            <Icon shape={PHONE} />
          </span>
          <span>
            <b>{words.callClinic(clinic.phone)}</b>
            <small>
              {clinic.hours}. {view.presence.open ? words.openNow : words.closedNow}
            </small>
          </span>
          <Icon shape={NEXT} size={18} />
        </a>
        <div class="offline-lines">
          <a class="button is-alert" href={tel(emergency.medical)}>
            <Icon shape={PHONE} size={18} />
            {words.emergencyButton(emergency.medical)}
          </a>
          <a class="button" href={tel(emergency.crisis)}>
            <Icon shape={PHONE} size={18} />
            {words.crisisButton(emergency.crisis)}
          </a>
        </div>
      </div>
      {answers ? (
        <h2>
          <Rich text={words.savedAnswers} />
        </h2>
      ) : (
        <p>{words.notSaved}</p>
      )}
      {answers && onAllAnswers && (
        <div class="offline-card">
          <Titles titles={site.starters.slice(0, 3)} onChoose={choose}>
            <li>
              <button type="button" onClick={onAllAnswers}>
                <span>{words.allAnswers(site.answerCount)}</span>
                <Icon shape={NEXT} size={18} />
              </button>
            </li>
          </Titles>
          <DisclaimerFoot disclaimer={{ ...disclaimer, lead: null, text: '' }} words={words} />
        </div>
      )}
    </section>
  )
}
