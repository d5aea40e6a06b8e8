import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditRow } from '../../protocol/audit.ts'
import { parseLink, verifyLog } from '../../server/audit/command.ts'
import { startServerWithOwnContent } from '../support/process.ts'
import { until } from '../support/server.ts'

/** What the program writes down of sign-in and content, and what its owner asks from the terminal while it runs. */
const ANA = { name: 'Ana Ruiz', email: 'ana@clinic.example', password: 'a lamp left on at night' }

/** Processes of their own, and a clinic's whole content to be learned, on a busy machine. */
const PATIENT_MS = 200_000

let server: Awaited<ReturnType<typeof startServerWithOwnContent>>
beforeAll(async () => {
  server = await startServerWithOwnContent({ DEMO_PORT: 'off' })
}, PATIENT_MS)
afterAll(() => server?.cleanUp())

const database = () => new DatabaseSync(join(server.dataDir, 'chat.db'))
function rows(): AuditRow[] {
  const db = database()
  try {
    return db.prepare('SELECT * FROM audit ORDER BY number').all() as unknown as AuditRow[]
  } finally {
    db.close()
  }
}

function run(script: string, ...args: string[]): Promise<{ code: number; out: string }> {
  const env = { ...process.env, DATA_DIR: server.dataDir, PUBLIC_URL: server.url, DATABASE_URL: '' }
  return new Promise((resolve) => {
    execFile(process.execPath, [`scripts/${script}.ts`, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), out: stdout + stderr }),
    )
  })
}

async function post(path: string, body: object, cookie = ''): Promise<Response> {
  const headers = { 'content-type': 'application/json', origin: server.url, 'x-bedside': '1', cookie }
  return fetch(server.url + path, { method: 'POST', headers, body: JSON.stringify(body) })
}
const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')

test(
  'P6: signing in, failing to, signing out and what is done to accounts are written down, and the owner proves the log',
  async () => {
    expect((await post('/api/setup', { token: server.setupLink?.split('/').at(-1), ...ANA })).status).toBe(200)
    const signIn = (password: string) => post('/api/auth/sign-in/email', { email: ANA.email, password })
    expect((await signIn('a wrong password')).status).toBe(401)
    expect((await post('/api/auth/sign-in/email', { email: 'who@x.example', password: 'whatever' })).status).toBe(401)
    const cookie = cookieOf(await signIn(ANA.password))
    expect((await post('/api/auth/sign-out', {}, cookie)).status).toBe(200)
    await until('the rows', () => rows().length === 6)
    const ana = rows()[0]?.which ?? ''
    expect(rows().map(({ what, who, which, detail }) => [what, who, which, detail])).toEqual([
      ['account-changed', null, ana, 'made'],
      ['signed-in', ana, null, null],
      ['sign-in-failed', null, ana, null],
      ['sign-in-failed', null, null, null],
      ['signed-in', ana, null, null],
      ['signed-out', ana, null, null],
    ])
    expect(JSON.stringify(rows())).not.toContain('clinic.example')

    const whole = await run('audit')
    expect(whole).toMatchObject({ code: 0, out: expect.stringContaining('6 rows, from 20') })
    const noted = /6:[0-9a-f]{64}/.exec(whole.out)?.[0] ?? ''
    expect(noted).toBe(`6:${rows().at(-1)?.hash}`)

    expect((await run('staff', '--reset', ANA.email)).code).toBe(0)
    expect(rows().at(-1)).toMatchObject({ number: 7, what: 'account-changed', who: null, which: ana, detail: 'reset' })
    expect((await signIn(ANA.password)).status).toBe(200)
    await until('the next row', () => rows().length === 8)
    expect(await run('audit', '--since', noted)).toMatchObject({ code: 0, out: expect.stringContaining('8 rows') })
    const listed = await run('audit', '--list')
    expect(listed.out).toContain(`Ana Ruiz (${ana})  signed-in`)
    expect(listed.out.trim().split('\n')).toHaveLength(8)
    expect(parseLink(noted)).not.toBeNull()
    expect(parseLink('nonsense')).toBeNull()
  },
  PATIENT_MS,
)

test(
  'P6: other content and other settings that come into force are written down, and nothing where nothing is other',
  async () => {
    const change = async (file: string, from: string, to: string) => {
      const path = join(server.contentDir, file)
      await writeFile(path, (await readFile(path, 'utf8')).replace(from, to))
      server.signal('SIGHUP')
    }
    await change('site.yaml', 'waitMinutes: 3', 'waitMinutes: 4')
    await until('the settings', () => rows().at(-1)?.what === 'settings-changed', 190)
    expect(rows().at(-1)?.who).toBeNull()
    const before = rows().length
    await change('site.yaml', '# The clinic', '# A clinic')
    await change('content/en/smalltalk/thanks.yaml', 'reply:', '# The words after thanks.\nreply:')
    await change('content/en/smalltalk/thanks.yaml', 'reply: ', 'reply: Yes. ')
    await until('the content', () => rows().at(-1)?.what === 'content-changed', 190)
    expect(rows().at(-1)?.count).toBeGreaterThan(10)
    expect(rows()).toHaveLength(before + 1)
  },
  PATIENT_MS,
)

test(
  'P6: a row that was changed is named, and rows that are missing at the end are noticed without any note of the owner’s',
  async () => {
    const tamper = (sql: string) => {
      const db = database()
      db.exec('DROP TRIGGER audit_not_changed; DROP TRIGGER audit_not_removed')
      db.exec(sql)
      db.close()
    }
    const wrong = async () => {
      const settings = { dataDir: server.dataDir, databaseUrl: null, publicUrl: new URL(server.url) }
      return (await verifyLog(settings, null)).wrong
    }
    await server.stop()
    const db = database()
    const before = db.prepare('SELECT * FROM audit').all()
    const triggers = db.prepare("SELECT sql FROM sqlite_schema WHERE type = 'trigger'").all()
    db.close()
    const back = () => {
      const again = database()
      again.exec('DROP TRIGGER audit_in_order; DELETE FROM audit')
      const insert = again.prepare(
        'INSERT INTO audit VALUES (:number, :at, :who, :what, :detail, :count, :which, :hash)',
      )
      for (const row of before) insert.run({ ...row })
      for (const { sql } of triggers) again.exec(String(sql))
      again.close()
    }
    tamper('UPDATE audit SET at = at + 1 WHERE number = 3')
    expect(await run('audit')).toMatchObject({
      code: 1,
      out: expect.stringContaining('Row 3 is the first that is not what was written'),
    })
    back()
    expect(await wrong()).toBeNull()
    tamper('DELETE FROM audit WHERE number > 6')
    expect(await wrong()).toBe(7)
    back()
    expect(await wrong()).toBeNull()
  },
  PATIENT_MS,
)
