import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Keyring, masterKey } from '../../../server/store/seal.ts'
import { openSqliteStore } from '../../../server/store/sqlite.ts'
import { hex, says } from '../../store/contract.ts'
import { asSaid, testKeyring } from '../../support/keys.ts'
import { ANA, CHAT_ID } from '../../support/model.ts'

/** Written by version 1, which kept everything readable: two chats, ten events. */
const VERSION_1 = join(import.meta.dirname, 'fixtures/version-1.db')

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bedside-'))
  path = join(folder, 'chat.db')
  copyFileSync(VERSION_1, path)
})
afterEach(() => rmSync(folder, { recursive: true }))

const openStore = () => openSqliteStore({ path, ring: testKeyring(), rule: asSaid })
const bytes = () => Buffer.concat(readdirSync(folder).map((file) => readFileSync(join(folder, file))))

test('a database of version 1 is brought up to date with every event, and nothing of it stays readable (F23, P7)', async () => {
  for (const words of ['readable words 2', 'readable question', 'readable@example.com', '/ketamine']) {
    expect(bytes().includes(words)).toBe(true)
  }
  const store = await openStore()
  const { events, lastSeq } = await store.read(CHAT_ID, 0, 100)
  expect(lastSeq).toBe(7)
  expect(events.flatMap((event) => (event.type === 'message:sent' ? [event.text] : []))).toEqual([
    'readable words 1',
    'readable words 2',
    'readable words 3',
  ])
  expect(await store.conversation(hex(9))).toMatchObject({
    state: 'staff',
    owner: ANA,
    contact: 'readable@example.com',
  })
  expect(await store.tokenHash(CHAT_ID)).toBe('ab'.repeat(32))
  for (const words of ['readable', '/ketamine']) expect(bytes().includes(words)).toBe(false)
  await store.close()
  for (const words of ['readable', '/ketamine']) expect(bytes().includes(words)).toBe(false)
})

test('what was sent before the update is still known when it is sent again', async () => {
  const store = await openStore()
  const again = (content: string) =>
    store.append(CHAT_ID, { sender: 'visitor', clientId: hex(2), content, at: 5 }, () => [says('twice', hex(2))])
  expect(await again('content 2')).toMatchObject({ seq: 4, events: [] })
  await expect(again('other content')).rejects.toMatchObject({ code: 'id-reused' })
  await store.close()
})

test('a database is not opened without the key that it was encrypted with, and not changed by trying', async () => {
  await (await openStore()).close()
  const before = readFileSync(path)
  const stranger = new Keyring([masterKey('deadbeef', Buffer.alloc(32, 1))])
  await expect(openSqliteStore({ path, ring: stranger, rule: asSaid })).rejects.toThrow(
    'is encrypted with the master key 0badcafe, which is not in the key file',
  )
  expect(readFileSync(path)).toEqual(before)
})

test('a new master key wraps new chats, and the old one beside it still opens the old', async () => {
  await (await openStore()).close()
  const [old] = testKeyring().masters
  const ring = new Keyring([masterKey('deadbeef', Buffer.alloc(32, 1)), old])
  const store = await openSqliteStore({ path, ring, rule: asSaid })
  expect((await store.read(CHAT_ID, 0, 100)).lastSeq).toBe(7)
  await store.close()
  await expect(openStore()).rejects.toThrow('deadbeef')
})
