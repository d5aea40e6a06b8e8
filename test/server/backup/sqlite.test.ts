import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { entryOf, verify } from '../../../server/audit/chain.ts'
import { BackupError } from '../../../server/backup/backup-error.ts'
import { readKeyFiles } from '../../../server/backup/keys.ts'
import { inspect, isWhole } from '../../../server/backup/restored.ts'
import { unpackTo } from '../../../server/backup/unpack.ts'
import type { Store } from '../../../server/store/port.ts'
import { Keyring, masterKey } from '../../../server/store/seal.ts'
import { Clinic, chatOf, everyFile, HOUR, hex, sayIn, wordsIn } from '../../support/backup.ts'
import type { Says } from '../../support/keys.ts'

let clinic: Clinic
beforeEach(() => {
  clinic = new Clinic()
})
afterEach(() => clinic.remove())

/** What a promise is refused with, in the words that people read. */
async function refusal(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
  } catch (error) {
    if (!(error instanceof BackupError)) throw error
    expect(error.message).not.toMatch(/SQLITE|errcode|undefined|\bat .*\.ts/)
    return error.message
  }
  throw new Error('it was not refused')
}

const inspected = (file: string) => inspect(file, join(clinic.dataDir, 'inspected.db'), clinic.ring)
const keysBeside = () => readKeyFiles(clinic.folder, clinic.ring)?.copy.keys ?? new Map()
const backups = () => readdirSync(clinic.folder).filter((name) => name.startsWith('bedside-'))

