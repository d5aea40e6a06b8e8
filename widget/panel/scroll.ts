import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

/** How far from the end still counts as being at the end, px. */
const NEAR = 48

/**
 * Keeps the log at its end unless the reader has scrolled up. What is taller than the view is shown from the question on.
 * `version` changes whenever something may have been added; `own` when the visitor has added it. Not `active`: nothing
 * is scrolled.
 */
export function useStickToEnd(active: boolean, version: unknown, own: unknown) {
  const box = useRef<HTMLDivElement>(null)
  const sticks = useRef(true)
  const placedAt = useRef(-1)
  const [behind, setBehind] = useState(false)

  const toEnd = useCallback(() => {
    const element = box.current
    if (!element || !active) return
    const end = element.scrollHeight - element.clientHeight
    const own = [...element.querySelectorAll<HTMLElement>('[data-own]')].at(-1)
    const staff = [...element.querySelectorAll<HTMLElement>('.is-staff')].at(-1)
    // A person's lines come one by one; what the program says at once is read from its beginning.
    const start =
      own && !(staff && staff.offsetTop > own.offsetTop)
        ? // Of a question as long as the view, the last third: what follows it would be out of sight.
          own.offsetTop -
          element.offsetTop +
          Math.max(-12, (own.querySelector('.bubble') as HTMLElement).offsetHeight - element.clientHeight / 3)
        : end
    const top = Math.min(end, start)
    element.scrollTop = top
    placedAt.current = element.scrollTop
    sticks.current = true
    setBehind(false)
  }, [active])

  useLayoutEffect(toEnd, [own, toEnd])
  useLayoutEffect(() => {
    if (sticks.current) toEnd()
    else setBehind(true)
  }, [version, active])

  useEffect(() => {
    const element = box.current
    if (!element) return
    const onScroll = () => {
      if (Math.abs(element.scrollTop - placedAt.current) < 2) return
      const atEnd = element.scrollHeight - element.clientHeight - element.scrollTop < NEAR
      sticks.current = atEnd
      if (atEnd) setBehind(false)
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    // The keyboard of a phone makes the view smaller: the end stays in sight.
    const sizes = new ResizeObserver(() => {
      if (sticks.current) toEnd()
    })
    sizes.observe(element)
    return () => {
      element.removeEventListener('scroll', onScroll)
      sizes.disconnect()
    }
  }, [toEnd])

  return { box, behind, toEnd }
}
