import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Ask, rule } from '../../server/conversation/rule.ts'
import type { Store } from '../../server/store/port.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import { StoreError } from '../../server/store/store-error.ts'
import { testKeyring } from '../support/keys.ts'
import { ANA, asksForPerson, claims, closes, crisis, leavesContact, OPENED, says, writes } from '../support/model.ts'
import { exactly, type Fault } from './fault.ts'
import { memory } from './memory.ts'
import { type Random, seeded } from './random.ts'

/** Every sentence of these says what to do: put a backup in place, or name another file, or bring the key that belongs to it. */
const ADVICE = /^(The database|The file|What is in the database) \S+.*(restore|Restore) (the newest|a) backup/s

const CHATS = 24
const TABLES = ['event', 'chat', 'chat_key', 'tombstone', 'day_count', 'meta']

export const fault: Fault = {
  id: 'F11',
  about: 'bytes of the database are changed, a page is emptied, the file or its log is cut short',
  async run({ nightly, tell }) {
    const variants = nightly ? 5000 : 200
    const folder = mkdtempSync(join(memory(), 'bedside-corrupt-'))
    try {
      const sounds = [await written(join(folder, 'partly'), CHATS), await written(join(folder, 'all'), 0)]
      const random = seeded(11)
      const found = { variants, refused: 0, unchanged: 0, wrongStarts: 0, wrongEvents: 0, withoutAdvice: 0 }
      for (let n = 0; n < variants; n++) {
        const { damage, refusal, wrong } = await tried(random.pick(sounds), join(folder, 'damaged'), random)
        if (refusal === null && wrong.length === 0) found.unchanged += 1
        if (wrong.length > 0) {
          found.wrongStarts += 1
          tell(`variant ${n} started: ${damage}; differs in ${wrong.join(', ')}`)
        }
        if (wrong.includes('event')) found.wrongEvents += 1
        if (refusal === null) continue
        found.refused += 1
        if (ADVICE.test(refusal)) continue
        found.withoutAdvice += 1
        tell(`variant ${n} was refused without advice: ${damage}: ${refusal}`)
      }
      return {
        figures: found,
        goals: [
          exactly('refused or unchanged', found.refused + found.unchanged, variants),
          exactly('wrong starts', found.wrongStarts, 0),
          exactly('silently wrong rows of events', found.wrongEvents, 0),
          exactly('refusals without advice', found.withoutAdvice, 0),
        ],
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
}

interface Sound {
  /** Content by the end of the file's name. */
  files: Map<string, Buffer>
  rows: Map<string, string>
}

/** A database with chats of every kind; those from the `moved`th on are in the write-ahead log alone. */
async function written(folder: string, moved: number): Promise<Sound> {
  mkdirSync(folder)
  const path = join(folder, 'chat.db')
  const open = () => openSqliteStore({ path, ring: testKeyring(), rule })
  if (moved > 0) {
    const first = await open()
    for (let n = 0; n < moved; n++) await talk(first, n)
    await first.erase(idOf(0), 'visitor', Date.now())
    await first.close()
  }
  const second = await open()
  for (let n = moved; n < moved + CHATS / 2; n++) await talk(second, n)
  // What a killed server leaves: nothing is moved out of the log.
  const files = new Map(FILES.map((end) => [end, readFileSync(path + end)]))
  await second.close()
  return { files, rows: rowsOf(path) }
}

const FILES = ['', '-wal', '-tally']

const idOf = (n: number): string => n.toString(16).padStart(32, '0')

async function talk(store: Store, n: number): Promise<void> {
  const chat = idOf(n)
  let at = 1_700_000_000_000 + n * 1000
  await store.create(chat, n.toString(16).padStart(64, 'e'), [OPENED], at)
  let written = 0
  const ask = async (command: Ask['command']) => {
    at += 500
    written += 1
    const sender = command.type.startsWith('staff') ? `staff:${ANA.id}` : 'visitor'
    const write = { sender, clientId: `${chat}${written}`, content: JSON.stringify(command), at }
    return store.append(chat, write, { command, situation: { staffHere: 1, at, zone: 'UTC' } })
  }
  for (let k = 0; k <= n % 7; k++) await ask(says(`What is question ${k} of ${n}? ${'word '.repeat(40)}`))
  if (n % 4 === 1) await ask(says('I want to die', crisis))
  if (n % 3 === 0) return
  await ask(asksForPerson())
  if (n % 3 === 1) await ask(leavesContact())
  if (n % 2 === 0) return
  await ask(claims(ANA))
  await ask(writes(ANA, 1))
  if (n % 5 === 0) await ask(closes(ANA, 1))
}

/** The whole content of each table, as text. */
function rowsOf(path: string): Map<string, string> {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    const textOf = (value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value)
    const all = (table: string) =>
      db
        .prepare(`SELECT * FROM ${table} ORDER BY 1, 2`)
        .all()
        .map((row) => JSON.stringify(Object.values(row).map(textOf)))
    return new Map(TABLES.map((table) => [table, all(table).join('\n')]))
  } finally {
    db.close()
  }
}

interface Tried {
  damage: string
  refusal: string | null
  /** Tables that a started server would have had with other content. */
  wrong: string[]
}

async function tried(sound: Sound, folder: string, random: Random): Promise<Tried> {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  const path = join(folder, 'chat.db')
  const target = random.next() < 0.7 ? '' : '-wal'
  for (const [end, content] of sound.files) writeFileSync(path + end, content)
  const { content, damage } = damaged(sound.files.get(target) ?? Buffer.alloc(0), random)
  writeFileSync(path + target, content)
  const report = { damage: `${damage} of chat.db${target}`, refusal: null, wrong: [] }
  try {
    const store = await openSqliteStore({ path, ring: testKeyring(), rule })
    await store.close()
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return { ...report, refusal: error.message }
  }
  const rows = rowsOf(path)
  return { ...report, wrong: TABLES.filter((table) => rows.get(table) !== sound.rows.get(table)) }
}

const PAGE = 4096

function damaged(sound: Buffer, random: Random): { content: Buffer; damage: string } {
  const content = Buffer.from(sound)
  const chance = random.next()
  if (chance < 0.7) {
    // As often few as many: one byte is the hardest to notice.
    const count = Math.ceil(100 ** random.next())
    for (let n = 0; n < count; n++) {
      const at = random.below(content.length)
      content[at] = (content[at] ?? 0) ^ (1 + random.below(255))
    }
    return { content, damage: `${count} bytes` }
  }
  if (chance < 0.85) {
    const page = random.below(Math.floor(content.length / PAGE))
    content.fill(0, page * PAGE, (page + 1) * PAGE)
    return { content, damage: `page ${page}` }
  }
  const length = random.pick([0, random.below(content.length), PAGE * random.below(Math.floor(content.length / PAGE))])
  return { content: content.subarray(0, length), damage: `all after ${length} bytes` }
}
