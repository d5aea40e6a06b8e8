import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { follow } from '../../client/follow.ts'
import { createOutbox } from '../../client/outbox.ts'
import type { Thread } from '../../client/thread-state.ts'
import { ChatError } from '../../protocol/errors.ts'
import { type RunningServer, startServer } from '../support/process.ts'
import { newId, until } from '../support/server.ts'
import { type VisitorEnd, visit } from '../support/visitor.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

interface Ended {
  code: number | null
  output: string
}

/** One of the commands, with the settings that the server has. */
function command(
  name: 'backup' | 'restore' | 'move',
  dataDir: string,
  ...args: string[]
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [`scripts/${name}.ts`, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk))
  return { child, ended: once(child, 'close').then(([code]) => ({ code: code as number | null, output })) }
}

const run = (...args: Parameters<typeof command>): Promise<Ended> => command(...args).ended

function expectPlain({ code, output }: Ended, named: string): void {
  expect(output).toContain(named)
  expect(output).not.toMatch(/\n\s+at |node:internal|Error:|SQLITE/)
  expect(code).toBe(1)
}

const visitorOf = (server: RunningServer, chat: Parameters<typeof visit>[1] = null) =>
  visit({ url: server.url, origin: server.url }, chat)

/** Each command is a process of its own, and the machine may be busy. */
const LONG = { timeout: 240_000 }

describe('a server that works is backed up, lost and restored', () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await startServer()
  })
  afterAll(() => server.cleanUp())

  test(
    'everything that was acknowledged before the backup is there, and open pages converge and send again',
    LONG,
    async () => {
      const { dataDir } = server
      const ends = await Promise.all(Array.from({ length: 6 }, async () => (await visitorOf(server)).start()))
      const acknowledged = new Map<string, string[]>(ends.map((end) => [end.chatId, []]))
      let going = true
      const load = ends.map(async (end) => {
        for (let n = 0; going && n < 60; n += 1) {
          try {
            await end.say(`word ${n} of ${end.chatId}`)
            acknowledged.get(end.chatId)?.push(`word ${n} of ${end.chatId}`)
          } catch {
            if (!going) return
          }
        }
      })
      await until('some messages', () => [...acknowledged.values()].every((words) => words.length >= 3), 60)
      const known = new Map([...acknowledged].map(([chatId, words]) => [chatId, [...words]]))
      const backup = await run('backup', dataDir)
      expect(backup).toMatchObject({ code: 0 })
      going = false
      await Promise.all(load)

      // A page that is open sees what came after the backup, and has a message on its way.
      const page = await openPage(server, ends[0] as VisitorEnd)
      const after = page.send('said after the backup')
      await page.settled(after)
      await server.stop('SIGKILL')
      page.cut()
      const unsent = page.send('written while the server was away')
      for (const name of ['chat.db', 'chat.db-wal', 'chat.db-shm']) await rm(join(dataDir, name), { force: true })

      const verified = await run('restore', dataDir, 'latest', '--verify')
      expect(verified.output).toContain('It can be restored whole')
      expect(verified.code).toBe(0)
      const restored = await run('restore', dataDir, 'latest')
      expect(restored.output).toContain('Restored in')
      expect(restored.code).toBe(0)

      await server.start()
      for (const end of ends) {
        const again = await visitorOf(server, end)
        const words = (await again.log()).flatMap((event) => (event.type === 'message:sent' ? [event.text] : []))
        expect(words.filter((text) => known.get(end.chatId)?.includes(text))).toEqual(known.get(end.chatId))
        expect(new Set(words).size).toBe(words.length)
      }
      const seen = page.thread().gen
      await page.reconnect(server)
      await page.settled(unsent)
      await page.settled(after)
      expect(page.thread().gen).not.toBe(seen)
      const end = await visitorOf(server, page.chat)
      const log = await until('that the page has the whole log', async () => {
        const events = await end.log()
        await page.sync()
        return page.thread().cursor === events.at(-1)?.seq && events
      })
      const mine = log.filter((event) => event.type === 'message:sent').map((event) => event.clientId)
      expect(mine.filter((id) => id === unsent || id === after).sort()).toEqual([after, unsent].sort())
    },
  )

  test('restores nothing while the server runs', LONG, async () => {
    expectPlain(await run('restore', server.dataDir, 'latest'), 'A server is using the database')
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  })

  test('a backup that is ended half-way leaves no half backup, and the next one is whole', LONG, async () => {
    const folder = join(server.dataDir, 'backups')
    const before = (await readdir(folder)).filter((name) => name.endsWith('.backup'))
    const { child, ended } = command('backup', server.dataDir)
    await until('that it has begun', async () => (await readdir(server.dataDir)).includes('backup-work'), 60)
    child.kill('SIGKILL')
    await ended
    expect((await readdir(folder)).filter((name) => name.endsWith('.backup'))).toEqual(before)
    expect(await run('backup', server.dataDir)).toMatchObject({ code: 0 })
    expect(await readdir(server.dataDir)).not.toContain('backup-work')
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
    expect(await run('restore', server.dataDir, '--verify')).toMatchObject({ code: 0 })
  })
})

