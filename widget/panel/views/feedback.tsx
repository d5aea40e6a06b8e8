import { useLayoutEffect, useRef } from 'preact/hooks'
import { Icon, NEXT, PERSON } from '../../../client/ui/icon.tsx'
import { YES } from '../../../client/ui/shapes.ts'
import { FEEDBACK_REASONS, type FeedbackReason } from '../../../protocol/events.ts'
import { useAround } from '../around.ts'

interface Props {
  /** `seq` of the reply that is judged. */
  seq: number
  given: { helpful: boolean; reason: FeedbackReason | null } | null
}

/** Whether an answer helped. A "no" asks what was missing and offers a person. */
export function Feedback({ seq, given }: Props) {
  const { words, chat } = useAround()
  const box = useRef<HTMLDivElement>(null)
  const asked = useRef(false)
  const give = (helpful: boolean, reason: FeedbackReason | null = null) => {
    asked.current = !helpful
    chat.post({ type: 'feedback:give', on: seq, helpful, reason })
  }
  // What a "no" opens would lie below the edge of the log.
  useLayoutEffect(() => {
    if (asked.current) box.current?.scrollIntoView({ block: 'nearest' })
  }, [given?.helpful, given?.reason])
  return (
    <div class="feedback" ref={box}>
      <fieldset>
        <legend>{words.didThisHelp}</legend>
        <button type="button" aria-pressed={given?.helpful === true} onClick={() => give(true)}>
          <Icon shape={YES} size={18} />
          {words.yes}
        </button>
        <button type="button" aria-pressed={given?.helpful === false} onClick={() => give(false)}>
          <Icon shape={YES} size={18} class="is-turned" />
          {words.no}
        </button>
      </fieldset>
      {given && (given.helpful || given.reason) && <p>{words.thanks}</p>}
      {given && !given.helpful && (
        <>
          {!given.reason && (
            <>
              <p>{words.whatWasMissing}</p>
              <div class="reasons">
                {FEEDBACK_REASONS.map((reason) => (
                  <button key={reason} type="button" class="button" onClick={() => give(false, reason)}>
                    {words.reasons[reason]}
                  </button>
                ))}
              </div>
            </>
          )}
          <button
            type="button"
            class="ask-person"
            onClick={() => chat.post({ type: 'person:ask', noneOfThese: false })}
          >
            <Icon shape={PERSON} />
            <span>{words.talkAboutIt}</span>
            <Icon shape={NEXT} size={18} />
          </button>
        </>
      )}
    </div>
  )
}
