import { expect, test } from 'vitest'
import { playAll } from './real-run.ts'
import { SqliteHost } from './sqlite-host.ts'

const SEEDS = 36

test(`${SEEDS} random histories hold on a real server with SQLite`, { timeout: 300_000 }, async () => {
  expect(await playAll(SEEDS, SqliteHost.open)).toEqual([])
})
