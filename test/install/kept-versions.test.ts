import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clearDist, KEEP_DAYS } from '../../scripts/clear-dist.ts'

const DAY_MS = 86_400_000
const now = Date.parse('2026-11-23T10:00:00-08:00')

let dist: string
beforeAll(async () => {
  dist = await mkdtemp(join(tmpdir(), 'bedside-dist-'))
})
afterAll(() => rm(dist, { recursive: true }))

async function built(name: string, daysAgo: number): Promise<void> {
  const time = (now - daysAgo * DAY_MS) / 1000
  await writeFile(join(dist, name), '')
  await utimes(join(dist, name), time, time)
}

test('a script with a version is kept from the update that replaced it, not from when it was built', async () => {
  await built('bedside.aaaaaaaa.js', 200)
  await built('bedside.aaaaaaaa.js.br', 200)
  await built('bedside-host.aaaaaaaa.js', 200)
  await built('bedside.bbbbbbbb.js', KEEP_DAYS - 1)
  await built('bedside.cccccccc.js', KEEP_DAYS + 1)
  await built('panel.html', 0)
  const manifest = { loader: { file: 'bedside.aaaaaaaa.js' }, hostPage: { file: 'bedside-host.aaaaaaaa.js' } }
  await writeFile(join(dist, 'manifest.json'), JSON.stringify(manifest))

  await clearDist(dist, now)
  const replaced = ['bedside-host.aaaaaaaa.js', 'bedside.aaaaaaaa.js', 'bedside.aaaaaaaa.js.br']
  expect((await readdir(dist)).sort()).toEqual([...replaced, 'bedside.bbbbbbbb.js'].sort())

  await clearDist(dist, now + (KEEP_DAYS - 1) * DAY_MS)
  expect((await readdir(dist)).sort()).toEqual(replaced.sort())
  await clearDist(dist, now + (KEEP_DAYS + 1) * DAY_MS)
  expect(await readdir(dist)).toEqual([])
})

test('a folder without a manifest is emptied as well', async () => {
  await built('staff.html', 0)
  await clearDist(dist, now)
  expect(await readdir(dist)).toEqual([])
})
