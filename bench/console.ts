import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import { launchBrowser } from '../test/support/browser.ts'
import type { Bench } from './bench.ts'
import { type Line, type Seeded, seed } from './console/seed.ts'
import { type Part, probe, watched } from './console/watch.ts'
import { type Goal, goalTable, number, percentile, type Spread, spread, table, withSpread } from './figures.ts'
import { type Machine, machine, machineLines } from './machine.ts'
import { accountOf } from './servers/accounts.ts'
import { startMeasured } from './servers/child.ts'
import { ask, connect, staffMember } from './servers/people.ts'

const WAITING = 500
const MESSAGES = 5000
const PUSHES = 50
/** On a busy machine a part may take long; the figures say how long its tasks were. */
const PATIENCE_MS = 120_000
const REPLY = 'You can come with your sister. Please do not drive home by yourself: she may drive you. '.repeat(2)
/** A task that holds up the page for longer than this is felt. */
const GOAL_MS = 100

interface Round {
  parts: Part[]
  /** Over the last minute, when the round was over. */
  load: number
  nodes: number
  heapMib: number
}

interface PartFound {
  name: string
  longestMs: Spread
  processorMs: Spread
  over50: Spread
  keyP95Ms: Spread | null
}

interface Found {
  machine: Machine
  load: Spread
  parts: PartFound[]
  nodes: Spread
  heapMib: Spread
  goals: Goal[]
}

export const consoleBench: Bench = {
  about: `the staff console in a browser, with ${WAITING} who wait and a chat of ${MESSAGES} messages: what holds it up`,
  async run({ runs, tell }) {
    const on = machine(['preact', '@preact/signals', 'playwright-core'])
    const browser = await launchBrowser()
    try {
      const rounds: Round[] = []
      for (let at = 0; at < runs; at += 1) {
        tell(`round ${at + 1} of ${runs}`)
        rounds.push(await round(browser, tell))
      }
      const found = foundIn(on, rounds)
      return { text: textOf(found), data: found }
    } finally {
      await browser.close()
    }
  },
}

