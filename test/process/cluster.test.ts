import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LogEvent } from '../../protocol/events.ts'
import { describePostgres, type Postgres, startPostgres } from '../support/postgres.ts'
import { freePort, runToEnd } from '../support/process.ts'
import { newId, until } from '../support/server.ts'
import { type VisitorEnd, visit } from '../support/visitor.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The cluster as `npm run cluster` starts it, without building first. */
async function startCluster(env: Record<string, string>) {
  const child: ChildProcess = spawn(process.execPath, ['scripts/cluster.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH, LOG_LEVEL: 'error', NETWORK_ALLOWANCE: '1000', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (output += chunk))
  const ended = once(child, 'exit') as Promise<[number | null]>
  return { child, ended, output: () => output }
}

/** A visitor who sends until it is acknowledged, over a new connection whenever the old one is of no use. */
class Persistent {
  readonly #server: { url: string; origin: string }
  #end: VisitorEnd | null = null
  readonly acked: { text: string; seq: number }[] = []
  chatId = ''
  token = ''

  constructor(server: { url: string; origin: string }) {
    this.#server = server
  }

  async start(): Promise<void> {
    this.#end = await (await visit(this.#server)).start()
    Object.assign(this, { chatId: this.#end.chatId, token: this.#end.token })
  }

  async say(text: string): Promise<void> {
    const clientId = newId()
    for (;;) {
      try {
        this.#end ??= await visit(this.#server, { chatId: this.chatId, token: this.token })
        const payload = { clientId, text, choice: null }
        const ack = await this.#end.socket.timeout(3000).emitWithAck('message:send', payload)
        if (ack.ok) {
          this.acked.push({ text, seq: ack.result.seq })
          return
        }
        if (!['too-fast', 'unavailable'].includes(ack.error.code)) throw new Error(`refused: ${ack.error.code}`)
        await new Promise((resolve) => setTimeout(resolve, ack.error.retryAfterMs ?? 100))
      } catch (error) {
        if (error instanceof Error && error.message.startsWith('refused')) throw error
        this.#end?.socket.disconnect()
        this.#end = null
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
  }

  async log(): Promise<LogEvent[]> {
    const end = await visit(this.#server, { chatId: this.chatId, token: this.token })
    const events = await end.log()
    await end.leave()
    return events
  }

  leave(): void {
    this.#end?.socket.disconnect()
  }
}

describePostgres('npm run cluster', () => {
  let postgres: Postgres
  let dataDir: string
  beforeAll(async () => {
    postgres = await startPostgres()
    dataDir = await mkdtemp(join(tmpdir(), 'bedside-cluster-'))
  })
  afterAll(async () => {
    await postgres.stop()
    await rm(dataDir, { recursive: true })
  })

  test('says in a plain sentence what it needs', async () => {
    const { ended, output } = await startCluster({})
    expect((await ended)[0]).toBe(1)
    expect(output()).toContain('Set DATABASE_URL')
    expect(output()).not.toContain('    at ')
  })

  test('ends a node that slept while a backup was restored: what it knows of the log is not true any more (I16)', async () => {
    const database = await postgres.freshDatabase()
    const [port, demo] = [await freePort(), 'off']
    const node = runToEnd({ PORT: `${port}`, DEMO_PORT: demo, DATABASE_URL: database, DATA_DIR: dataDir })
    const here = () => postgres.query(database, 'SELECT 1 FROM bedside.node').catch(() => [])
    await until('the node', async () => (await here()).length > 0, 60)
    await postgres.query(database, "UPDATE bedside.meta SET value = repeat('0', 32) WHERE name = 'gen'")
    const { code, output } = await node
    expect(code).toBe(1)
    expect(output).toContain('RestoredError')
  })

  test('serves every visitor from any node; killing one loses and doubles nothing that was acknowledged (F16, O8)', async () => {
    const port = await freePort()
    const { child, ended, output } = await startCluster({
      DATABASE_URL: await postgres.freshDatabase(),
      DATA_DIR: dataDir,
      PORT: String(port),
      DEMO_PORT: String(await freePort()),
    })
    await until('the servers', () => output().includes('servers behind') || child.exitCode !== null, 60)
    const pids = /processes (\d+) and (\d+)/.exec(output())?.slice(1).map(Number) ?? []
    expect(pids, output()).toHaveLength(2)
    const server = { url: `http://localhost:${port}`, origin: `http://localhost:${port}` }
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200)

    const polling = await (await visit(server, null, 'polling')).start()
    for (const text of ['one', 'two', 'three']) await polling.say(text)
    expect((await polling.log()).filter((event) => event.type === 'message:sent')).toHaveLength(3)
    await polling.leave()

    const visitors = Array.from({ length: 12 }, () => new Persistent(server))
    for (const visitor of visitors) await visitor.start()
    const texts = Array.from({ length: 8 }, (_, n) => `message ${n + 1}`)
    const sending = visitors.map(async (visitor) => {
      for (const text of texts) await visitor.say(text)
    })
    const acked = () => visitors.reduce((sum, visitor) => sum + visitor.acked.length, 0)
    await until('half of it', () => acked() > 40, 60)
    process.kill(pids[0] ?? 0, 'SIGKILL')
    await Promise.all(sending)

    for (const visitor of visitors) {
      const log = await visitor.log()
      expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1))
      const sent = log.filter((event) => event.type === 'message:sent')
      expect(sent.map((event) => event.type === 'message:sent' && event.text)).toEqual(texts)
      expect(visitor.acked).toEqual(
        sent.map((event) => ({ text: event.type === 'message:sent' && event.text, seq: event.seq })),
      )
      visitor.leave()
    }
    child.kill('SIGTERM')
    expect((await ended)[0], output()).toBe(0)
  })
})
