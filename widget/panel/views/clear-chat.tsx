import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../../../client/ui/icon.tsx'
import { TRASH } from '../../../client/ui/shapes.ts'
import { useAround } from '../around.ts'
import { useEscape } from '../escape.ts'

interface Props {
  /** Whether it is being asked if the chat is to be cleared. */
  asking: boolean
  onAsk: (asking: boolean) => void
  onClear: () => void
}

/** In sight as long as there is a chat: at a shared computer nobody may have to look for it. It asks once, in its place. */
export function ClearChat({ asking, onAsk, onClear }: Props) {
  const { words } = useAround()
  const box = useRef<HTMLDivElement>(null)
  const keep = () => {
    onAsk(false)
    // Drawn in the place of the question by then.
    setTimeout(() => box.current?.querySelector('button')?.focus())
  }
  useEscape(asking, keep)
  useEffect(() => {
    if (asking) box.current?.querySelector('p')?.focus()
  }, [asking])
  return (
    <div class="clear" ref={box}>
      {asking ? (
        <section aria-labelledby="clear-ask">
          <p id="clear-ask" tabIndex={-1}>
            {words.clearAsk}
          </p>
          <div class="buttons">
            <button type="button" class="button is-main" onClick={onClear}>
              {words.clearNow}
            </button>
            <button type="button" class="button" onClick={keep}>
              {words.clearKeep}
            </button>
          </div>
        </section>
      ) : (
        <button type="button" class="clear-door" onClick={() => onAsk(true)}>
          <Icon shape={TRASH} size={16} />
          {words.clear}
        </button>
      )}
    </div>
  )
}