/** A server with chats that wait for a person; a colleague is here, so that they go on waiting. */
async function round(browser: Browser, tell: (line: string) => void): Promise<Round> {
  const folder = await mkdtemp(join(tmpdir(), 'bedside-bench-'))
  const line = await seed(folder, WAITING, MESSAGES)
  const server = await startMeasured('product.ts', ['2', folder])
  const colleague = await staffMember(server.url, 1)
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    await context.addInitScript(probe)
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    const parts = await shift(browser, page, server.url, line, tell)
    const session = await context.newCDPSession(page)
    await session.send('HeapProfiler.collectGarbage')
    await session.send('Performance.enable')
    const { metrics } = await session.send('Performance.getMetrics')
    const metric = (name: string): number => metrics.find((each) => each.name === name)?.value ?? Number.NaN
    return { parts, load: loadavg()[0] ?? 0, nodes: metric('Nodes'), heapMib: metric('JSHeapUsedSize') / 2 ** 20 }
  } finally {
    await context.close()
    colleague.disconnect()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** A staff member's work, part by part. */
async function shift(
  browser: Browser,
  page: Page,
  url: string,
  { long, others }: Line,
  tell: (line: string) => void,
): Promise<Part[]> {
  const parts: Part[] = []
  const part = async (name: string, work: () => Promise<void>): Promise<void> => {
    tell(name)
    parts.push(await watched(browser, page, name, work))
  }
  const { email, password } = accountOf(0)
  await page.goto(`${url}/staff`)
  await page.getByLabel('Work e-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)

  await part('sign in, until everybody is in the list', async () => {
    await page.keyboard.press('Enter')
    await page.waitForFunction((count) => document.querySelectorAll('.rows [data-chat]').length === count, WAITING)
  })
  await part('scroll the list to its end and back', async () => {
    await page.mouse.move(400, 500)
    for (let step = 0; step < 40; step += 1) await page.mouse.wheel(0, step < 20 ? 2500 : -2500)
  })
  await part('open the long chat, until all of it is there', async () => {
    await page.keyboard.press('j')
    await page.waitForFunction((count) => document.querySelectorAll('.log .bubble').length === count, MESSAGES)
  })
  await part('scroll the long chat to its start and back', async () => {
    await page.getByRole('log').focus()
    for (let step = 0; step < 20; step += 1) await page.keyboard.press('PageUp')
    await page.keyboard.press('Home')
    await page.waitForFunction(() => (document.querySelector('.log')?.scrollTop ?? 1) < 2)
    for (let step = 0; step < 20; step += 1) await page.keyboard.press('PageDown')
    await page.keyboard.press('End')
    await page.waitForFunction(() => {
      const log = document.querySelector('.log')
      return log !== null && log.scrollHeight - log.scrollTop - log.clientHeight < 48
    })
  })
  await part('open thirty other chats with J, and come back with K', async () => {
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press(step < 30 ? 'j' : 'k')
      await page.waitForFunction(() => document.querySelector('.log .bubble') !== null)
    }
  })
  await part('take the chat and type a reply', async () => {
    await page.keyboard.press('c')
    await page.waitForFunction(() => document.activeElement?.id === 'reply')
    for (const letter of REPLY) await page.keyboard.press(letter === ' ' ? 'Space' : letter)
    await page.keyboard.press('Enter')
    await shown(page, REPLY.trim())
  })
  await part(`${PUSHES} pushes: half of them in this chat, half in others`, async () => {
    const here = await visitor(url, long)
    const there = await Promise.all(others.slice(-5).map((each) => visitor(url, each)))
    for (let at = 0; at < PUSHES / 2; at += 1) {
      await say(here, `Pushed here ${at}`)
      await say(there[at % there.length] as Awaited<ReturnType<typeof visitor>>, `Pushed there ${at}`)
    }
    await shown(page, `Pushed here ${PUSHES / 2 - 1}`)
    for (const socket of [here, ...there]) socket.disconnect()
  })
  return parts
}

/**
 * Waits until the newest words of the chat are these. Looked for in the last of them alone: a driver that searches thousands of
 * messages for words holds up the page itself, and was most of what was measured.
 */
const shown = (page: Page, words: string) =>
  page.waitForFunction((wanted) => {
    const bubbles = document.querySelectorAll('.log .bubble')
    return [...bubbles].slice(-3).some((bubble) => bubble.textContent?.trim() === wanted)
  }, words)

const visitor = (url: string, { chatId, token }: Seeded) =>
  connect(`${url}/visitor`, { version: PROTOCOL_VERSION, chatId, token })

async function say(socket: Awaited<ReturnType<typeof visitor>>, text: string): Promise<void> {
  await ask(socket, 'message:send', { clientId: crypto.randomUUID().replaceAll('-', ''), text, choice: null })
}

function foundIn(on: Machine, rounds: Round[]): Found {
  const parts = (rounds[0]?.parts ?? []).map(({ name }, index): PartFound => {
    const each = (of: (part: Part) => number): Spread => spread(rounds.map(({ parts: all }) => of(all[index] as Part)))
    const hasKeys = rounds.some(({ parts: all }) => (all[index]?.keys.length ?? 0) > 5)
    return {
      name,
      longestMs: each((part) => Math.max(part.tracedMs, ...part.longTasks)),
      processorMs: each((part) => part.processorMs),
      over50: each((part) => part.longTasks.length),
      keyP95Ms: hasKeys ? each((part) => percentile(part.keys, 0.95)) : null,
    }
  })
  const goal = { unit: ' ms', goal: GOAL_MS, aim: null }
  const goals: Goal[] = parts.flatMap(({ name, longestMs, processorMs }) => [
    { name, found: longestMs.median, ...goal },
    { name: '  of that on a processor', found: processorMs.median, ...goal },
  ])
  return {
    machine: on,
    load: spread(rounds.map(({ load }) => load)),
    parts,
    nodes: spread(rounds.map(({ nodes }) => nodes)),
    heapMib: spread(rounds.map(({ heapMib }) => heapMib)),
    goals,
  }
}

function textOf({ machine: on, load, parts, nodes, heapMib, goals }: Found): string {
  return [
    ...machineLines(on),
    `load ${withSpread(load)} at the end of the rounds: above ${on.cores}, tasks wait for a processor, and the time on a processor says more`,
    '',
    'Medians of the rounds (least-most), ms.',
    ...table([
      ['', 'longest task', 'on a processor', 'tasks over 50 ms', 'key to paint, p95'],
      ...parts.map((part) => [
        part.name,
        withSpread(part.longestMs),
        withSpread(part.processorMs),
        withSpread(part.over50),
        part.keyP95Ms ? withSpread(part.keyP95Ms) : '',
      ]),
    ]),
    '',
    `nodes in the page at the end ${number(nodes.median)}, heap ${number(heapMib.median)} MiB`,
    '',
    'The longest task:',
    ...goalTable(goals),
  ].join('\n')
}
