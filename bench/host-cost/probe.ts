import type { Path, Places } from './sides.ts'

/** What {@link probe} notes in a document. Times in ms since 1970, by a clock that all documents share. */
export interface Noted {
  arrivedAt: number
  clickedAt: number | null
  /** When the field was first drawn such that a visitor can write in it; null while it is not. */
  readyAt: number | null
  violations: number
}

declare global {
  interface Window {
    noted: Noted
    /** The element at the end of a path, if a visitor sees it and can use it. */
    usable: (path: Path) => Element | null
    /** The middle of such an element if it is where it was the last time, and on top. */
    atRest: (path: Path) => { x: number; y: number } | null
  }
}

/** Runs in every document before anything else. It is the same on every page, so what it costs cancels out. */
export function probe(places: Places | null): void {
  const noted: Noted = { arrivedAt: performance.timeOrigin, clickedAt: null, readyAt: null, violations: 0 }
  window.noted = noted
  window.usable = (path) => {
    let root: ParentNode | null = document
    let found: Element | null = null
    for (const selector of path) {
      found = root?.querySelector(selector) ?? null
      root = found?.shadowRoot ?? null
    }
    if (!found?.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return null
    const { width, height } = found.getBoundingClientRect()
    return width > 0 && height > 0 && !found.matches(':disabled') && !found.closest('[inert]') ? found : null
  }
  let before = { x: 0, y: 0 }
  window.atRest = (path) => {
    const element = window.usable(path)
    if (!element) return null
    const { left, top, width, height } = element.getBoundingClientRect()
    const middle = { x: left + width / 2, y: top + height / 2 }
    const still = middle.x === before.x && middle.y === before.y
    before = middle
    const [first] = (element.getRootNode() as Document | ShadowRoot).elementsFromPoint(middle.x, middle.y)
    return still && element.contains(first ?? null) ? middle : null
  }
  addEventListener('securitypolicyviolation', () => {
    noted.violations += 1
  })
  if (!places) return
  addEventListener(
    'click',
    ({ timeStamp }) => {
      noted.clickedAt ??= performance.timeOrigin + timeStamp
    },
    { capture: true },
  )
  const path = window === top ? places.field : (places.inFrame ?? [])
  const look = (): void => {
    const seen = path.length > 0 && window.usable(path) !== null
    noted.readyAt = seen ? (noted.readyAt ?? performance.timeOrigin + performance.now()) : null
    requestAnimationFrame(look)
  }
  // Looking has its cost, so the page is left alone until the pointer comes.
  if (window === top) addEventListener('pointermove', look, { capture: true, once: true })
  else look()
}

/** What a page was troubled with since it began. */
export interface Trouble {
  /** Tasks of 50 ms and more in which a script ran, and all such tasks. */
  longTasksOfScripts: number
  longTasks: number
  /** What of long tasks is over 50 ms, summed. */
  blockingMs: number
  layoutShift: number
}

/** Asks the page's own records, which the browser keeps from its start. */
export async function trouble(): Promise<Trouble> {
  interface Script {
    startTime: number
    duration: number
  }
  interface Entry extends PerformanceEntry {
    value: number
    scripts: Script[]
  }
  const recorded = (type: string): Promise<Entry[]> => {
    return new Promise((resolve) => {
      const observer = new PerformanceObserver((list) => resolve(list.getEntries() as Entry[]))
      observer.observe({ type, buffered: true })
      setTimeout(() => resolve([]), 200)
    })
  }
  const [tasks, frames, shifts] = await Promise.all(
    ['longtask', 'long-animation-frame', 'layout-shift'].map((type) => recorded(type)),
  )
  const scripts = (frames ?? []).flatMap((frame) => frame.scripts)
  const during =
    (task: Entry) =>
    (script: Script): boolean =>
      script.startTime < task.startTime + task.duration && script.startTime + script.duration > task.startTime
  return {
    longTasks: tasks?.length ?? 0,
    longTasksOfScripts: (tasks ?? []).filter((task) => scripts.some(during(task))).length,
    blockingMs: (tasks ?? []).reduce((sum, { duration }) => sum + duration - 50, 0),
    layoutShift: (shifts ?? []).reduce((sum, { value }) => sum + value, 0),
  }
}
