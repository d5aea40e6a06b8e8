import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../../server/store/port.ts'
import { openSqliteStore } from '../../../server/store/sqlite.ts'
import { hex, says, write } from '../../store/contract.ts'
import { asSaid, asStored, type Says, testKeyring } from '../../support/keys.ts'
import { ANA, CHAT_ID, OPENED } from '../../support/model.ts'

const TOKEN_HASH = 'ab'.repeat(32)

let folder: string
let path: string
const open: Store<Says>[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bedside-'))
  path = join(folder, 'chat.db')
})
afterEach(async () => {
  for (const store of open.splice(0)) await store.close()
  rmSync(folder, { recursive: true })
})

async function opened(at = path): Promise<Store<Says>> {
  const store = await openSqliteStore({ path: at, ring: testKeyring(), rule: asSaid, counting: asStored })
  open.push(store)
  return store
}

async function refusal(at = path): Promise<string> {
  try {
    await opened(at)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'it was opened'
}

/** A chat that a person took, with three messages. */
async function filled(): Promise<Store<Says>> {
  const store = await opened()
  await store.create(CHAT_ID, TOKEN_HASH, [OPENED], 1)
  await store.append(CHAT_ID, { ...write(9), at: 2 }, () => [
    {
      type: 'handoff:requested',
      trigger: 'asked',
      why: { trigger: 'asked', rule: 'button', needed: null, candidates: [] },
    },
  ])
  await store.append(CHAT_ID, { ...write(8), at: 3 }, () => [{ type: 'chat:claimed', staff: ANA, epoch: 1 }])
  for (const n of [1, 2, 3]) await store.append(CHAT_ID, write(n), () => [says(`message ${n}`, hex(n))])
  return store
}

/** The files as they are at this moment: what a killed server leaves. */
function killed(): string {
  const left = join(folder, 'left.db')
  for (const end of ['', '-wal', '-tally']) copyFileSync(path + end, left + end)
  return left
}

describe('a database that lost what was stored in it last (F11)', () => {
  test('is opened with everything when nothing is missing', async () => {
    await filled()
    const store = await opened(killed())
    expect((await store.read(CHAT_ID, 0, 10)).events).toHaveLength(6)
  })

  test('is refused, with what to do, when its write-ahead log is cut short', async () => {
    await filled()
    const left = killed()
    // Two messages more than what is noted here would be found.
    truncateSync(`${left}-wal`, readFileSync(`${left}-wal`).length - 4096)
    const words = await refusal(left)
    expect(words).toContain('6 events were stored in it and 5 are there')
    expect(words).toContain('restore the newest backup')
  })

  test('is refused when its write-ahead log is gone, or one byte of it was changed', async () => {
    await filled()
    const left = killed()
    const wal = readFileSync(`${left}-wal`)
    wal.writeUInt8(wal.readUInt8(wal.length - 100) ^ 1, wal.length - 100)
    writeFileSync(`${left}-wal`, wal)
    expect(await refusal(left)).toContain('is damaged')
    // Somebody may still be able to read the rest of it.
    expect(readFileSync(`${left}-wal`)).toEqual(wal)
    rmSync(`${left}-wal`)
    expect(await refusal(left)).toContain('is damaged')
  })

  test('is refused when it was emptied, and is not taken for a new one', async () => {
    await (await filled()).close()
    writeFileSync(path, '')
    expect(await refusal()).toContain('6 events were stored in it and 0 are there')
    expect(readFileSync(path)).toHaveLength(0)
  })

  test('goes on with what is there once the note of what was there is removed, as the refusal says', async () => {
    await (await filled()).close()
    writeFileSync(path, '')
    expect(await refusal()).toContain(`remove the file ${path}-tally`)
    rmSync(`${path}-tally`)
    expect(await (await opened()).conversation(CHAT_ID)).toBeNull()
  })

  test('is counted anew when it is of another generation, as a restored one is', async () => {
    await (await filled()).close()
    const db = new DatabaseSync(path)
    db.exec("UPDATE meta SET value = 'restored' WHERE name = 'gen'; UPDATE chat SET last_seq = last_seq")
    db.close()
    writeFileSync(`${path}-tally`, readFileSync(`${path}-tally`, 'utf8').replace('6 ', '9 '))
    expect((await opened()).gen).toBe('restored')
  })

  test('still counts the events of a chat that was erased', async () => {
    const store = await filled()
    await store.erase(CHAT_ID, 'visitor', 5)
    await store.close()
    expect(await (await opened()).tombstone(CHAT_ID)).toMatchObject({ lastSeq: 6 })
  })
})

describe('a row of a chat in which one column was changed (F11)', () => {
  const changes = [
    ["token_hash = replace(token_hash, 'a', 'c')", 'the token'],
    ["state = 'closed', owner_id = NULL", 'the state'],
    ["owner_id = 'staff-ben'", 'the owner'],
    ['owner_epoch = 2', 'the epoch'],
    ['opened_at = 0', 'when it was opened'],
    ['last_at = last_at + 1', 'when something was said last'],
    ['spoken = 0', 'whether anything was said'],
    ['had_person = 0', 'whether a person was there'],
    ['flagged = 1', 'whether it is urgent'],
    ['waited_ms = 5', 'how long the visitor waited'],
    ['claimed_at = 5', 'when somebody came'],
  ] as const

  test.each(changes)('is refused at start: %s', async (change) => {
    await (await filled()).close()
    const db = new DatabaseSync(path)
    db.exec(`UPDATE chat SET ${change}`)
    db.close()
    expect(await refusal()).toContain('is damaged')
  })

  test('is refused at start where it is of the key', async () => {
    await (await filled()).close()
    const db = new DatabaseSync(path)
    db.exec("UPDATE chat_key SET wrapped = CAST(substr(wrapped, 1, length(wrapped) - 1) || x'00' AS BLOB)")
    db.close()
    expect(await refusal()).toContain('is damaged')
  })

  test.each([
    'count = count + 1',
    "about = 'x'",
    "day = '2020-01-01'",
  ])('is refused at start where it is of a count: %s', async (change) => {
    await (await filled()).close()
    const db = new DatabaseSync(path)
    db.exec(`UPDATE day_count SET ${change} WHERE about = 'message:sent'`)
    db.close()
    expect(await refusal()).toContain('is damaged')
  })

  test('is not shown where it is of a count and the server runs, and counting on does not hide it', async () => {
    const store = await filled()
    const db = new DatabaseSync(path)
    db.exec('UPDATE day_count SET count = count + 1')
    db.close()
    await expect(store.dayCounts('1970-01-01', '2100-01-01')).rejects.toMatchObject({ code: 'unavailable' })
    await store.append(CHAT_ID, write(4), () => [says('message 4', hex(4))])
    await expect(store.dayCounts('1970-01-01', '2100-01-01')).rejects.toMatchObject({ code: 'unavailable' })
  })

  test('lets nobody in where it is of the token and the server runs', async () => {
    const store = await filled()
    expect(await store.tokenHash(CHAT_ID)).toBe(TOKEN_HASH)
    const db = new DatabaseSync(path)
    db.exec("UPDATE chat SET token_hash = replace(token_hash, 'ab', 'cd')")
    db.close()
    await expect(store.tokenHash(CHAT_ID)).rejects.toMatchObject({ code: 'unavailable' })
  })
})

test('what an update was kept from wiping is wiped at the next start (F23, P7)', async () => {
  await (await filled()).close()
  const db = new DatabaseSync(path)
  db.exec("CREATE TABLE readable (words TEXT); INSERT INTO readable VALUES ('readable words'); DROP TABLE readable")
  db.exec("INSERT INTO meta (name, value) VALUES ('to-wipe', '')")
  db.close()
  expect(readFileSync(path).includes('readable words')).toBe(true)
  const store = await opened()
  expect(readFileSync(path).includes('readable words')).toBe(false)
  expect((await store.read(CHAT_ID, 0, 10)).events).toHaveLength(6)
})
