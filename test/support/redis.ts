import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe } from 'vitest'
import { freePort } from './process.ts'

/** A Redis server of the test's own. */
export interface Redis {
  url: string
  /** Sends one command as people type it, and gives the answer as it comes. */
  command(text: string): Promise<string>
  halt(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

const binary = (process.env.PATH ?? '')
  .split(delimiter)
  .concat('/usr/bin', '/usr/local/bin')
  .map((folder) => join(folder, 'redis-server'))
  .find(existsSync)
if (!binary) console.warn('\nNOT TESTED: the tests with Redis need redis-server (apt-get install redis-server).\n')

/** `describe` for tests that need {@link startRedis}: skipped, and said so aloud, where there is no Redis. */
export const describeRedis = binary ? describe : describe.skip

export async function startRedis(): Promise<Redis> {
  if (!binary) throw new Error('Redis is not installed')
  const path = binary
  const folder = mkdtempSync(join(tmpdir(), 'bedside-redis-'))
  const port = await freePort()
  let server: ChildProcess | null = null

  async function command(text: string): Promise<string> {
    const socket = connect(port, '127.0.0.1')
    try {
      socket.write(`${text}\r\n`)
      const [answer] = (await once(socket, 'data')) as [Buffer]
      return answer.toString()
    } finally {
      socket.destroy()
    }
  }
  async function start(): Promise<void> {
    const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder]
    server = spawn(path, settings, { stdio: 'ignore' })
    while (!(await command('PING').catch(() => '')).startsWith('+PONG')) await delay(20)
  }
  async function halt(): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill('SIGKILL')
    await ended
  }
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    command,
    halt,
    start,
    async stop() {
      await halt()
      rmSync(folder, { recursive: true })
    },
  }
}
