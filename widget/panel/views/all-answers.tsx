import { useMemo, useState } from 'preact/hooks'
import { createSuggest, searchAnswers } from '../../../faq/suggest.ts'
import { triage } from '../../../faq/triage-direct.ts'
import type { IndexedAnswer } from '../../../protocol/site.ts'
import { useAround } from '../around.ts'
import type { ChatView } from '../chat.ts'
import { CrisisCard } from './crisis.tsx'
import { Sheet } from './sheet.tsx'
import { Titles } from './titles.tsx'

interface Props {
  view: ChatView
  /** An answer that was opened lies over the list. */
  covered: boolean
  onBack: () => void
  onChoose: (title: string, entryId: string) => void
}

/** Every approved answer by the section of the article that it comes from, or those that a search finds. */
export function AllAnswers({ view, covered, onBack, onChoose }: Props) {
  const { words, answers } = useAround()
  const [typed, setTyped] = useState('')
  const suggest = useMemo(() => answers && createSuggest(answers), [answers])
  const found = answers && suggest && searchAnswers(answers, suggest, typed)
  // Whoever writes it here needs it as much as in the chat. A word half typed can look like one, and those are titles' words.
  const card = found?.length === 0 ? triage(typed).card : null
  const list = (some: IndexedAnswer[]) => (
    <Titles titles={some.map(([title, , entryId]) => ({ title, entryId }))} onChoose={onChoose} />
  )
  return (
    <Sheet title={words.allAnswersTitle} covered={covered} onBack={onBack}>
      {answers ? (
        <>
          <input
            type="search"
            placeholder={words.searchAnswers}
            aria-label={words.searchAnswers}
            autocomplete="off"
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          {card && (
            <div role="alert">
              <CrisisCard kind={card} view={view} />
            </div>
          )}
          <p role="status">{found && (found.length > 0 ? words.suggestionsFound(found.length) : words.nothingFound)}</p>
          {found
            ? list(found)
            : answers.sections.map((section) => (
                <section key={section.title}>
                  <h3 lang={answers.lang}>{section.title}</h3>
                  {list(section.answers)}
                </section>
              ))}
        </>
      ) : (
        <p role="status">{view.connection === 'offline' && words.allAnswersGone}</p>
      )}
    </Sheet>
  )
}
