import { useEffect } from 'preact/hooks'

/** While `active`, Escape is this: before the panel hears of it and closes. */
export function useEscape(active: boolean, act: () => void): void {
  useEffect(() => {
    if (!active) return
    const onEscape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return
      event.stopPropagation()
      act()
    }
    document.addEventListener('keydown', onEscape, { capture: true })
    return () => document.removeEventListener('keydown', onEscape, { capture: true })
  })
}
