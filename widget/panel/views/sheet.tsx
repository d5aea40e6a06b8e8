import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../../../client/ui/icon.tsx'
import { BACK } from '../../../client/ui/shapes.ts'
import { useAround } from '../around.ts'

interface Props {
  title: string
  onBack: () => void
  children: ComponentChildren
}

/** A page of its own over the log, with one way back. */
export function Sheet({ title, onBack, children }: Props) {
  const { words } = useAround()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <section
      class="page"
      aria-labelledby="page"
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
        <h2 id="page" tabIndex={-1} ref={heading}>
          {title}
        </h2>
      </div>
      <div class="page-body">{children}</div>
    </section>
  )
}
