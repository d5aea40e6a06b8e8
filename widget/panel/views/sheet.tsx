import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { BACK, Icon } from '../../../client/ui/icon.tsx'
import { useAround } from '../around.ts'

interface Props {
  title: string
  /** Language of the title where it is not the panel's. */
  lang?: string
  /** Another page lies over this one. */
  covered?: boolean
  /** Nothing in it can be pressed: the keys that scroll go to the box. */
  isText?: boolean
  onBack: () => void
  children: ComponentChildren
}

/** A page of its own over the log, with one way back. */
export function Sheet({ title, lang, covered, isText, onBack, children }: Props) {
  const { words } = useAround()
  const id = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section
      class="page"
      aria-labelledby={id}
      inert={covered}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onBack()
      }}
    >
      <div class="page-head">
        <button type="button" class="icon-button" aria-label={words.back} onClick={onBack}>
          <Icon shape={BACK} />
        </button>
        <h2 id={id} lang={lang} tabIndex={-1} ref={heading}>
          {title}
        </h2>
      </div>
      {/* not every browser lets keys into a scrolling box by itself */}
      <div class="page-body" tabIndex={isText ? 0 : undefined}>
        {children}
      </div>
    </section>
  )
}
