import type { Browser } from 'playwright-core'
import { launchBrowser } from '../test/support/browser.ts'
import { freePort, type RunningServer, startServer } from '../test/support/process.ts'
import type { Bench } from './bench.ts'
import { type Goal, goalTable, number, type Spread, spread, table, withSpread } from './figures.ts'
import { bodies, converse, type OurBytes } from './host-cost/conversation.ts'
import { type Pages, servePages } from './host-cost/pages.ts'
import { installPeers, versionOf } from './host-cost/peers.ts'
import { OPENED, type Opened, PEERS, type Peer, SIDES, type Side } from './host-cost/sides.ts'
import { type Network, openNetwork } from './host-cost/slow-network.ts'
import { type Slowness, slowness } from './host-cost/slowness.ts'
import { type Before, Visit } from './host-cost/visit.ts'
import { type Machine, machine, machineLines } from './machine.ts'

/** How much slower the processor is made: an old phone. */
const SLOWDOWN = 4

const CONDITIONS = [
  { name: 'this processor, loopback', slowdown: 1, slow: false },
  { name: `processor / ${SLOWDOWN}, loopback`, slowdown: SLOWDOWN, slow: false },
  { name: `processor / ${SLOWDOWN}, 150 ms and 1.6 Mbit/s`, slowdown: SLOWDOWN, slow: true },
] as const

/**
 * `cold` clicks on a page that is still, with nothing before it; `warmed` rests with the pointer on the launcher first, until
 * nothing loads any more; `at once` clicks on a page that has just begun to load, as soon as it has a launcher.
 */
const APPROACHES = ['cold', 'warmed', 'at once'] as const
type Approach = (typeof APPROACHES)[number]

const PEER_NAMES = Object.keys(PEERS) as Peer[]
const CHATS: readonly Side[] = ['ours', ...PEER_NAMES]

/** One way to the field, in one round, ms. */
interface Opening {
  side: Opened
  approach: Approach
  condition: number
  ms: number
}

interface Round {
  before: Record<Side, Before>
  openings: Opening[]
  /** What our page said on its console, and breaches of a strict policy that each page reports. */
  said: string[]
  violations: Record<Side, number>
}

/** What a chat adds to a page before anybody touches it. */
interface Added {
  requests: number
  /** Bodies, and with them the headers of the answers. */
  bytes: number
  transferred: number
  scriptMs: Spread
  taskMs: Spread
  longTasks: Spread
  blockingMs: Spread
  layoutShift: number
  violations: number
}

/** The same of all rounds. */
interface Openings extends Omit<Opening, 'ms'> {
  ms: Spread
}

interface Found {
  machine: Machine
  chromium: string
  versions: Record<Peer, string>
  slowness: Slowness
  added: Record<Side, Added>
  openings: Openings[]
  bytes: OurBytes
  said: string[]
  goals: Goal[]
}

/** What is measured, and where. */
interface Ground {
  browser: Browser
  network: Network
  /** Where the pages are, each at the name of its side. */
  site: string
}

export const hostCost: Bench = {
  about: "what the script tag costs the clinic's page, and how soon a visitor can write, against four other chats",
  async run({ runs, tell }) {
    installPeers(tell)
    const on = machine(['esbuild', 'playwright-core'])
    const network = openNetwork()
    let pages: Pages | null = null
    let server: RunningServer | null = null
    let browser: Browser | null = null
    try {
      const port = await freePort()
      const publicUrl = `http://localhost:${await network.relay(() => port)}`
      const served = await servePages(() => publicUrl)
      pages = served
      // another site than the chat's, as far as the browser is concerned: the frame gets a process of its own
      const site = `http://127.0.0.1:${await network.relay(() => served.port)}`
      server = await startServer({ PORT: String(port), PUBLIC_URL: publicUrl, DEMO_URL: site })
      browser = await launchBrowser()
      const ground = { browser, network, site }

      tell('what is slowed, and by how much; a chat from its first byte to an answer')
      const slow = await slowness(ground, SLOWDOWN)
      const bytes = await ourBytes(ground)
      const rounds: Round[] = []
      for (let at = 0; at < runs; at += 1) {
        tell(`round ${at + 1} of ${runs}`)
        rounds.push(await measureRound(ground, at))
      }
      const added = addedOf(rounds)
      const openings = openingsOf(rounds)
      const said = rounds.flatMap((round) => round.said)
      const found: Found = {
        machine: on,
        chromium: browser.version(),
        versions: Object.fromEntries(PEER_NAMES.map((peer) => [peer, versionOf(peer)])) as Record<Peer, string>,
        slowness: slow,
        added,
        openings,
        bytes,
        said,
        goals: goalsOf(added, openings, bytes, said.length),
      }
      return { text: textOf(found), data: found }
    } finally {
      await browser?.close()
      await server?.cleanUp()
      pages?.close()
      network.close()
    }
  },
}

