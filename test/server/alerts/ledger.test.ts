import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { AlertLedger } from '../../../server/alerts/ledger.ts'
import { sqliteLedger } from '../../../server/alerts/ledger-sqlite.ts'
import { FakeClock } from '../../support/fake-clock.ts'
import { startNode, type TestNode } from '../../support/nodes.ts'
import { describePostgres, type Postgres, startPostgres } from '../../support/postgres.ts'
import { TestSessions } from '../../support/sessions.ts'

/** What every ledger does. `ends` gives the same ledger as several nodes have it. */
function contract(ends: () => AlertLedger[]): void {
  const some = () => ends()[0] as AlertLedger

  test('of many who want an alert at once one gets it', async () => {
    const all = ends()
    const tries = await Promise.all(Array.from({ length: 20 }, (_, i) => all[i % all.length]?.take('race', 1000, 2000)))
    expect(tries.filter((attempt) => attempt === 1)).toHaveLength(1)
    expect(tries.filter((attempt) => attempt === null)).toHaveLength(19)
  })

  test('who took it and died leaves it to the next one when the lease is over', async () => {
    expect(await some().take('lease', 1000, 2000)).toBe(1)
    expect(await some().take('lease', 1999, 3000)).toBeNull()
    expect(await some().take('lease', 2000, 3000)).toBe(2)
  })

  test('what went out does not go out again, and what is postponed has its time', async () => {
    await some().take('sent', 1000, 2000)
    await some().sent('sent')
    expect(await some().take('sent', 9000, 9999)).toBeNull()
    await some().take('later', 1000, 2000)
    await some().postpone('later', 5000)
    expect(await some().take('later', 4999, 9999)).toBeNull()
    expect(await some().take('later', 5000, 9999)).toBe(2)
    await some().forget(1001)
    expect(await some().take('sent', 9000, 9999)).toBe(1)
    expect(await some().take('later', 9000, 9999)).toBeNull()
  })

  test('moments are kept, the last one of each name', async () => {
    const now = Date.parse('2026-11-23T10:00:00-08:00')
    expect(await some().moment('proved')).toBeNull()
    await some().setMoment('proved', 1)
    await some().setMoment('proved', now)
    expect(await ends().at(-1)?.moment('proved')).toBe(now)
  })
}

describe('the ledger of a node by itself', () => {
  const ledger = sqliteLedger(':memory:')
  afterAll(() => ledger.close())
  contract(() => [ledger])
})

describePostgres('the ledger of two nodes', () => {
  let postgres: Postgres
  let nodes: TestNode[]
  beforeAll(async () => {
    postgres = await startPostgres()
    const databaseUrl = await postgres.freshDatabase()
    const clock = new FakeClock(0)
    const sessions = new TestSessions()
    nodes = [await startNode({ databaseUrl, clock, sessions }), await startNode({ databaseUrl, clock, sessions })]
  })
  afterAll(async () => {
    for (const node of nodes) await node.stop()
    await postgres.stop()
  })
  contract(() => nodes.map((node) => node.nodes.alerts))
})
