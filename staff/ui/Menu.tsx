import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'

interface Props {
  /** What the button shows. */
  label: ComponentChildren
  disabled?: boolean
  /** What the sheet shows; `close` puts it away and the focus back on the button. */
  children: (close: () => void) => ComponentChildren
}

/** A button that opens a few choices under it. Escape, a click elsewhere and leaving with Tab put them away. */
export function Menu({ label, disabled = false, children }: Props) {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  const close = () => {
    setOpen(false)
    button.current?.focus()
  }
  useLayoutEffect(() => {
    if (!open) return
    root.current?.querySelector<HTMLElement>('.menu-sheet button')?.focus()
    const elsewhere = (event: Event) => {
      if (event.target instanceof Node && !root.current?.contains(event.target)) setOpen(false)
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') close()
    }
    addEventListener('pointerdown', elsewhere)
    addEventListener('focusin', elsewhere)
    addEventListener('keydown', onKey)
    return () => {
      removeEventListener('pointerdown', elsewhere)
      removeEventListener('focusin', elsewhere)
      removeEventListener('keydown', onKey)
    }
  }, [open])
  return (
    <div class="menu" ref={root}>
      <button
        ref={button}
        type="button"
        class="button"
        aria-expanded={open}
        aria-controls={id}
        aria-disabled={disabled}
        onClick={() => !disabled && setOpen(!open)}
      >
        {label}
      </button>
      <div id={id} class="menu-sheet" hidden={!open}>
        {open && children(close)}
      </div>
    </div>
  )
}