describe('a backup of the embedded database', () => {
  test('brings back every chat, to the last word and time', async () => {
    const before = await clinic.with(async (store) => {
      await chatOf(store, 1, ['hello', 'is it safe?'])
      await chatOf(store, 2, ['grüße 🌱', '\u0000 and half \ud800'])
      return Promise.all([hex(1), hex(2)].map((id) => store.read(id, 0, 100)))
    })
    const { file } = await clinic.backup()
    rmSync(join(clinic.dataDir, 'chat.db'))
    await clinic.restore(file)
    const after = await clinic.with((store) => Promise.all([hex(1), hex(2)].map((id) => store.read(id, 0, 100))))
    expect(after.map(({ events }) => events)).toEqual(before.map(({ events }) => events))
    expect(await clinic.with((store) => store.tokenHash(hex(1)))).toBe('ab'.repeat(32))
  })

  test('says what is in it, and is whole', async () => {
    await clinic.with(async (store) => {
      await chatOf(store, 1, ['one', 'two'], 5000)
      await chatOf(store, 2, [], 6000)
    })
    const { file, header, findings, notes } = await clinic.backup()
    expect(header).toMatchObject({ createdAt: '2026-11-22T09:15:00.000Z', rows: { chat: 2, event: 4, tombstone: 0 } })
    expect(findings).toMatchObject({ sound: [hex(1), hex(2)], sealed: [], damaged: [], events: 4, newestAt: 6000 })
    expect(notes).toEqual([])
    expect(isWhole(await inspected(file))).toBe(true)
  })

  test('keeps the audit log one chain: what was written down after it stays, and that it was restored is written down (P6)', async () => {
    const view = (store: Store<Says>, n: number) =>
      store.record(entryOf({ what: 'transcript-opened', who: 'ana', which: hex(n) }, n))
    await clinic.with(async (store) => {
      await chatOf(store, 1, ['hello'])
      for (const n of [1, 2, 3]) await view(store, n)
    })
    const { file } = await clinic.backup()
    const noted = await clinic.with((store) => view(store, 4))
    await clinic.restore(file)
    const rows = await clinic.with(async (store) => {
      await view(store, 6)
      return (await store.audited({ before: null, who: null, what: null, which: null }, 100)).toReversed()
    })
    expect(rows.map(({ number, what, which }) => [number, what, which])).toEqual([
      [1, 'transcript-opened', hex(1)],
      [2, 'transcript-opened', hex(2)],
      [3, 'transcript-opened', hex(3)],
      [4, 'transcript-opened', hex(4)],
      [5, 'restored', null],
      [6, 'transcript-opened', hex(6)],
    ])
    expect(await verify(rows, [noted])).toMatchObject({ rows: 6, wrong: null })

    // Where the database was lost, so was what was written down after the backup.
    rmSync(join(clinic.dataDir, 'chat.db'))
    await clinic.restore(file)
    const left = await clinic.with((store) => store.audited({ before: null, who: null, what: null, which: null }, 100))
    expect(left.map(({ number, what }) => [number, what])).toEqual([
      [4, 'restored'],
      [3, 'transcript-opened'],
      [2, 'transcript-opened'],
      [1, 'transcript-opened'],
    ])
    expect(await verify(left.toReversed())).toMatchObject({ wrong: null })
  })

  test('of a database without any chat is one too', async () => {
    await clinic.with(async () => {})
    const { file } = await clinic.backup()
    await clinic.restore(file)
    expect(await clinic.with((store) => store.list('open', 10))).toEqual([])
  })

  test('is made while a server writes, and holds one moment of it', async () => {
    const store = await clinic.open()
    await chatOf(store, 1, ['first'])
    let acknowledged = 1
    let going = true
    const writing = (async () => {
      for (; going; acknowledged += 1) await sayIn(store, hex(1), acknowledged + 1, `word ${acknowledged + 1}`)
    })()
    const known = acknowledged
    const { file, findings } = await clinic.backup()
    going = false
    await writing
    await store.close()
    expect(findings.damaged).toEqual([])
    await clinic.restore(file)
    const words = await clinic.with((opened) => wordsIn(opened, hex(1)))
    expect(words.length).toBeGreaterThanOrEqual(known)
    expect(words.length).toBeLessThanOrEqual(acknowledged)
    expect(words.slice(1)).toEqual(words.slice(1).map((_, index) => `word ${index + 2}`))
  })

  test('has no key of a chat in it, and nothing readable outside', async () => {
    await clinic.with((store) => chatOf(store, 1, ['canary-zebra']))
    const { file } = await clinic.backup()
    const content = join(clinic.dataDir, 'content.db')
    unpackTo(content, file, clinic.ring)
    const db = new DatabaseSync(content)
    expect(db.prepare('SELECT count(*) AS n FROM chat_key').get()).toEqual({ n: 0 })
    db.close()
    const { wrapped } = keysBeside().get(hex(1)) as { wrapped: Buffer }
    expect(readFileSync(content).includes(wrapped)).toBe(false)
    rmSync(content)
    for (const [name, bytes] of everyFile(clinic.folder)) {
      expect([name, bytes.includes('zebra'), bytes.includes(wrapped), bytes.includes(hex(1))]).toEqual([
        name,
        false,
        false,
        false,
      ])
    }
  })

  test('leaves nothing but itself and both copies of the keys', async () => {
    await clinic.with((store) => chatOf(store, 1, ['hello']))
    mkdirSync(clinic.folder)
    writeFileSync(join(clinic.folder, 'bedside-20261101T000000Z.backup.part'), 'of a run that was ended')
    await clinic.backup()
    expect(readdirSync(clinic.folder).sort()).toEqual([
      'bedside-20261122T091500Z.backup',
      'keys.backup',
      'keys.backup.2',
    ])
    expect(readdirSync(clinic.dataDir).filter((name) => name.includes('work'))).toEqual([])
  })

  test('removes what is too old, and what was put aside a week ago', async () => {
    await clinic.with((store) => chatOf(store, 1, ['hello']))
    const { file } = await clinic.backup()
    const { aside } = await clinic.restore(file)
    clinic.now += 6 * 24 * HOUR
    await clinic.backup()
    expect(aside.map((name) => existsSync(name))).toEqual([true])
    clinic.now += 2 * 24 * HOUR
    clinic.keepMs = 7 * 24 * HOUR
    await clinic.backup()
    expect(aside.map((name) => existsSync(name))).toEqual([false])
    expect(backups()).toHaveLength(2)
  })
})