/** Everything once, one page after the other; each round begins with another one. */
async function measureRound({ browser, network, site }: Ground, at: number): Promise<Round> {
  const turned = <T>(all: readonly T[]): T[] => all.map((_, i) => all[(i + at) % all.length] as T)
  const before: Partial<Round['before']> = {}
  const violations: Partial<Round['violations']> = {}
  const openings: Opening[] = []
  const said: string[] = []
  const visit = async (side: Side, slowdown: number, use: (visit: Visit) => Promise<void>): Promise<void> => {
    const begun = await Visit.begin(browser, side, slowdown)
    try {
      await use(begun)
    } finally {
      if (side === 'ours') said.push(...begun.said)
      await begun.end()
    }
  }

  for (const side of turned(SIDES)) {
    await visit(side, SLOWDOWN, async (page) => {
      await page.go(`${site}/${side}`)
      before[side] = await page.before()
    })
  }
  for (const [condition, { slowdown, slow }] of CONDITIONS.entries()) {
    network.slow = slow
    for (const approach of APPROACHES) {
      for (const side of turned(OPENED)) {
        await visit(side, slowdown, async (page) => {
          await page.go(`${site}/${side}`, approach === 'at once')
          if (approach === 'warmed') await page.hover()
          const { fromClickMs, fromArrivalMs } = await page.open()
          openings.push({ side, approach, condition, ms: approach === 'at once' ? fromArrivalMs : fromClickMs })
        })
      }
    }
    network.slow = false
  }
  for (const side of SIDES) {
    violations[side] = await violationsOf({ browser, network, site }, side)
  }
  return { before: before as Round['before'], openings, said, violations: violations as Round['violations'] }
}

/** With the chat opened, where it can be. */
async function violationsOf({ browser, site }: Ground, side: Side): Promise<number> {
  const visit = await Visit.begin(browser, side, 1)
  try {
    await visit.go(`${site}/${side}?strict`)
    if (OPENED.some((opened) => opened === side)) await visit.open()
    return await visit.violations()
  } finally {
    await visit.end()
  }
}

async function ourBytes({ browser, site }: Ground): Promise<OurBytes> {
  const visit = await Visit.begin(browser, 'ours', 1)
  try {
    await visit.go(`${site}/ours`)
    await visit.open()
    return await converse(visit)
  } finally {
    await visit.end()
  }
}

function addedOf(rounds: Round[]): Record<Side, Added> {
  const of = (side: Side): Added => {
    const over = (value: (before: Before) => number): Spread =>
      spread(rounds.map(({ before }) => value(before[side]) - value(before.none)))
    return {
      requests: over(({ fetched }) => fetched.length).max,
      bytes: over(({ fetched }) => bodies(fetched)).max,
      transferred: over(({ fetched }) => fetched.reduce((sum, { transferred }) => sum + transferred, 0)).max,
      scriptMs: over(({ scriptMs }) => scriptMs),
      taskMs: over(({ taskMs }) => taskMs),
      longTasks: spread(rounds.map(({ before }) => before[side].longTasksOfScripts)),
      blockingMs: over(({ blockingMs }) => blockingMs),
      layoutShift: over(({ layoutShift }) => layoutShift).max,
      violations: Math.max(...rounds.map((round) => round.violations[side])),
    }
  }
  return Object.fromEntries(SIDES.map((side) => [side, of(side)])) as Record<Side, Added>
}

function openingsOf(rounds: Round[]): Openings[] {
  const all = rounds.flatMap(({ openings }) => openings)
  return CONDITIONS.flatMap((_, condition) =>
    APPROACHES.flatMap((approach) =>
      OPENED.map((side) => {
        const same = all.filter((o) => o.condition === condition && o.approach === approach && o.side === side)
        return { side, approach, condition, ms: spread(same.map(({ ms }) => ms)) }
      }),
    ),
  )
}

