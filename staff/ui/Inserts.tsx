import type { Insert } from '../models/library.ts'
import type { Strings } from '../strings/index.ts'

interface Props {
  found: readonly Insert[]
  /** Which one Enter takes. */
  at: number
  isHere: boolean
  onChoose: (insert: Insert) => void
  t: Strings['composer']
}

export const optionId = (at: number): string => `insert-${at}`

/** What can be put into the reply, over the field. The focus stays in the field; the keys work there. */
export function Inserts({ found, at, isHere, onChoose, t }: Props) {
  return (
    <div class="inserts">
      <p class="inserts-head" role="status">
        {isHere ? t.insertFound(found.length) : t.insertLoading}
      </p>
      <div id="inserts" role="listbox" aria-label={t.insertLabel} tabIndex={-1}>
        {found.map((insert, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus and works the list by its keys
          <div
            key={insert.kind === 'reply' ? `reply ${insert.title}` : insert.approved.answers[0].entryId}
            id={optionId(index)}
            class="insert"
            role="option"
            aria-selected={index === at}
            tabIndex={-1}
            // The field keeps the focus.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onChoose(insert)}
          >
            <b>{insert.kind === 'reply' ? insert.title : insert.approved.answers[0].title}</b>
            <small>{insert.kind === 'reply' ? t.savedReply : t.types[insert.approved.answers[0].type]}</small>
            <span class="insert-words">{insert.kind === 'reply' ? insert.text : insert.approved.answers[0].text}</span>
          </div>
        ))}
      </div>
    </div>
  )
}