describe('what cannot be done is told in a plain sentence', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bedside-commands-'))
    await cp(join(root, 'package.json'), join(folder, 'odd', 'chat.db'))
    await writeFile(join(folder, 'odd', 'master.key'), `0badcafe ${'07'.repeat(32)}\n`)
  })
  afterAll(() => rm(folder, { recursive: true }))
  let before: string[]
  beforeEach(async () => {
    before = await readdir(folder, { recursive: true })
  })

  test('where there is no key file, and none is made', LONG, async () => {
    const empty = join(folder, 'empty')
    for (const name of ['backup', 'restore', 'move'] as const) {
      const to = name === 'move' ? ['--to', 'postgres://nobody@127.0.0.1:1/nothing'] : []
      const named = name === 'restore' ? ['package.json'] : []
      expectPlain(await run(name, empty, ...named, ...to), 'master.key')
    }
    expect(await readdir(folder, { recursive: true })).toEqual(before)
  })

  test('where the files are other programs’', LONG, async () => {
    const odd = join(folder, 'odd')
    expectPlain(await run('backup', odd), 'is damaged')
    expectPlain(await run('restore', odd, 'package.json'), 'is not a backup of this program')
    expectPlain(await run('restore', odd, '--verify', 'package.json'), 'is not a backup of this program')
    expectPlain(await run('restore', odd), 'There is no backup')
    expectPlain(await run('move', odd, '--to', 'postgres://nobody@127.0.0.1:1/nothing'), 'is damaged')
    expectPlain(await run('move', odd), '--to postgres://')
    expect(await readFile(join(odd, 'chat.db'), 'utf8')).toContain('"bedside"')
  })
})

/** A visitor's page: the product's own outbox and thread over a bare socket. */
async function openPage(server: RunningServer, chat: { chatId: string; token: string }) {
  let end: VisitorEnd | null = await visitorOf(server, chat)
  const connected = (): VisitorEnd => {
    if (!end?.socket.connected) throw new ChatError('unavailable', 'not connected')
    return end
  }
  const outbox = createOutbox<string>({
    send: async (clientId, text) => (await connected().say(text, clientId)).gen,
    onChange: () => {},
  })
  // As the panel does: what the server lost of the visitor's words is sent again.
  let lost: Thread['items'] = []
  const thread = follow({
    readPage: (since) => connected().done('chat:sync', { since }),
    onRestart: (before) => {
      lost = before.items
    },
    onChange: ({ items, needsSync }) => {
      if (needsSync) return
      const known = new Set(items.map((item) => (item.kind === 'visitor' ? item.clientId : '')))
      for (const item of lost)
        if (item.kind === 'visitor' && !known.has(item.clientId)) outbox.add(item.text, item.clientId)
      lost = []
    },
  })
  await thread.sync()
  return {
    chat,
    thread: () => thread.thread,
    sync: () => thread.sync(),
    send: (text: string): string => outbox.add(text, newId()),
    settled: (clientId: string) =>
      until(
        'that the log has it',
        async () => {
          outbox.wake()
          await thread.sync()
          return outbox.items.find((item) => item.clientId === clientId)?.state === 'sent' && !thread.thread.needsSync
        },
        60,
      ),
    cut() {
      end?.socket.disconnect()
      end = null
    },
    async reconnect(to: RunningServer) {
      end = await visitorOf(to, chat)
      await thread.sync()
      outbox.wake()
    },
  }
}
