import { once } from 'node:events'
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort, runToEnd, startServer } from '../support/process.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bedside-start-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const settings = async (more: Record<string, string>) => ({
  PORT: String(await freePort()),
  DEMO_PORT: 'off',
  DATA_DIR: join(folder, `data-${Math.random().toString(36).slice(2)}`),
  ...more,
})

/** One plain sentence or a few, no stack, and the thing to change is named. */
function expectPlain({ code, output }: { code: number | null; output: string }, named: string): void {
  expect(code).toBe(1)
  expect(output).toContain('Bedside did not start.')
  expect(output).toContain(named)
  expect(output).not.toMatch(/\n\s+at |node:internal|Error:/)
}

describe('a start that cannot succeed ends with a plain sentence and exit code 1', () => {
  test('a setting that is not a port number', async () => {
    expectPlain(await runToEnd(await settings({ PORT: 'eighty' })), 'PORT')
  })

  test('several wrong settings are all named at once', async () => {
    const result = await runToEnd(await settings({ PORT: '-1', LOG_LEVEL: 'loud' }))
    expectPlain(result, 'PORT')
    expectPlain(result, 'LOG_LEVEL')
  })

  test('a public address over plain http outside this machine', async () => {
    expectPlain(await runToEnd(await settings({ PUBLIC_URL: 'http://chat.clinic.example' })), 'PUBLIC_URL')
  })

  test('a port that another program uses', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address ? String(address.port) : ''
    try {
      expectPlain(await runToEnd(await settings({ PORT: port })), port)
      expectPlain(await runToEnd(await settings({ DEMO_PORT: port })), port)
    } finally {
      other.close()
    }
  })

  test('a data folder that is a file', async () => {
    const file = join(folder, 'a-file')
    await writeFile(file, 'not a folder')
    expectPlain(await runToEnd(await settings({ DATA_DIR: file })), 'a-file')
  })

  test('a Redis without a database that several servers share, and an address that is no PostgreSQL’s', async () => {
    expectPlain(await runToEnd(await settings({ REDIS_URL: 'redis://127.0.0.1:6379' })), 'Set DATABASE_URL as well')
    const wrong = await runToEnd(await settings({ DATABASE_URL: 'mysql://ana:hidden@127.0.0.1/chat' }))
    expectPlain(wrong, 'DATABASE_URL')
    expect(wrong.output).not.toContain('hidden')
  })

  test('a PostgreSQL that is away', async () => {
    const port = await freePort()
    const away = await runToEnd(await settings({ DATABASE_URL: `postgres://ana:hidden@127.0.0.1:${port}/chat` }))
    expectPlain(away, `chat on 127.0.0.1:${port}`)
    expect(away.output).not.toContain('hidden')
  })

  test('a database file that is no database', async () => {
    const env = await settings({})
    await cp(join(root, 'package.json'), join(env.DATA_DIR, 'chat.db'), { recursive: true })
    expectPlain(await runToEnd(env), 'chat.db')
  })

  test('an entry that cannot be read', async () => {
    const content = join(folder, 'faq')
    await cp(join(root, 'faq'), content, { recursive: true })
    await writeFile(join(content, 'content/en/entries/starting-dose.yaml'), 'question: [unclosed')
    expectPlain(await runToEnd(await settings({ CONTENT_DIR: content })), 'starting-dose.yaml')
  })

  test('a content folder that is not there', async () => {
    expectPlain(await runToEnd(await settings({ CONTENT_DIR: join(folder, 'nowhere') })), 'site.yaml')
  })
})

describe('a running server', () => {
  test('refuses a second server on the same data', async () => {
    const first = await startServer()
    try {
      expectPlain(await runToEnd(await settings({ DATA_DIR: first.dataDir })), 'chat.db')
    } finally {
      await first.cleanUp()
    }
  })

  test('warns of fuse.js as the only matcher', async () => {
    const content = join(folder, 'fuse')
    await cp(join(root, 'faq'), content, { recursive: true })
    const site = await readFile(join(content, 'site.yaml'), 'utf8')
    await writeFile(join(content, 'site.yaml'), site.replace('matcher: full', 'matcher: fuse'))
    const server = await startServer({ CONTENT_DIR: content })
    try {
      expect(server.output()).toContain('WARNING: the setting "matcher: fuse" is on.')
    } finally {
      await server.cleanUp()
    }
  })

  test('stops cleanly on Ctrl-C and finds everything when it starts again', async () => {
    const server = await startServer()
    try {
      expect(server.setupLink).toContain('/staff#/setup/')
      expect(await server.stop('SIGINT')).toBe(0)
      await server.start()
      const ready = await fetch(`${server.url}/readyz`)
      expect(ready.status).toBe(200)
      expect(await server.stop('SIGTERM')).toBe(0)
    } finally {
      await server.cleanUp()
    }
  })

  test('keeps its key and databases readable by their owner alone', async () => {
    const server = await startServer()
    try {
      await chmod(server.dataDir, 0o755)
      const { stat, readdir } = await import('node:fs/promises')
      const modes = await Promise.all(
        (await readdir(server.dataDir))
          .filter((name) => name.endsWith('.key') || name.endsWith('.db'))
          .map(async (name) => [name, ((await stat(join(server.dataDir, name))).mode & 0o077).toString(8)]),
      )
      expect(modes.length).toBeGreaterThanOrEqual(3)
      expect(modes.filter(([, others]) => others !== '0')).toEqual([])
    } finally {
      await server.cleanUp()
    }
  })
})
