import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

/** How far from the end still counts as being at the end, px. */
const NEAR = 48

/**
 * Keeps the log at its end unless the reader has scrolled up. A reply that is taller than the view is shown from the
 * question on. `version` changes whenever something may have been added; `own` when the visitor has added it.
 */
export function useStickToEnd(version: unknown, own: unknown) {
  const box = useRef<HTMLDivElement>(null)
  const sticks = useRef(true)
  const placedAt = useRef(-1)
  const [behind, setBehind] = useState(false)

  const toEnd = () => {
    const element = box.current
    if (!element) return
    const end = element.scrollHeight - element.clientHeight
    const rows = element.querySelectorAll<HTMLElement>('.row')
    const last = rows[rows.length - 1]
    const question = last?.hasAttribute('data-reply') ? element.querySelectorAll<HTMLElement>('[data-own]') : null
    const start = question?.[question.length - 1]
    const top = start ? Math.min(end, start.offsetTop - element.offsetTop - 12) : end
    element.scrollTop = top
    placedAt.current = element.scrollTop
    sticks.current = true
    setBehind(false)
  }

  useLayoutEffect(toEnd, [own])
  useLayoutEffect(() => {
    if (sticks.current) toEnd()
    else setBehind(true)
  }, [version])

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
  }, [])

  return { box, behind, toEnd }
}
