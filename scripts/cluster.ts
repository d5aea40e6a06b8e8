import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startBalancer } from './cluster/balancer.ts'

/**
 * Starts two servers on one PostgreSQL database and a small balancer before them, all on loopback: for trying several nodes,
 * and for testing them. The settings are those of the server; DATABASE_URL is needed.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const NODES = 2

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Starts one server, shows what it prints, and resolves when it serves. Rejects when it ends before. */
async function startServer(name: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--disable-proto=delete', '--max-semi-space-size=4', 'server/main.ts'], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C reaches it once, by way of this process.
    detached: true,
  })
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      if (line.trim() !== '') console.log(`${name} | ${line}`)
      if (line.includes('Stop with Ctrl-C')) resolve()
    })
  }
  child.once('exit', () => reject(new Error(`${name} did not start.`)))
  await promise
  return child
}

async function main(): Promise<void> {
  const { DATABASE_URL, HOST = '127.0.0.1', PORT = '4300', DEMO_PORT = '4301' } = process.env
  if (!DATABASE_URL) {
    throw new Error(
      'Several servers need one PostgreSQL database. Set DATABASE_URL, such as postgres://postgres@127.0.0.1:5432/bedside.',
    )
  }
  const ports = [PORT, ...(DEMO_PORT === 'off' ? [] : [DEMO_PORT])].map(Number)
  const publicUrl = process.env.PUBLIC_URL || `http://localhost:${PORT}`
  const backends = await Promise.all(Array.from({ length: NODES }, () => Promise.all(ports.map(freePort))))
  const common = {
    HOST: '127.0.0.1',
    PUBLIC_URL: publicUrl,
    DEMO_URL: `http://localhost:${DEMO_PORT}`,
    TRUST_PROXY: '127.0.0.1',
  }
  const starting = backends.map(([port, demoPort], index) =>
    startServer(`node ${index + 1}`, {
      ...common,
      PORT: String(port),
      DEMO_PORT: demoPort === undefined ? 'off' : String(demoPort),
    }),
  )
  const started = await Promise.allSettled(starting)
  const servers = started.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const running = new Set(servers)
  const stopAll = (signal: NodeJS.Signals): void => {
    for (const server of running) server.kill(signal)
  }
  if (servers.length < NODES) {
    stopAll('SIGTERM')
    throw new Error('Not all servers started; what they say stands above.')
  }

  const balancer = await startBalancer({ host: HOST, ports, backends }).catch((error: unknown) => {
    stopAll('SIGTERM')
    throw taken(error)
  })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopAll(signal))
  for (const [index, server] of servers.entries()) {
    server.once('exit', (code, signal) => {
      running.delete(server)
      console.log(`node ${index + 1} | ended (${signal ?? code})`)
      if (running.size === 0) balancer.close().then(() => process.exit(code ?? 1))
    })
  }
  console.log(`\n${NODES} servers behind ${publicUrl}: processes ${servers.map(({ pid }) => pid).join(' and ')}.\n`)
}

/** Such as a port in use, as a person can act on it. */
function taken(error: unknown): unknown {
  const { code, port } = error as NodeJS.ErrnoException & { port?: number }
  if (code !== 'EADDRINUSE') return error
  return new Error(`Port ${port} is in use by another program. Stop it, or set PORT and DEMO_PORT to free ports.`)
}

main().catch((error: unknown) => {
  process.stderr.write(`\nThe cluster did not start.\n${error instanceof Error ? error.message : String(error)}\n\n`)
  process.exitCode = 1
})
