import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { CHECK, Icon } from '../../client/ui/icons.tsx'
import { CLOSE_OUTCOMES, type CloseOutcome } from '../../protocol/events.ts'
import type { Strings } from '../strings/index.ts'

interface Props {
  busy: boolean
  /** There is text in the reply field. */
  hasDraft: boolean
  onClose: (outcome: CloseOutcome) => void
  onCancel: () => void
  t: Strings['composer']
}

/** How did it end? A chat is closed with an answer to that or not at all. */
export function CloseForm({ busy, hasDraft, onClose, onCancel, t }: Props) {
  const [outcome, setOutcome] = useState<CloseOutcome | null>(null)
  const [asked, setAsked] = useState(false)
  const first = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => first.current?.focus(), [])
  return (
    <form
      class="close-form"
      onSubmit={(event) => {
        event.preventDefault()
        setAsked(true)
        if (outcome === null) first.current?.focus()
        else if (!busy) onClose(outcome)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel()
      }}
    >
      <fieldset>
        <legend>{t.outcomeQuestion}</legend>
        <div class="outcomes">
          {CLOSE_OUTCOMES.map((each, index) => (
            <label key={each}>
              <input
                ref={index === 0 ? first : undefined}
                type="radio"
                name="outcome"
                value={each}
                checked={outcome === each}
                onChange={() => setOutcome(each)}
              />
              {outcome === each && <Icon shape={CHECK} size={16} />}
              {t.outcomes[each]}
            </label>
          ))}
        </div>
      </fieldset>
      <p class="close-problem" role="alert">
        {asked && outcome === null ? t.outcomeNeeded : ''}
      </p>
      {hasDraft && <p class="close-note">{t.closeDraft}</p>}
      <div class="close-actions">
        <button type="button" class="button" onClick={onCancel}>
          {t.closeCancel}
        </button>
        <button type="submit" class="button is-main" aria-disabled={busy}>
          {t.closeSubmit}
        </button>
      </div>
    </form>
  )
}
