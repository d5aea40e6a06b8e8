import type { ComponentChildren } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { Suggestion } from '../../../faq/suggest.ts'
import { useAround } from '../around.ts'
import { useEscape } from '../escape.ts'
import { loadTitles } from '../titles.ts'

interface Props {
  draft: string
  onChoose: (title: string, entryId: string) => void
  /** Back to the field; Escape also puts the titles away until something else is typed. */
  onLeave: () => void
}

/** Approved answers whose title matches what is being typed. They are found here: nothing is sent. */
export function Suggestions({ draft, onChoose, onLeave }: Props) {
  const { words } = useAround()
  const suggest = useSuggest(draft !== '')
  const [putAway, setPutAway] = useState('')
  const found = putAway === draft ? [] : suggest(draft)
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
          <ul onKeyDown={(event) => moveFocus(event, onLeave)}>
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

/** The search over the titles, fetched with the first character; until then nothing is found. */
function useSuggest(wanted: boolean): (typed: string) => Suggestion[] {
  const { locale } = useAround()
  const [suggest, setSuggest] = useState<(typed: string) => Suggestion[]>(() => () => [])
  useEffect(() => {
    if (!wanted) return
    let current = true
    Promise.all([import('../../../faq/suggest.ts'), loadTitles(locale)]).then(
      ([{ createSuggest }, index]) => {
        if (current) setSuggest(() => createSuggest(index))
      },
      () => {
        // Without a connection there are no suggestions; a message can be written all the same.
      },
    )
    return () => {
      current = false
    }
  }, [wanted, locale])
  return suggest
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
