import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { rule } from '../../server/conversation/rule.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import { ensureTool } from '../support/ensure-tools.ts'
import { testKeyring } from '../support/keys.ts'
import { type Step, traced } from './disk-trace.ts'
import { atLeast, exactly, type Fault } from './fault.ts'
import { memory } from './memory.ts'
import { CutDisk } from './power-cut.ts'
import { seeded } from './random.ts'

const VERSION_1 = join(import.meta.dirname, '../server/store/fixtures/version-1.db')
/** How often the chats of the old file stand in the one that is brought up to date. */
const COPIES = 60
/** Words that stand in each copy, and may stand nowhere once they are encrypted. */
const READABLE = ['readable', '/ketamine']

export const fault: Fault = {
  id: 'F23',
  about:
    'a database of version 1 is brought up to date, and the program is killed or the power cut at each step of that',
  async run({ nightly, tree, tell }) {
    ensureTool('strace')
    const folder = mkdtempSync(join(memory(), 'bedside-upgrade-'))
    try {
      const old = join(folder, 'old.db')
      copyFileSync(VERSION_1, old)
      const before = multiplied(old)
      const expected = eventsOfVersion1(old)
      const steps = await migration(tree, folder, before)
      const points = nightly ? steps.length : Math.min(steps.length, 150)
      tell(`${steps.length} steps`)

      const found = { steps: steps.length, kills: 0, cuts: 0, lost: 0, halfMigrated: 0, refused: 0, readable: 0 }
      const random = seeded(23)
      const disk = new CutDisk(before)
      const look = async (files: Map<string, Buffer>, what: string) => {
        const { lost, half, refusal, readable } = await startedOn(files, join(folder, 'found'), expected)
        found.lost += lost
        if (half) found.halfMigrated += 1
        if (refusal !== null) found.refused += 1
        if (readable) found.readable += 1
        if (lost > 0 || half || refusal !== null || readable) {
          tell(`${what}: lost ${lost}, half ${half}, refused ${refusal}, readable ${readable}`)
        }
      }
      for (const [at, step] of steps.entries()) {
        // Evenly spread over all steps.
        if (Math.floor((at * points) / steps.length) !== Math.floor(((at - 1) * points) / steps.length)) {
          await look(disk.now(), `killed at step ${at}`)
          found.kills += 1
          await look(disk.cut(random), `power cut at step ${at}`)
          found.cuts += 1
        }
        disk.apply(step, at)
      }
      await look(disk.now(), 'killed after the last step')
      return {
        figures: { ...found, events: [...expected.values()].flat().length },
        goals: [
          atLeast('kills', found.kills, points),
          exactly('lost events', found.lost, 0),
          exactly('half-migrated starts', found.halfMigrated, 0),
          exactly('refused starts', found.refused, 0),
          exactly('starts that left something readable', found.readable, 0),
        ],
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}

/** Each chat again, many times, under other ids. Returns the files as a killed server leaves them, what was written last in the log alone. */
function multiplied(path: string): Map<string, Buffer> {
  const db = new DatabaseSync(path)
  const columns = (table: string) =>
    db
      .prepare(`SELECT name FROM pragma_table_info('${table}')`)
      .all()
      .map(({ name }) => String(name))
  // The copies differ in the first digits of their id alone, in the fold too.
  const otherId = (column: string) => `printf('%08x', n) || substr(${column}, 9)`
  const copied = (table: string, changed: Record<string, string>) =>
    `INSERT INTO ${table} SELECT ${columns(table)
      .map((name) => changed[name] ?? name)
      .join(', ')} FROM ${table} JOIN numbers`
  db.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TEMP TABLE numbers AS
      WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < ${COPIES}) SELECT n FROM up;
    BEGIN;
    ${copied('chat', { id: otherId('id'), fold: `json_set(fold, '$.id', ${otherId('id')})` })};
    ${copied('event', { chat_id: otherId('chat_id') })};
    COMMIT;
  `)
  const files = new Map(['', '-wal'].map((end) => [`chat.db${end}`, readFileSync(path + end)]))
  db.close()
  return files
}

/** What each chat's events say, by chat. */
function eventsOfVersion1(path: string): Map<string, string[]> {
  const db = new DatabaseSync(path, { readOnly: true })
  const events = new Map<string, string[]>()
  for (const row of db.prepare('SELECT chat_id, seq, server_time, body FROM event ORDER BY chat_id, seq').iterate()) {
    const chat = String(row.chat_id)
    const event = { ...JSON.parse(String(row.body)), seq: row.seq, at: row.server_time }
    events.set(chat, [...(events.get(chat) ?? []), JSON.stringify(event)])
  }
  db.close()
  return events
}

/** What opening the old file does to the disk, step by step. */
async function migration(tree: string, folder: string, before: Map<string, Buffer>): Promise<Step[]> {
  const data = join(folder, 'data')
  put(before, data)
  const files = { db: join(data, 'chat.db'), said: join(folder, 'said'), trace: join(folder, 'trace') }
  const child = join(tree, 'test/faults/open-child.ts')
  return traced([process.execPath, '--disable-warning=ExperimentalWarning', child, files.db, files.said], files)
}

interface Started {
  lost: number
  /** Whether the file was neither of the old version nor of the new one. */
  half: boolean
  refusal: string | null
  readable: boolean
}

/** Starts on what is left, and looks at what the start made of it. */
async function startedOn(
  files: Map<string, Buffer>,
  folder: string,
  expected: Map<string, string[]>,
): Promise<Started> {
  put(files, folder)
  const path = join(folder, 'chat.db')
  const half = isHalf(files, `${folder}-looked`)
  const started: Started = { lost: 0, half, refusal: null, readable: false }
  try {
    const store = await openSqliteStore({ path, ring: testKeyring(), rule })
    for (const [chat, events] of expected) {
      const page = await store.read(chat, 0, 1000).catch(() => null)
      const found = new Set(page?.events.map((event) => JSON.stringify(event)))
      started.lost += events.filter((event) => !found.has(event)).length
    }
    // While the server runs: closing tidies up, and nobody knows when that will be.
    const bytes = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))))
    started.readable = READABLE.some((word) => bytes.includes(word))
    await store.close()
  } catch (error) {
    return { ...started, refusal: error instanceof Error ? error.message : String(error) }
  }
  return started
}

function put(files: Map<string, Buffer>, folder: string): void {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const [name, content] of files) writeFileSync(join(folder, name), content)
}

/** The tables of each version, and no others. */
const WHOLE = [
  'chat,event,meta,probe',
  'chat,chat_key,event,meta,probe,tombstone',
  'chat,chat_key,day_count,event,meta,probe,tombstone',
  'audit,chat,chat_key,day_count,event,meta,probe,tombstone',
]

function isHalf(files: Map<string, Buffer>, folder: string): boolean {
  put(files, folder)
  const db = new DatabaseSync(join(folder, 'chat.db'))
  try {
    const version = Number(db.prepare('PRAGMA user_version').get()?.user_version)
    const tables = db
      .prepare(
        "SELECT group_concat(name, ',') AS names FROM (SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name)",
      )
      .get()
    return tables?.names !== WHOLE[version - 1]
  } finally {
    db.close()
  }
}
