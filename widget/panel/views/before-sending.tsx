import { useEffect, useId, useRef } from 'preact/hooks'
import { Icon } from '../../../client/ui/icon.tsx'
import { LOCK } from '../../../client/ui/shapes.ts'
import { useAround } from '../around.ts'
import { useEscape } from '../escape.ts'
import type { Found } from '../identifiers.ts'
import { Rich } from '../rich.tsx'

interface Props {
  /** What the text that waits seems to hold; null when none waits. */
  found: Found | null
  /** Back to the field, with what is left of the text where some of it was taken out. */
  onEdit: (rest?: string) => void
  onSent?: () => void
  /** Takes the focus, where what had it gives way to this. */
  focus?: boolean
}

/**
 * Asks before something private leaves the browser. It says what kind it is and never repeats it. Going on writing puts it
 * away, and so does Escape.
 */
export function BeforeSending({ found, onEdit, onSent, focus }: Props) {
  const { words, locale, chat } = useAround()
  const id = useId()
  const box = useRef<HTMLElement>(null)
  const edit = (rest?: string) => {
    chat.decline()
    onEdit(rest)
  }
  useEscape(found !== null, edit)
  useEffect(() => {
    if (focus) box.current?.querySelector('button')?.focus()
  }, [found])
  return (
    <section ref={box} class={found ? 'held' : undefined} aria-labelledby={id}>
      {/* Here before there is anything to speak: what comes into it is spoken. */}
      <p id={id} role="status">
        {found && (
          <>
            <Icon shape={LOCK} />
            <span>
              <Rich
                text={words.looksLike(
                  new Intl.ListFormat(locale).format(found.kinds.map((kind) => words.private[kind])),
                )}
              />
            </span>
          </>
        )}
      </p>
      {found && (
        <div class="buttons">
          <button type="button" class="button is-main" onClick={() => edit(found.rest)}>
            {words.removeIt}
          </button>
          <button
            type="button"
            class="button is-text"
            onClick={() => {
              chat.accept()
              onSent?.()
            }}
          >
            {words.sendAnyway}
          </button>
        </div>
      )}
    </section>
  )
}