function goalsOf(added: Record<Side, Added>, openings: Openings[], bytes: OurBytes, messages: number): Goal[] {
  const { ours } = added
  const lightest = Math.min(...PEER_NAMES.map((peer) => added[peer].bytes))
  const ms = (side: Opened, approach: Approach, condition: number): number =>
    openings.find((o) => o.side === side && o.approach === approach && o.condition === condition)?.ms.median ??
    Number.NaN
  const overChatbotify = (approach: Approach, condition: number): number =>
    ms('ours', approach, condition) / ms('react-chatbotify', approach, condition)
  const none = { unit: '', goal: 0, aim: null }
  return [
    { name: 'the loader, brotli', found: bytes.loader, unit: ' bytes', goal: 1500, aim: 1200 },
    { name: 'requests before anybody touches the page', found: ours.requests, unit: '', goal: 1, aim: null },
    {
      name: 'bytes before that: the lightest other chat / ours',
      found: lightest / ours.bytes,
      unit: '',
      goal: 60,
      aim: null,
      atLeast: true,
    },
    {
      name: 'the panel up to a field that can be written in',
      found: bytes.ready,
      unit: ' bytes',
      goal: 25_000,
      aim: null,
    },
    { name: 'a whole conversation', found: bytes.conversation, unit: ' bytes', goal: 45_000, aim: null },
    {
      name: 'a whole conversation, ours / the lightest other chat',
      found: bytes.conversation / lightest,
      unit: '',
      goal: 0.5,
      aim: null,
    },
    {
      name: 'script time added: deep-chat / ours',
      found: added['deep-chat'].scriptMs.median / ours.scriptMs.median,
      unit: '',
      goal: 4,
      aim: 6,
      atLeast: true,
    },
    {
      name: 'script time added: typebot / ours',
      found: added.typebot.scriptMs.median / ours.scriptMs.median,
      unit: '',
      goal: 10,
      aim: null,
      atLeast: true,
    },
    { name: 'long tasks with a script of ours in them, most in a round', found: ours.longTasks.max, ...none },
    { name: 'layout shift added', found: ours.layoutShift, ...none },
    {
      name: 'click to field, cold, ours / react-chatbotify',
      found: overChatbotify('cold', 0),
      unit: '',
      goal: 1.1,
      aim: null,
    },
    ...CONDITIONS.map(({ name }, condition): Goal => {
      return {
        name: `arrival to field, ours / react-chatbotify: ${name}`,
        found: overChatbotify('at once', condition),
        unit: '',
        goal: 1.1,
        aim: null,
      }
    }),
    ...CONDITIONS.map(({ name }, condition): Goal => {
      return {
        name: `click to field, warmed: ${name}`,
        found: ms('ours', 'warmed', condition),
        unit: ' ms',
        goal: 150,
        aim: null,
      }
    }),
    { name: 'console messages, errors and requests to others', found: messages, ...none },
    { name: 'breaches of a strict content security policy', found: ours.violations, ...none },
  ]
}

function textOf({ machine: on, chromium, versions, slowness, added, openings, bytes, said, goals }: Found): string {
  return [
    ...machineLines(on),
    `Chromium ${chromium}; every visit is a new profile with an empty cache; brotli on both servers`,
    ...PEER_NAMES.map((peer) => `${PEERS[peer].name} ${versions[peer]}: ${PEERS[peer].how}`),
    `A loop took ${number(slowness.page)} times as long in the slowed page, ${number(slowness.frame)} times in our frame;`,
    `on the slow network the frame's page took ${number(slowness.firstByteMs)} ms to its first byte.`,
    '',
    `Added to the page before anybody touches it, processor / ${SLOWDOWN}, loopback. Medians of the rounds (least-most).`,
    ...table([
      [
        '',
        'requests',
        'bytes',
        'with headers',
        'script ms',
        'all tasks ms',
        'long tasks',
        'blocking ms',
        'shift',
        'breaches',
      ],
      ...CHATS.map((side) => {
        const a = added[side]
        return [
          side,
          String(a.requests),
          String(a.bytes),
          String(a.transferred),
          withSpread(a.scriptMs),
          withSpread(a.taskMs),
          withSpread(a.longTasks),
          withSpread(a.blockingMs),
          a.layoutShift.toFixed(3),
          String(a.violations),
        ]
      }),
    ]),
    'script and all tasks: what Performance.getMetrics tells of the main thread, in time on a processor, less the same page without',
    'a chat in the same round; long tasks: with a script in them; breaches: of a strict policy, reported, with the chat opened.',
    '',
    `Ours: loader ${bytes.loader} bytes, ${bytes.ready} to the field, ${bytes.conversation} for a whole conversation (bodies as sent).`,
    '',
    'Until a visitor can write, ms. Medians of the rounds (least-most).',
    ...table([
      ['', '', ...OPENED],
      ...CONDITIONS.flatMap(({ name }, condition) =>
        APPROACHES.map((approach) => [
          name,
          { cold: 'cold: from the click', warmed: 'warmed: from the click', 'at once': 'at once: from arrival' }[
            approach
          ],
          ...OPENED.map((side) => {
            const found = openings.find((o) => o.condition === condition && o.approach === approach && o.side === side)
            return found ? withSpread(found.ms) : ''
          }),
        ]),
      ),
    ]),
    'cold: on a page that is still; warmed: the pointer has rested on the launcher; at once: as soon as there is a launcher.',
    'deep-chat has no launcher. The others have loaded everything before the click; ours loads its panel on it.',
    '',
    ...goalTable(goals),
    ...said.map((line) => `said: ${line}`),
  ].join('\n')
}
