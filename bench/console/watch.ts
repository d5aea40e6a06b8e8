import type { Browser, Page } from 'playwright-core'

/** What the page's main thread did during one part of the work. */
export interface Part {
  name: string
  /** Tasks of 50 ms and more as the page itself is told of them, by the clock on the wall. */
  longTasks: number[]
  /** All tasks as the browser traced them: the longest by the clock on the wall, and by its time on a processor. */
  tracedMs: number
  processorMs: number
  /** From a key to the frame that shows what it did. */
  keys: number[]
}

declare global {
  interface Window {
    /** What happened since it was last asked for. */
    took: { longTasks: number[]; keys: number[] }
  }
}

/** Runs in the page before anything else: notes long tasks, and how long each key takes until it is painted. */
export function probe(): void {
  window.took = { longTasks: [], keys: [] }
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.took.longTasks.push(duration)
  }).observe({ type: 'longtask', buffered: true })
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        // A message comes after the frame that has just begun was drawn.
        port1.onmessage = () => window.took.keys.push(performance.now() - timeStamp)
        port2.postMessage(null)
      })
    },
    { capture: true },
  )
}

interface Traced {
  name: string
  ph: string
  pid: number
  tid: number
  dur?: number
  tdur?: number
  args: { name?: string }
}

/** Does the work and tells what the page's main thread had to do for it. */
export async function watched(browser: Browser, page: Page, name: string, work: () => Promise<void>): Promise<Part> {
  await page.evaluate(() => {
    window.took = { longTasks: [], keys: [] }
  })
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] })
  await work()
  // Whatever it has led to is over when a frame has passed and nothing else wants the processor.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestIdleCallback(resolve))))
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Traced[] }
  const took = await page.evaluate(() => window.took)
  return { name, ...took, ...longest(trace.traceEvents) }
}

/** Of the renderer that did most: the browser's other pages are empty. */
function longest(events: Traced[]): Pick<Part, 'tracedMs' | 'processorMs'> {
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
  const isMain = (event: Traced) => mains.some(({ pid, tid }) => pid === event.pid && tid === event.tid)
  const tasks = events.filter((event) => event.ph === 'X' && event.name.endsWith('RunTask') && isMain(event))
  return {
    tracedMs: Math.max(0, ...tasks.map(({ dur = 0 }) => dur)) / 1000,
    processorMs: Math.max(0, ...tasks.map(({ tdur = 0 }) => tdur)) / 1000,
  }
}
