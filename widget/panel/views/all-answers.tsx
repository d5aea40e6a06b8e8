import { useEffect, useState } from 'preact/hooks'
import { Icon, NEXT } from '../../../client/ui/icon.tsx'
import type { AnswerIndex } from '../../../protocol/site.ts'
import { useAround } from '../around.ts'
import { loadTitles } from '../titles.ts'
import { Sheet } from './sheet.tsx'

interface Props {
  onBack: () => void
  onChoose: (title: string, entryId: string) => void
}

/** Every approved answer by the section of the article that it comes from. */
export function AllAnswers({ onBack, onChoose }: Props) {
  const { words, locale } = useAround()
  const [index, setIndex] = useState<AnswerIndex | 'gone' | null>(null)
  useEffect(() => {
    loadTitles(locale).then(setIndex, () => setIndex('gone'))
  }, [locale])
  return (
    <Sheet title={words.allAnswersTitle} onBack={onBack}>
      {index === 'gone' && <p role="status">{words.allAnswersGone}</p>}
      {index !== null && index !== 'gone' && (
        <div lang={index.lang}>
          {index.sections.map((section) => (
            <section key={section.answers[0]?.[2]} class="titles">
              <h3>{section.title}</h3>
              <ul>
                {section.answers.map(([title, , entryId]) => (
                  <li key={entryId}>
                    <button type="button" onClick={() => onChoose(title, entryId)}>
                      <span>{title}</span>
                      <Icon shape={NEXT} size={18} />
                    </button>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </Sheet>
  )
}
