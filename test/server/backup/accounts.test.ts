import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openAuth } from '../../../server/auth.ts'
import { ACCOUNT_TABLES, LEFT_OUT } from '../../../server/backup/accounts.ts'
import { restore } from '../../../server/backup/command.ts'
import { TABLES } from '../../../server/backup/tables.ts'
import { masterKeys } from '../../../server/master-keys.ts'
import { Clinic, chatOf, hex } from '../../support/backup.ts'
import { totpAt } from '../../support/totp.ts'

const ANA = { name: 'Ana Ruiz', email: 'ana@clinic.example', password: 'correct horse battery' }
const PUBLIC_URL = new URL('http://localhost:4300')

const JSON_FROM_HERE = { 'content-type': 'application/json', origin: PUBLIC_URL.origin }

let clinic: Clinic
beforeEach(async () => {
  clinic = new Clinic()
  clinic.ring = await masterKeys(join(clinic.dataDir, 'master.key'))
  await clinic.with((store) => chatOf(store, 1, ['hello']))
})
afterEach(() => clinic.remove())

type Auth = Awaited<ReturnType<typeof openAuth>>

async function withAuth<T>(work: (auth: Auth) => Promise<T>): Promise<T> {
  const auth = await openAuth({ dataDir: clinic.dataDir, publicUrl: PUBLIC_URL, secret: 'x'.repeat(32) })
  try {
    return await work(auth)
  } finally {
    auth.close()
  }
}

async function signIn(auth: Auth, password = ANA.password): Promise<string | null> {
  const headers = new Headers({ 'content-type': 'application/json', origin: PUBLIC_URL.origin })
  const { status, cookies } = await auth.handle('sign-in/email', headers, JSON.stringify({ ...ANA, password }))
  return status === 200 ? cookies.map((cookie) => cookie.split(';', 1)[0]).join('; ') : null
}

const restoreNow = (file: string) => {
  const { dataDir, folder } = clinic
  const masterKeyFile = join(dataDir, 'master.key')
  return restore({ dataDir, masterKeyFile, backupDir: folder, databaseUrl: null, contentDir: 'faq' }, file)
}

const query = (file: string, sql: string, ...values: string[]) => {
  const db = new DatabaseSync(join(clinic.dataDir, file))
  try {
    return db.prepare(sql).all(...values)
  } finally {
    db.close()
  }
}

describe('staff accounts', () => {
  test('come back as they were, and whoever was signed in is not any more', async () => {
    const cookie = await withAuth(async (auth) => {
      await auth.createAdmin(ANA)
      return signIn(auth)
    })
    const { file, header } = await clinic.backup()
    expect(header.rows.account).toBe(1)
    await withAuth(async (auth) => expect(await auth.who(new Headers({ cookie: cookie ?? '' }))).not.toBeNull())
    query('staff.db', 'UPDATE user SET banned = 1')

    await restoreNow(file)
    await withAuth(async (auth) => {
      expect(await auth.who(new Headers({ cookie: cookie ?? '' }))).toBeNull()
      expect(await signIn(auth, 'another password')).toBeNull()
      const again = await signIn(auth)
      expect(again).not.toBeNull()
      expect((await auth.who(new Headers({ cookie: again ?? '' })))?.me).toMatchObject({
        name: ANA.name,
        role: 'admin',
      })
    })
  })

  test('come back with their second factor, whose secret stands nowhere in clear', async () => {
    let secret = ''
    await withAuth(async (auth) => {
      await auth.createAdmin(ANA)
      const headers = new Headers({ ...JSON_FROM_HERE, cookie: (await signIn(auth)) ?? '' })
      const kit = await auth.secondFactor.begin(headers, ANA.password)
      secret = new URL(kit?.uri ?? '').searchParams.get('secret') ?? ''
      const userId = (await auth.who(headers))?.me.id ?? ''
      expect((await auth.secondFactor.answer(headers, userId, totpAt(secret, Date.now() - 30_000))).ok).toBe(true)
    })
    const { file } = await clinic.backup()
    query('staff.db', 'DELETE FROM twoFactor')
    await restoreNow(file)
    const [row] = query('staff.db', 'SELECT secret, verified FROM twoFactor')
    expect(row).toMatchObject({ verified: 1 })
    expect(row?.secret).not.toContain(secret)
    await withAuth(async (auth) => {
      const headers = new Headers({ ...JSON_FROM_HERE, cookie: (await signIn(auth)) ?? '' })
      expect(await auth.who(headers)).toBeNull()
      const awaited = await auth.secondFactor.awaited(headers)
      expect((await auth.secondFactor.answer(headers, awaited ?? '', totpAt(secret, Date.now()))).ok).toBe(true)
    })
  })

  test('are all of them in a backup, but for what ends or is used once', async () => {
    await withAuth(async () => {})
    const tables = query('staff.db', "SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => name)
    expect(tables.sort()).toEqual([...ACCOUNT_TABLES, ...LEFT_OUT].sort())
  })

  test('stay as they are where the backup has none', async () => {
    const { file } = await clinic.backup()
    await withAuth((auth) => auth.createAdmin(ANA))
    await restoreNow(file)
    await withAuth(async (auth) => expect(await signIn(auth)).not.toBeNull())
  })

  test('with something that this version has no place for are refused, and all stays as it was', async () => {
    await withAuth((auth) => auth.createAdmin(ANA))
    query('staff.db', "ALTER TABLE user ADD COLUMN lockedBy TEXT DEFAULT 'somebody'")
    const { file } = await clinic.backup()
    rmSync(join(clinic.dataDir, 'staff.db'))
    await clinic.with((store) => chatOf(store, 2, ['since']))
    await expect(restoreNow(file)).rejects.toThrow('Install the version that made it')
    expect(await clinic.with((store) => store.conversation(hex(2)))).not.toBeNull()
  })
})

test('every table and column of the database is carried over', () => {
  const columns = (table: string) =>
    query('chat.db', 'SELECT name FROM pragma_table_info(?)', table).map(({ name }) => String(name))
  const tables = query('chat.db', "SELECT name FROM sqlite_schema WHERE type = 'table'").map(({ name }) => String(name))
  expect(tables.filter((name) => name !== 'probe').sort()).toEqual(Object.keys(TABLES).sort())
  for (const [table, { columns: carried }] of Object.entries(TABLES)) expect([...carried]).toEqual(columns(table))
})

test('a backup is found in the folder of backups by its name alone, and the newest by none', async () => {
  mkdirSync(join(clinic.dataDir, 'elsewhere'))
  const { file } = await clinic.backup()
  const name = file.split('/').at(-1) ?? ''
  expect((await restoreNow(name)).file).toBe(file)
  expect((await restoreNow('latest')).file).toBe(file)
  await expect(restoreNow('bedside-20200101T000000Z.backup')).rejects.toThrow('There is no backup')
})