describe('an erased chat', () => {
  test('cannot be brought back by any backup once the next one is made', async () => {
    await clinic.with(async (store) => {
      await chatOf(store, 1, ['stays'])
      await chatOf(store, 2, ['canary-zebra'])
    })
    const { file } = await clinic.backup()
    const { wrapped } = keysBeside().get(hex(2)) as { wrapped: Buffer }
    clinic.now += HOUR
    await clinic.with((store) => store.erase(hex(2), 'visitor', clinic.now))
    await clinic.backup()

    // The old backup still has the sealed rows, and nothing in any file opens them.
    const content = join(clinic.dataDir, 'content.db')
    unpackTo(content, file, clinic.ring)
    const db = new DatabaseSync(content)
    expect(db.prepare('SELECT count(*) AS n FROM event WHERE chat_id = ?').get(hex(2))).toEqual({ n: 2 })
    db.close()
    rmSync(content)
    expect(keysBeside().has(hex(2))).toBe(false)
    for (const [name, bytes] of everyFile(clinic.dataDir)) {
      expect([name, bytes.includes('zebra'), bytes.includes(wrapped)]).toEqual([name, false, false])
    }

    rmSync(join(clinic.dataDir, 'chat.db'))
    const restored = await clinic.restore(file)
    expect(restored).toMatchObject({ erased: 1, findings: { sound: [hex(1)], sealed: [hex(2)], damaged: [] } })
    await clinic.with(async (store) => {
      expect(await store.conversation(hex(2))).toBeNull()
      expect(await store.tombstone(hex(2))).toMatchObject({ lastSeq: 2, reason: 'visitor', erasedAt: clinic.now })
      expect(await wordsIn(store, hex(1))).toEqual(['stays'])
    })
  })

  test('stays erased by what the present database says, before any backup was made since', async () => {
    await clinic.with((store) => chatOf(store, 1, ['hello']))
    const { file } = await clinic.backup()
    await clinic.with((store) => store.erase(hex(1), 'visitor', 77))
    await clinic.restore(file)
    await clinic.with(async (store) => {
      expect(await store.conversation(hex(1))).toBeNull()
      expect(await store.tombstone(hex(1))).toMatchObject({ erasedAt: 77, reason: 'visitor' })
    })
  })

  test('stays erased by what the log of the present database says after a crash', async () => {
    await clinic.with((store) => chatOf(store, 1, ['hello']))
    const { file } = await clinic.backup()
    const store = await clinic.open()
    await store.probe()
    const files = ['chat.db', 'chat.db-wal'].map((name) => join(clinic.dataDir, name))
    const writer = new DatabaseSync(files[0] ?? '')
    writer.exec(
      `PRAGMA foreign_keys = ON; INSERT INTO tombstone VALUES ('${hex(1)}', 2, 77, 'visitor'); DELETE FROM chat`,
    )
    const crashed = files.map((name) => readFileSync(name))
    writer.close()
    await store.close()
    for (const [index, name] of files.entries()) writeFileSync(name, crashed[index] ?? '')
    await clinic.restore(file)
    expect(await clinic.with((opened) => opened.tombstone(hex(1)))).toMatchObject({ erasedAt: 77 })
  })

  test('by retention is gone from the database, its log and the folder of backups', async () => {
    const old = clinic.now - 40 * 24 * HOUR
    await clinic.with(async (store) => {
      await chatOf(store, 1, ['canary-zebra'], old)
      await chatOf(store, 2, ['new'], clinic.now)
    })
    await clinic.backup()
    const { wrapped } = keysBeside().get(hex(1)) as { wrapped: Buffer }
    clinic.now += HOUR
    const store = await clinic.open()
    const before = clinic.now - 30 * 24 * HOUR
    expect(await store.purge({ withoutPerson: before, withPerson: 0 }, 100, clinic.now)).toEqual([hex(1)])
    expect(await store.tombstone(hex(1))).toMatchObject({ reason: 'retention' })
    await clinic.backup()
    const files = everyFile(clinic.dataDir)
    expect([...files.keys()]).toContain('chat.db')
    for (const [name, bytes] of files) {
      expect([name, bytes.includes('zebra'), bytes.includes(wrapped)]).toEqual([name, false, false])
    }
    await store.close()
  })

  test('of which nobody remembers when is erased by the restore', async () => {
    await clinic.with((store) => chatOf(store, 1, ['hello']))
    const { file } = await clinic.backup()
    await clinic.with((store) => store.erase(hex(1), 'visitor', clinic.now))
    clinic.now += 366 * 24 * HOUR
    copyFileSync(file, join(clinic.dataDir, 'kept'))
    await clinic.backup()
    copyFileSync(join(clinic.dataDir, 'kept'), file)
    rmSync(join(clinic.dataDir, 'chat.db'))
    await clinic.restore(file)
    expect(await clinic.with((store) => store.tombstone(hex(1)))).toMatchObject({ reason: 'restore', lastSeq: 2 })
  })
})

