import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isatty } from 'node:tty'
import { type Config, readConfig } from './config.ts'
import { openEngine } from './engine/host.ts'
import type { Footing } from './engine/messages.ts'
import { openLive } from './live.ts'
import { createLog, type Log } from './log.ts'
import { sessionSecret } from './secrets.ts'
import type { StoreLog } from './store/group-commit.ts'

/** The only file that reads the environment or ends the process. */

async function start(): Promise<void> {
  // what is written from here on is readable by its owner alone
  process.umask(0o077)
  const config = readConfig(process.env)
  const log = createLog(config.logLevel)
  const learning = openLive({
    open: () => openEngine({ contentDir: config.contentDir, log }),
    log,
    tell: (problems) => process.stderr.write(`\n${problems}\nThe last good content is still served.\n\n`),
  })
  // half a second of reading code, while the engine's thread reads the content
  const [live, { createApp, distFolder }, { openAuth }, { openSqliteStore }] = await Promise.all([
    learning,
    import('./app.ts'),
    import('./auth.ts'),
    import('./store/sqlite.ts'),
  ])
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 })
  const store = await openSqliteStore({ path: join(config.dataDir, 'chat.db'), log: storeLog(log) })
  const secret = await sessionSecret(config.dataDir)
  const auth = await openAuth({ dataDir: config.dataDir, publicUrl: config.publicUrl, secret })
  const app = await createApp({ config, live, store, auth, log, dist: distFolder })
  await app.listen()

  let stopping = false
  const stop = (): void => {
    // a second signal ends it at once: nothing acknowledged is lost by that
    if (stopping) process.exit(1)
    stopping = true
    app.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
  const hadTerminal = isatty(0)
  process.on('SIGHUP', () => {
    // the system sends the same signal when the terminal is closed that the server was started from
    if (hadTerminal && !isatty(0)) stop()
    else void app.reload()
  })
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error) => {
      // what has gone wrong unseen may go on wrong: end, and let the service manager start it anew
      log.fatal({ event, code: codeOf(error) })
      process.exit(1)
    })
  }
  greet(config, await app.setupLink(), adviceOn(live.footing()))
}

/** What keeps the assistant from answering as well as it could, in words for the operator. */
function adviceOn(footing: Footing): string[] {
  if (footing.matcher === 'fuse') {
    return [
      'WARNING: the setting "matcher: fuse" is on. Questions are matched by plain fuse.js, which answers far worse and slower.',
      'It is there for comparison. For visitors take the line out of site.yaml.',
    ]
  }
  const { meaning, calibration } = footing
  const advice: string[] = []
  if (!meaning)
    advice.push('The assistant goes by words alone: the sentence encoder is missing or damaged. Run "npm run build".')
  if (calibration === 'stale') {
    advice.push(
      'Phrasings were changed since it was found out how sure the assistant must be. Run "npm run faq:calibrate".',
    )
  }
  if (calibration === 'none') {
    advice.push(
      'The assistant answers known phrasings only: run "npm run faq:calibrate" to find out how sure it must be.',
    )
  }
  return advice
}

function greet(config: Config, setupLink: string | null, advice: string[]): void {
  const lines = [
    '',
    'Bedside is running.',
    '',
    ...(config.demoPort === null ? [] : [`  Demo page       http://localhost:${config.demoPort}/`]),
    `  Staff console   ${config.publicUrl.origin}/staff`,
    ...(setupLink ? ['', '  Make the first staff account here (works once, for 30 minutes):', `  ${setupLink}`] : []),
    '',
    ...advice.flatMap((line) => [`  ${line}`, '']),
    '  Stop with Ctrl-C.',
    '',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** The store's own fields in the words of the log. */
const storeLog = (log: Log): StoreLog => ({
  error: ({ code, waiting }, message) => log.error({ event: 'commit', code: String(code), count: waiting }, message),
  info: ({ waiting }, message) => log.info({ event: 'commit', count: waiting }, message),
})

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : error instanceof Error ? error.name : typeof error

/** What went wrong at start, as a person can act on it. */
function plain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code, port, path } = error as NodeJS.ErrnoException & { port?: number; address?: string }
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use by another program. Stop that program, or set PORT (or DEMO_PORT) to a free port.`
    case 'EACCES':
      return port
        ? `Port ${port} may not be used by this account. Set PORT (or DEMO_PORT) to one above 1023.`
        : `${path} may not be read or written by this account. Change its permissions, or set DATA_DIR to a folder that may.`
    case 'EROFS':
    case 'ENOSPC':
    case 'ENOTDIR':
    case 'EEXIST':
      return `${path ?? 'The data folder'} cannot be written (${code}). Make room or set DATA_DIR to another folder.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return 'The setting HOST is no address of this machine. Set it to 127.0.0.1 or 0.0.0.0.'
    default:
      return error.message
  }
}

start().catch((error: unknown) => {
  process.stderr.write(`\nBedside did not start.\n${plain(error)}\n\n`)
  process.exit(1)
})
