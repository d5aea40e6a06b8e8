import fc from 'fast-check'

/** Members of staff, by number. */
const STAFF = [0, 1, 2] as const
/** Whoever of the staff believes to have the chat. */
export const OWNER = -1
/** Ends by number: two tabs of one visitor, a tab of another, and the staff. */
const ENDS = [0, 1, 2, 3, 4, 5] as const

/** Where in an append the server dies: before the commit, in it, after it, and after the writer alone was told. */
export const CRASHES = ['now', 'before', 'inside', 'committed', 'acked'] as const
export type CrashPoint = (typeof CRASHES)[number]

/** What happens to an end's frames. `dropAck` and so on hold for the next frame of that kind. */
export const TROUBLES = ['dropAck', 'dropPush', 'doubleRequest', 'doublePush', 'swapPush', 'slow'] as const

/** One command of a history. Plain data: a history that failed is kept as it is. */
export type Step =
  | { do: 'say'; tab: number; word: 'fibromyalgia' | 'unsure' | 'crisis'; times: number }
  | { do: 'resend'; tab: number; other: boolean }
  | { do: 'ask' | 'cancel' | 'contact' | 'thumb' | 'end' | 'clear' | 'reload' | 'intrude'; tab: number }
  | { do: 'cut'; end: number; silently: boolean }
  | { do: 'off' | 'on' | 'wake'; end: number }
  | { do: 'trouble'; end: number; kind: (typeof TROUBLES)[number] }
  | { do: 'claim'; chat: number; staff: number[] }
  | {
      do: 'reply' | 'note' | 'answer' | 'pass' | 'release' | 'bot' | 'close' | 'stale' | 'look'
      chat: number
      staff: number
    }
  | { do: 'in' | 'out' | 'here' | 'away'; staff: number }
  | { do: 'gone'; staff: number; silently: boolean }
  | { do: 'tick'; byMs: number }
  | { do: 'jump'; byMs: number }
  | { do: 'crash'; at: CrashPoint; downMs: number }
  | { do: 'backup' | 'restore' | 'broken' | 'mended' }
  | { do: 'erase'; chat: number }

/** A step, and how long after it the next one comes, ms: mostly before the last frame of it has arrived. */
export type Move = Step & { ms: number }

/** `seed` decides what is not in the moves: how long frames take, what a crash loses. */
export interface History {
  seed: number
  moves: Move[]
}

const SECOND = 1000
const HOUR = 3600 * SECOND

/** The first visitor's two tabs, and the other visitor's. */
const tab = fc.constantFrom(0, 0, 0, 1, 1, 2)
const staff = fc.constantFrom(...STAFF)
/** Chats by whose they are: the first visitor's, the other's. */
const chat = fc.constantFrom(0, 0, 0, 1)
const end = fc.constantFrom(...ENDS)
const worker = fc.constantFrom(OWNER, OWNER, OWNER, ...STAFF)

const is = <Name extends Step['do']>(...names: Name[]) => fc.constantFrom(...names)

const weighted: [weight: number, step: fc.Arbitrary<Step>][] = [
  [
    22,
    fc.record({
      do: is('say'),
      tab,
      word: fc.constantFrom('fibromyalgia', 'fibromyalgia', 'unsure', 'unsure', 'crisis'),
      times: fc.constantFrom(1, 1, 1, 1, 1, 2, 2, 3, 7),
    }),
  ],
  [3, fc.record({ do: is('resend'), tab, other: fc.boolean() })],
  [8, fc.record({ do: is('ask', 'ask', 'cancel', 'contact', 'thumb', 'end'), tab })],
  [3, fc.record({ do: is('reload', 'reload', 'reload', 'clear', 'intrude'), tab })],
  [5, fc.record({ do: is('cut'), end, silently: fc.boolean() })],
  [6, fc.record({ do: is('off', 'on', 'wake'), end })],
  [9, fc.record({ do: is('trouble'), end, kind: fc.constantFrom(...TROUBLES) })],
  [10, fc.record({ do: is('claim'), chat, staff: fc.shuffledSubarray([...STAFF], { minLength: 1 }) })],
  [
    14,
    fc.record({
      do: is('reply', 'reply', 'reply', 'note', 'answer', 'pass', 'pass', 'release', 'bot', 'close', 'stale', 'look'),
      chat,
      staff: worker,
    }),
  ],
  [6, fc.record({ do: is('in', 'in', 'in', 'out', 'here', 'away'), staff })],
  [3, fc.record({ do: is('gone'), staff, silently: fc.boolean() })],
  [
    9,
    fc.record({
      do: is('tick'),
      byMs: fc.constantFrom(300, 1 * SECOND, 2 * SECOND, 5 * SECOND, 11 * SECOND, 20 * SECOND, 70 * SECOND),
    }),
  ],
  [1, fc.record({ do: is('tick'), byMs: fc.constant(150 * SECOND) })],
  [
    2,
    fc.record({
      do: is('jump'),
      byMs: fc.constantFrom(-HOUR, -30 * SECOND, 30 * SECOND, HOUR, 25 * HOUR, 40 * 24 * HOUR, 100 * 24 * HOUR),
    }),
  ],
  [
    5,
    fc.record({
      do: is('crash'),
      at: fc.constantFrom(...CRASHES),
      downMs: fc.constantFrom(0, 50, 1 * SECOND, 8 * SECOND),
    }),
  ],
  [4, fc.record({ do: is('backup', 'restore', 'broken', 'mended') })],
  [1, fc.record({ do: is('erase'), chat })],
]

const step = fc.oneof(...weighted.map(([weight, arbitrary]) => ({ weight, arbitrary })))
const pause = fc.constantFrom(0, 0, 3, 10, 30, 60, 150, 400)
const move = fc.tuple(step, pause).map(([taken, ms]): Move => ({ ...taken, ms }))

/**
 * A person takes a chat, writes, and is done with it, or gives it back, takes it again and has words left from before: what
 * hardly ever comes together by itself.
 */
const help: fc.Arbitrary<Move[]> = fc
  .record({
    chat,
    by: fc.constantFrom(0, 1),
    pause,
    last: is('release', 'bot', 'close', 'reply', 'look', 'pass', 'stale'),
  })
  .map(({ chat: of, by, pause: ms, last }) => {
    const claim: Move = { do: 'claim', chat: of, staff: [by], ms: 150 }
    const act = (what: typeof last): Move => ({ do: what, chat: of, staff: OWNER, ms })
    return last === 'stale' ? [claim, act('release'), claim, act('stale')] : [claim, act('reply'), act(last)]
  })

/** Random histories. Where nobody is there most steps would meet nobody, so each begins with two of the staff and a word. */
export function histories(maxMoves: number): fc.Arbitrary<History> {
  const part = fc.oneof({ weight: 12, arbitrary: move.map((one) => [one]) }, { weight: 1, arbitrary: help })
  const parts = fc.array(part, { minLength: 3, maxLength: maxMoves, size: 'max' })
  const first: Move[] = [
    { do: 'in', staff: 0, ms: 0 },
    { do: 'in', staff: 1, ms: 30 },
    { do: 'say', tab: 0, word: 'unsure', times: 1, ms: 60 },
    { do: 'backup', ms: 0 },
  ]
  return fc.noBias(fc.record({ seed: fc.nat(), moves: parts.map((rest) => [...first, ...rest.flat()]) }))
}
