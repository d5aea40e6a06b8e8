import { afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Command } from '../../server/conversation/commands.ts'
import type { Ask, rule as Rule } from '../../server/conversation/rule.ts'
import type { Conversation } from '../../server/conversation/state.ts'
import { createWindowedOutbox, foldOverGaps } from './broken-client.ts'
import { historyOf } from './seeds.ts'
import type { Parts } from './sim-ground.ts'

vi.mock('socket.io', () => import('./sim-io.ts'))

/** Histories that a broken part may take to be noticed. */
const SEEDS = 1500

/** Plays until something does not hold; returns what that was. Everything is loaded anew, with what is mocked in its place. */
async function found(broken: (sound: typeof Rule) => Partial<Parts> = () => ({})): Promise<string> {
  const [{ play }, { SOUND }, { Coverage }, { rule }] = await Promise.all([
    import('./play.ts'),
    import('./sim-ground.ts'),
    import('./coverage.ts'),
    import('../../server/conversation/rule.ts'),
  ])
  const parts = { ...SOUND, ...broken(rule) }
  for (let seed = 0; seed < SEEDS; seed++) {
    try {
      await play(historyOf(seed), new Coverage(), parts)
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'Violation') throw error
      console.info(`seed ${seed}: ${error.message}`)
      return error.message
    }
  }
  return 'nothing'
}

/** The rule as it is, asked about another chat or another thing than what it should have been, for one kind of command. */
const asking =
  <Type extends Command['type']>(
    type: Type,
    instead: (now: Conversation, ask: Ask, command: Extract<Command, { type: Type }>) => [Conversation, Ask],
  ) =>
  (sound: typeof Rule): Partial<Parts> => ({
    rule: (now, ask) => {
      const { command } = ask
      const isThis = command.type === type
      return isThis ? sound(...instead(now, ask, command as Extract<Command, { type: Type }>)) : sound(now, ask)
    },
  })

test('a store that does not know a repeat is found out (I3)', async () => {
  expect(await found(() => ({ forgetful: true }))).toMatch(/^I3/)
})

test('a store that acknowledges before the disk has it is found out (I1, I2, I5)', async () => {
  expect(await found(() => ({ early: true }))).toMatch(/^I[125]:/)
})

test('a claim that does not look at who has the chat is found out (I6)', async () => {
  expect(await found(asking('staff:claim', (now, ask) => [{ ...now, owner: null }, ask]))).toMatch(/^I6/)
})

test('an epoch that is not looked at is found out (I7)', async () => {
  const late = asking('staff:send', (now, ask, command) => [now, { ...ask, command: { ...command, epoch: now.epoch } }])
  expect(await found(late)).toMatch(/^I7/)
})

test('a bot that answers although a person took the chat is found out (I8)', async () => {
  const talks = asking('visitor:send', (now, ask) => {
    const { command, situation, provided } = ask
    const withStaff = now.state === 'staff' && (provided?.state ?? 'staff') === 'staff'
    return withStaff
      ? [
          { ...now, state: 'bot' },
          { command, situation },
        ]
      : [now, ask]
  })
  expect(await found(talks)).toMatch(/^I8/)
})

test('a client with five messages on their way is found out (I4)', async () => {
  vi.doMock('../../client/outbox.ts', async (actual) => ({
    ...(await actual<object>()),
    createOutbox: createWindowedOutbox,
  }))
  expect(await found()).toMatch(/^I4/)
})

test('a client that shows what comes, whatever is missing before it, is found out (I5)', async () => {
  vi.doMock('../../client/thread.ts', async (actual) => {
    const sound = await actual<typeof import('../../client/thread.ts')>()
    return { ...sound, fold: foldOverGaps(sound.fold) }
  })
  expect(await found()).toMatch(/^I5/)
})

afterEach(() => {
  vi.doUnmock('../../client/outbox.ts')
  vi.doUnmock('../../client/thread.ts')
  vi.resetModules()
})

// One that is not found out takes as long as all the histories.
vi.setConfig({ testTimeout: 200_000 })

beforeAll(() => {
  Error.stackTraceLimit = 0
})