describe('only erasing takes a key away', () => {
  test('after the wrong backup was restored the right one still can be', async () => {
    await clinic.with((store) => chatOf(store, 1, ['old']))
    const wrong = await clinic.backup()
    clinic.now += HOUR
    await clinic.with((store) => chatOf(store, 2, ['new']))
    const right = await clinic.backup()
    clinic.now += HOUR
    await clinic.restore(wrong.file)
    await clinic.backup()
    clinic.now += HOUR
    await clinic.restore(right.file)
    expect(await clinic.with((store) => wordsIn(store, hex(2)))).toEqual(['new'])
  })

  test('until no backup is left that could need it', async () => {
    await clinic.with((store) => chatOf(store, 1, ['old']))
    const wrong = await clinic.backup()
    clinic.now += HOUR
    await clinic.with((store) => chatOf(store, 2, ['new']))
    await clinic.backup()
    await clinic.restore(wrong.file)
    clinic.keepMs = 7 * 24 * HOUR
    clinic.now += 8 * 24 * HOUR
    await clinic.backup()
    expect(keysBeside().has(hex(2))).toBe(true)
    clinic.now += HOUR
    await clinic.backup()
    expect([...keysBeside().keys()]).toEqual([hex(1)])
  })

  test('a new database where the old one was lost does not take the place of its backups', async () => {
    await clinic.with((store) => chatOf(store, 1, ['hello']))
    const { file } = await clinic.backup()
    for (const name of ['chat.db', 'chat.db-tally']) rmSync(join(clinic.dataDir, name))
    await clinic.with((store) => chatOf(store, 2, ['hello']))
    clinic.now += HOUR
    const before = everyFile(clinic.folder)
    expect(await refusal(clinic.backup())).toContain('are of another database')
    expect(everyFile(clinic.folder)).toEqual(before)
    await clinic.restore(file)
    await clinic.backup()
    expect(backups()).toHaveLength(2)
  })

  test('one damaged copy of the keys is as good as none', async () => {
    await clinic.with((store) => chatOf(store, 1, ['hello']))
    const { file } = await clinic.backup()
    const second = join(clinic.folder, 'keys.backup.2')
    for (const name of ['keys.backup', 'keys.backup.2']) {
      writeFileSync(join(clinic.folder, name), 'gone')
      await clinic.restore(file)
      expect(await clinic.with((store) => wordsIn(store, hex(1)))).toEqual(['hello'])
      copyFileSync(name === 'keys.backup' ? second : join(clinic.folder, 'keys.backup'), join(clinic.folder, name))
    }
    for (const name of ['keys.backup', 'keys.backup.2']) writeFileSync(join(clinic.folder, name), 'gone')
    expect(await refusal(clinic.restore(file))).toContain('keys.backup or keys.backup.2')
    expect((await clinic.backup()).notes.join()).toContain('have been made anew')
    for (const name of ['keys.backup', 'keys.backup.2']) rmSync(join(clinic.folder, name))
    expect(await refusal(clinic.restore(file))).toContain('there is no keys.backup')
  })

  test('keys that are older than the backup are told', async () => {
    await clinic.with((store) => chatOf(store, 1, ['old']))
    await clinic.backup()
    const older = readFileSync(join(clinic.folder, 'keys.backup'))
    clinic.now += HOUR
    await clinic.with((store) => chatOf(store, 2, ['new']))
    const { file } = await clinic.backup()
    for (const name of ['keys.backup', 'keys.backup.2']) writeFileSync(join(clinic.folder, name), older)
    const found = await inspected(file)
    expect(found).toMatchObject({ keysTooOld: true, erased: 0, findings: { sealed: [hex(2)] } })
    expect(isWhole(found)).toBe(false)
    await clinic.restore(file)
    expect(await clinic.with((store) => store.tombstone(hex(2)))).toBeNull()
  })
})

