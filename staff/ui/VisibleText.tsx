import type { Strings } from '../strings/index.ts'
import { visibleParts } from '../visible.ts'

/** What somebody typed, as text nodes; characters that would act unseen are shown as marks. */
export function VisibleText({ text, t }: { text: string; t: Strings }) {
  return (
    <>
      {visibleParts(text).map((part) =>
        'text' in part ? (
          part.text
        ) : (
          <span key={part.index} class="hidden-mark" role="img" aria-label={t.chat.hiddenMark(part.hidden)}>
            {part.hidden}
          </span>
        ),
      )}
    </>
  )
}
