import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { describe } from 'vitest'
import { findPostgres } from './postgres-binaries.ts'

/** A PostgreSQL server of the test's own, on a port and in a folder of its own. */
export interface Postgres {
  /** Everything that the server keeps, and its log. */
  readonly folder: string
  readonly port: number
  /** Address of a database of this server. */
  url(database?: string): string
  /** Address of a new, empty database. */
  freshDatabase(): Promise<string>
  /** Rows of one statement, asked over a connection of its own. */
  query(url: string, text: string, values?: unknown[]): Promise<Record<string, unknown>[]>
  /** Sends the server's first process a signal; SIGKILL is a crash. */
  signal(signal: NodeJS.Signals): void
  /** Stops the server as an administrator would, `immediate` as a power cut would, and waits for its end. */
  halt(how?: 'fast' | 'immediate'): Promise<void>
  /** Starts a server that has ended, on the same port and data, and waits until it answers. */
  start(settings?: Record<string, string>): Promise<void>
  restart(): Promise<void>
  /** Ends the server and removes its folder. */
  stop(): Promise<void>
}

const bin = findPostgres()
if (!bin) console.warn('\nNOT TESTED: the tests on PostgreSQL need its server (apt-get install postgresql).\n')

/** `describe` for tests that need {@link startPostgres}: skipped, and said so aloud, where there is no PostgreSQL. */
export const describePostgres = bin ? describe : describe.skip

/** A server refuses to run as root, so it then runs as one of these. */
const ACCOUNTS = ['postgres', 'nobody']

interface Account {
  uid: number
  gid: number
}

function account(): Account | null {
  if (process.getuid?.() !== 0) return null
  const known = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  const found = ACCOUNTS.flatMap((name) => known.filter((fields) => fields[0] === name))[0]
  if (!found) throw new Error(`there is no account to run PostgreSQL as: ${ACCOUNTS.join(' or ')}`)
  return { uid: Number(found[2]), gid: Number(found[3]) }
}

/** The command as the account, without its parent's groups; a server ends with the test that started it. */
function asAccount(who: Account | null, command: string, args: string[]): [string, string[]] {
  if (!who) return [command, args]
  const options = ['--reuid', `${who.uid}`, '--regid', `${who.gid}`, '--clear-groups', '--pdeathsig', 'INT']
  return ['setpriv', [...options, command, ...args]]
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** About a second. Everything that durability rests on is on, as it is by default. */
export async function startPostgres(): Promise<Postgres> {
  if (!bin) throw new Error('PostgreSQL is not installed')
  const who = account()
  const folder = mkdtempSync(join(tmpdir(), 'bedside-pg-'))
  if (who) chownSync(folder, who.uid, who.gid)
  const data = join(folder, 'data')
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync']
  execFileSync(...asAccount(who, join(bin, 'initdb'), initdb), { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })

  const port = await freePort()
  const log = openSync(join(folder, 'log'), 'a')
  let server: ChildProcess | null = null
  let databases = 0

  const url = (database = 'postgres') => `postgres://postgres@127.0.0.1:${port}/${database}`
  const gone = () => !server || server.exitCode !== null || server.signalCode !== null

  async function query(at: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
    const client = new Client({ connectionString: at })
    client.on('error', () => {})
    try {
      await client.connect()
      return (await client.query<Record<string, unknown>>(text, values)).rows
    } finally {
      await client.end()
    }
  }

  async function start(settings: Record<string, string> = {}): Promise<void> {
    const given = { listen_addresses: '127.0.0.1', port: `${port}`, unix_socket_directories: folder, ...settings }
    const args = ['-D', data, ...Object.entries(given).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
    server = spawn(...asAccount(who, join(bin ?? '', 'postgres'), args), { cwd: folder, stdio: ['ignore', log, log] })
    for (;;) {
      if (gone()) throw new Error(`PostgreSQL did not start:\n${readFileSync(join(folder, 'log'), 'utf8')}`)
      try {
        await query(url(), 'SELECT 1')
        return
      } catch {
        await delay(20)
      }
    }
  }

  async function halt(how: 'fast' | 'immediate' = 'fast'): Promise<void> {
    if (!server || gone()) return
    const ended = once(server, 'exit')
    server.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT')
    await ended
  }

  await start()
  return {
    folder,
    port,
    url,
    query,
    async freshDatabase() {
      databases += 1
      const name = `test_${databases}`
      await query(url(), `CREATE DATABASE ${name}`)
      return url(name)
    },
    signal: (signal) => void server?.kill(signal),
    halt,
    start,
    async restart() {
      await halt()
      await start()
    },
    async stop() {
      await halt('immediate')
      rmSync(folder, { recursive: true })
    },
  }
}