describe('a restore', () => {
  test('begins a new generation of the log and ends the old one for good', async () => {
    await clinic.with((store) => chatOf(store, 1, ['hello']))
    const before = await clinic.with(async (store) => store.gen)
    const { file } = await clinic.backup()
    await clinic.restore(file)
    const after = await clinic.with(async (store) => store.gen)
    await clinic.restore(file)
    const again = await clinic.with(async (store) => store.gen)
    expect(new Set([before, after, again]).size).toBe(3)
    expect(after).toMatch(/^[0-9a-f]{32}$/)
  })

  test('keeps what was there before, with what was not yet in its file', async () => {
    await clinic.with((store) => chatOf(store, 1, ['in the backup']))
    const { file } = await clinic.backup()
    await clinic.with((store) => sayIn(store, hex(1), 2, 'after it'))
    const { aside } = await clinic.restore(file)
    expect(await clinic.with((store) => wordsIn(store, hex(1)))).toEqual(['in the backup'])
    expect(readdirSync(clinic.dataDir).filter((name) => /-(wal|shm)$/.test(name))).toEqual([])
    const [old = ''] = aside
    copyFileSync(old, join(clinic.dataDir, 'chat.db'))
    expect(await clinic.with((store) => wordsIn(store, hex(1)))).toEqual(['in the backup', 'after it'])
  })

  test('takes the place of a database that is damaged, and of its log', async () => {
    await clinic.with((store) => chatOf(store, 1, ['hello']))
    const { file } = await clinic.backup()
    const path = join(clinic.dataDir, 'chat.db')
    const store = await clinic.open()
    await sayIn(store, hex(1), 2, 'in the log')
    const log = readFileSync(`${path}-wal`)
    await store.close()
    writeFileSync(path, readFileSync(path).fill(0x5a, 0, 100))
    // A log of changes as a crash leaves it: whoever opened the restored file with it beside would take it for its own.
    writeFileSync(`${path}-wal`, log)
    const { aside } = await clinic.restore(file)
    expect(await clinic.with((opened) => wordsIn(opened, hex(1)))).toEqual(['hello'])
    expect(readFileSync(aside[0] ?? '').subarray(0, 100)).toEqual(Buffer.alloc(100, 0x5a))
    expect(readFileSync(`${aside[0]}-wal`)).toEqual(log)
  })

  test('is refused while a server has the database, which goes on', async () => {
    const store = await clinic.open()
    await chatOf(store, 1, ['hello'])
    const { file } = await clinic.backup()
    expect(await refusal(clinic.restore(file))).toContain('Stop it first')
    await sayIn(store, hex(1), 2, 'still here')
    expect(await wordsIn(store, hex(1))).toEqual(['hello', 'still here'])
    await store.close()
  })

  test('needs no database to be there, on another machine', async () => {
    await clinic.with((store) => chatOf(store, 1, ['hello']))
    const { file } = await clinic.backup()
    const other = new Clinic()
    try {
      mkdirSync(other.folder)
      for (const name of readdirSync(clinic.folder)) copyFileSync(join(clinic.folder, name), join(other.folder, name))
      await other.restore(join(other.folder, file.split('/').at(-1) ?? ''))
      expect(await other.with((store) => wordsIn(store, hex(1)))).toEqual(['hello'])
    } finally {
      other.remove()
    }
  })

  test('refuses whatever is not whole, and touches nothing', async () => {
    await clinic.with((store) => chatOf(store, 1, ['hello', 'there']))
    const { file } = await clinic.backup()
    await clinic.with((store) => sayIn(store, hex(1), 3, 'since'))
    const whole = readFileSync(file)
    const odd = join(clinic.folder, 'odd.backup')
    const variants = [
      ...Array.from({ length: 20 }, (_, part) => whole.subarray(0, Math.floor((whole.length * part) / 20))),
      ...Array.from({ length: 20 }, (_, n) => {
        const flipped = Buffer.from(whole)
        const place = Math.floor((whole.length * n) / 20)
        flipped[place] = (flipped[place] ?? 0) ^ 1
        return flipped
      }),
      readFileSync(join(clinic.dataDir, 'chat.db')),
      readFileSync(join(clinic.folder, 'keys.backup')),
    ]
    for (const variant of variants) {
      writeFileSync(odd, variant)
      const before = everyFile(clinic.dataDir)
      await refusal(clinic.restore(odd))
      expect(everyFile(clinic.dataDir)).toEqual(before)
    }
    const ring = new Keyring([masterKey('77777777', Buffer.alloc(32, 1))])
    const before = everyFile(clinic.dataDir)
    expect(await refusal(clinic.restore(file, ring))).toContain('master key 0badcafe')
    expect(everyFile(clinic.dataDir)).toEqual(before)
    expect(await clinic.with((store) => wordsIn(store, hex(1)))).toEqual(['hello', 'there', 'since'])
  })
})

