import type { ComponentChildren } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { createSuggest, type Suggestion } from '../../../faq/suggest.ts'
import { useAround } from '../around.ts'
import { useEscape } from '../escape.ts'

interface Props {
  draft: string
  onChoose: (title: string, entryId: string) => void
  /** Back to the field; Escape also puts the titles away until something else is typed. */
  onLeave: () => void
}

/** Approved answers whose title matches what is being typed. They are found here: nothing is sent. */
export function Suggestions({ draft, onChoose, onLeave }: Props) {
  const { words, answers, site } = useAround()
  const suggest = useMemo(() => answers && createSuggest(answers), [answers])
  const [putAway, setPutAway] = useState('')
  const found = (putAway !== draft && suggest?.(draft)) || []
  useEscape(found.length > 0, () => {
    setPutAway(draft)
    onLeave()
  })
  return (
    <>
      <p class="unseen" role="status">
        {found.length > 0 && words.suggestionsFound(found.length)}
      </p>
      {found.length > 0 && (
        <section class="suggestions" aria-labelledby="suggestions">
          <h2 id="suggestions">{words.suggestions}</h2>
          <ul lang={site.answersLang} onKeyDown={(event) => moveFocus(event, onLeave)}>
            {found.map(({ entryId, title, ranges }) => (
              <li key={entryId}>
                <button type="button" onClick={() => onChoose(title, entryId)}>
                  {marked(title, ranges)}
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function marked(title: string, ranges: Suggestion['ranges']): ComponentChildren {
  const parts: ComponentChildren[] = []
  let end = 0
  for (const [from, to] of ranges) {
    parts.push(title.slice(end, from), <b key={from}>{title.slice(from, to)}</b>)
    end = to
  }
  return [...parts, title.slice(end)]
}

/** Up and down walk through the titles; down from the last one leads back to the field. */
function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }, onLeave: () => void): void {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
  if (!step) return
  event.preventDefault()
  const buttons = [...event.currentTarget.querySelectorAll('button')]
  const next = buttons.indexOf(document.activeElement as HTMLButtonElement) + step
  if (next >= buttons.length) onLeave()
  else buttons[Math.max(0, next)]?.focus()
}
