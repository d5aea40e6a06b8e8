import { afterAll, beforeAll, expect, test } from 'vitest'
import { describePostgres, type Postgres, startPostgres } from '../support/postgres.ts'
import { NodesHost } from './nodes-host.ts'
import type { OpenHost } from './play-real.ts'
import { playAll } from './real-run.ts'

const SEEDS = 12

describePostgres('two nodes on one database', () => {
  let postgres: Postgres
  beforeAll(async () => {
    postgres = await startPostgres()
  })
  afterAll(() => postgres.stop())

  test(`hold in ${SEEDS} random histories`, { timeout: 300_000 }, async () => {
    const forgetNodes = (url: string) =>
      postgres.query(url, `UPDATE bedside.node SET seen_at = now() - interval '1 hour'`)
    const open: OpenHost = async (options) =>
      NodesHost.open({ ...options, forgetNodes, databaseUrl: await postgres.freshDatabase() })
    expect(await playAll(SEEDS, open)).toEqual([])
  })
})