describe('a database in which something is not what was written', () => {
  const change = (sql: string) => {
    const db = new DatabaseSync(join(clinic.dataDir, 'chat.db'))
    db.exec(sql)
    db.close()
  }

  test.each([
    ['an event', `UPDATE event SET body = zeroblob(60) WHERE chat_id = '${hex(2)}' AND seq = 2`],
    [
      'an event of another chat',
      `UPDATE event SET body = (SELECT body FROM event WHERE chat_id = '${hex(1)}' AND seq = 2) WHERE chat_id = '${hex(2)}' AND seq = 2`,
    ],
    ['a missing event', `DELETE FROM event WHERE chat_id = '${hex(2)}' AND seq = 3`],
    ['a missing event in the middle', `DELETE FROM event WHERE chat_id = '${hex(2)}' AND seq = 2`],
    ['a fold', `UPDATE chat SET fold = zeroblob(200) WHERE id = '${hex(2)}'`],
    ['a column', `UPDATE chat SET last_at = 1 WHERE id = '${hex(2)}'`],
  ])('%s is told by its chat, and the others are restored', async (_what, sql) => {
    await clinic.with(async (store) => {
      for (const n of [1, 2, 3]) await chatOf(store, n, ['one', 'two'])
    })
    change(sql)
    const { file, findings, notes } = await clinic.backup()
    expect(findings.damaged).toEqual([hex(2)])
    expect(notes.join()).toContain(hex(2))
    expect(isWhole(await inspected(file))).toBe(false)
    await clinic.restore(file)
    await clinic.with(async (store) => {
      expect(await wordsIn(store, hex(1))).toEqual(['one', 'two'])
      expect(await wordsIn(store, hex(3))).toEqual(['one', 'two'])
      expect(await store.conversation(hex(2))).toBeNull()
    })
  })

  test('is not backed up where its pages are damaged, and no key is lost', async () => {
    await clinic.with((store) => chatOf(store, 1, ['hello']))
    await clinic.backup()
    const before = everyFile(clinic.folder)
    const path = join(clinic.dataDir, 'chat.db')
    const bytes = readFileSync(path)
    bytes.fill(0x5a, 4096, 3 * 4096)
    writeFileSync(path, bytes)
    clinic.now += HOUR
    expect(await refusal(clinic.backup())).toContain('is damaged')
    writeFileSync(path, 'no database at all'.repeat(500))
    expect(await refusal(clinic.backup())).toContain('is damaged')
    expect(everyFile(clinic.folder)).toEqual(before)
  })

  test('or of another version of the program is not backed up', async () => {
    await clinic.with((store) => chatOf(store, 1, ['hello']))
    change('PRAGMA user_version = 99')
    expect(await refusal(clinic.backup())).toContain('newer version')
    change('PRAGMA user_version = 1')
    expect(await refusal(clinic.backup())).toContain('older version')
    rmSync(join(clinic.dataDir, 'chat.db'))
    expect(await refusal(clinic.backup())).toContain('There is no database')
  })
})
