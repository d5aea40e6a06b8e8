import { beforeAll, expect, test, vi } from 'vitest'
import { Coverage } from './coverage.ts'
import { play } from './play.ts'
import { historyOf, kept, report } from './seeds.ts'
import { CRASHES, TROUBLES } from './steps.ts'

// The wire is part of what is simulated; everything on both sides of it is the product's own.
vi.mock('socket.io', () => import('./sim-io.ts'))

const SEEDS = 10_000
const coverage = new Coverage()

/** Each with what it once found. */
test.each(kept)('finds nothing any more where it found that $found', async ({ seed, moves }) => {
  await play({ seed, moves }, new Coverage())
})

test(`I1 to I16 hold in ${SEEDS} random histories`, { timeout: 600_000 }, async () => {
  const before = process.cpuUsage()
  let moves = 0
  for (let seed = 0; seed < SEEDS; seed++) {
    const history = historyOf(seed)
    moves += history.moves.length
    try {
      await play(history, coverage)
    } catch (error) {
      expect.fail(await report(seed, error, play))
    }
  }
  const seconds = (process.cpuUsage(before).user / 1e6).toFixed(0)
  console.info([`${SEEDS} seeds, ${moves} moves, ${seconds} s of a processor`, ...coverage.lines()].join('\n'))
})

test('the same seed gives the same history, to the last frame', async () => {
  const runs = await Promise.all([0, 1].map(() => new Coverage()))
  for (const run of runs) for (let seed = 0; seed < 30; seed++) await play(historyOf(seed), run)
  expect(runs[1]?.lines()).toEqual(runs[0]?.lines())
})

/** What a run has to come to, by name; everything else that was counted is printed. */
const REACHED = {
  step: 'say resend ask cancel contact thumb end clear reload intrude cut off on wake trouble claim reply note answer pass release bot close stale look in out here away gone tick jump crash backup restore broken mended erase',
  state: 'bot waiting staff left_message closed',
  event:
    'chat:opened message:sent bot:replied handoff:requested handoff:cancelled handoff:unattended contact:left chat:claimed chat:released chat:closed chat:reopened flag:raised feedback:given note:written answer:sent chat:passed',
  command:
    'visitor:send visitor:ask-person visitor:cancel visitor:leave-contact visitor:feedback visitor:end staff:claim staff:send staff:note staff:answer staff:pass staff:release staff:close clock:unattended clock:owner-gone clock:idle',
  crash: CRASHES.join(' '),
  trouble: TROUBLES.join(' '),
  refusal: 'already-claimed stale-claim malformed',
  answer: 'ok unavailable too-fast id-reused already-claimed stale-claim not-found',
  repeat: 'same id-reused',
  'claims at once': '1 2 3',
  race: 'lost',
  restores: 'done',
  intruders: 'tried',
  stale: 'tried',
  erase: 'posted',
  twin: 'posted',
}

test.each(Object.entries(REACHED))('every %s was reached', (kind, names) => {
  expect(names.split(' ').filter((name) => coverage.of(`${kind}:${name}`) === 0)).toEqual([])
})

beforeAll(() => {
  // Nobody reads the stack of a refusal here, and there are hundreds of thousands of them.
  Error.stackTraceLimit = 0
})
