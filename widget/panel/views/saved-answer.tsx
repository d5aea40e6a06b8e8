import { AnswerCard } from '../../../client/ui/answer-card.tsx'
import { calendarDay } from '../../../client/ui/time.ts'
import { readAnswer } from '../../../faq/read.ts'
import { useAround } from '../around.ts'
import { Sheet } from './sheet.tsx'

/** An approved answer as this device has it: when it was last approved, its words, and the disclaimer as its foot. */
export function SavedAnswer({ entryId, onBack }: { entryId: string; onBack: () => void }) {
  const { site, words, locale, answers } = useAround()
  const saved = answers && readAnswer(answers, entryId, site)
  if (!saved) return null
  const { title, reviewedOn, reply } = saved
  return (
    <Sheet title={title} lang={reply.lang} onBack={onBack}>
      <p>{words.approvedOn(calendarDay(reviewedOn, locale))}</p>
      {reply.lang !== locale && <p>{words.answersInEnglish}</p>}
      <AnswerCard reply={reply} words={words} onRead={null} />
    </Sheet>
  )
}
