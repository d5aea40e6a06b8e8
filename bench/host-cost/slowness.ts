import type { Browser, Frame } from 'playwright-core'
import { median } from '../figures.ts'
import type { Network } from './slow-network.ts'
import { Visit } from './visit.ts'

/** Whether what is said to be slow is slow, as our own page and the frame on it tell. */
export interface Slowness {
  /** How many times as long a loop took. */
  page: number
  frame: number
  /** Of the frame's page on the slow network, from the request, with the making of the connection. */
  firstByteMs: number
}

/** Looks at the page and the frame with the processor as it is and slowed, and at the slow network. */
export async function slowness(
  { browser, network, site }: { browser: Browser; network: Network; site: string },
  slowdown: number,
): Promise<Slowness> {
  const look = async (by: number, slow: boolean): Promise<Slowness> => {
    network.slow = slow
    const visit = await Visit.begin(browser, 'ours', by)
    try {
      await visit.go(`${site}/ours`)
      await visit.open()
      await visit.quiet()
      const frame = visit.page.frames().find((candidate) => new URL(candidate.url()).pathname === '/panel')
      if (!frame) throw new Error('the panel is not there')
      return {
        page: await loopMs(visit.page.mainFrame()),
        frame: await loopMs(frame),
        firstByteMs: await frame.evaluate(() => {
          const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
          return entry ? entry.responseStart - entry.startTime : Number.NaN
        }),
      }
    } finally {
      await visit.end()
      network.slow = false
    }
  }
  const fast = await look(1, false)
  const slow = await look(slowdown, true)
  return { page: slow.page / fast.page, frame: slow.frame / fast.frame, firstByteMs: slow.firstByteMs }
}

async function loopMs(frame: Frame): Promise<number> {
  const times: number[] = []
  for (let at = 0; at < 5; at += 1) {
    times.push(
      await frame.evaluate(() => {
        const start = performance.now()
        let sum = 0
        for (let i = 0; i < 5e6; i += 1) sum += i % 7
        return performance.now() - start + sum * 0
      }),
    )
  }
  return median(times)
}
