import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isatty } from 'node:tty'
import type { Site } from '../faq/types.ts'
import type { AccountEvent } from './account-events.ts'
import { flushCompiledCode } from './code-cache.ts'
import { type Config, readConfig } from './config.ts'
import type { Footing } from './engine/messages.ts'
import { createLog, type Log } from './log.ts'
import type { Nodes } from './nodes/nodes.ts'
import type { Store } from './store/port.ts'
import { refuseSecond } from './store/sqlite-open.ts'

/**
 * The only file that reads the environment or ends the process. Most of the program is imported once it is clear that it may
 * start: who is refused should not wait for it.
 */

async function start(): Promise<void> {
  // what is written from here on is readable by its owner alone
  process.umask(0o077)
  const config = readConfig(process.env)
  const log = createLog(config.logLevel)
  if (config.databaseUrl === null) refuseSecond(databaseFile(config))
  const [{ openLive }, { openEngine }] = await Promise.all([import('./live.ts'), import('./engine/host.ts')])
  const learning = openLive({
    open: () => openEngine({ contentDir: config.contentDir, log, deadlineMs: config.answerWithinMs }),
    log,
    tell: (problems) => process.stderr.write(`\n${problems}\nThe last good content is still served.\n\n`),
  })
  // half a second of reading code, while the engine's thread reads the content
  const [live, { store, nodes, secret }, { createApp, distFolder }, { openAuth }] = await Promise.all([
    learning,
    openData(config, log),
    import('./app.ts'),
    import('./auth.ts'),
  ])
  const { dataDir, publicUrl, secondFactorRequired, provider } = config
  const [{ openAudit }, { openHeadNote }, { deedOf }, { systemClock }] = await Promise.all([
    import('./audit/audit.ts'),
    import('./audit/head-note.ts'),
    import('./audit/account-deeds.ts'),
    import('./clock.ts'),
  ])
  const audit = openAudit({ store, clock: systemClock, log, note: openHeadNote(dataDir, store.gen) })
  const onEvent = (event: AccountEvent) => audit.happened(deedOf(event))
  const auth = await openAuth({
    dataDir,
    publicUrl,
    secret,
    shared: nodes?.auth,
    secondFactorRequired,
    provider,
    onEvent,
  })
  const { sqliteLedger } = await import('./alerts/ledger-sqlite.ts')
  const alerts = nodes?.alerts ?? sqliteLedger(join(dataDir, 'alerts.db'))
  const app = await createApp({ config, live, store, auth, nodes, alerts, audit, log, dist: distFolder })
  await app.listen()
  await backUpRegularly(config, log)

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
  greet(config, await app.setupLink(), [
    ...adviceOn(live.footing()),
    ...adviceOnAlerts(config, live.edition().content.site),
  ])
  flushCompiledCode()
  // last of all: a provider that is away keeps nobody from starting.
  if (provider && auth.provider && !(await auth.provider.isThere())) {
    process.stdout.write(
      `  WARNING: the provider ${provider.issuer} cannot be used for signing in now. It is away, or it is not what OIDC_ISSUER names.\n\n`,
    )
  }
}

const databaseFile = ({ dataDir }: Pick<Config, 'dataDir'>): string => join(dataDir, 'chat.db')

/** The store, and what joins this node to others where they share one; and the key that signs staff cookies. */
async function openData(
  { dataDir, masterKeyFile, databaseUrl, redisUrl }: Config,
  log: Log,
): Promise<{ store: Store; nodes: Nodes | null; secret: string }> {
  const [{ masterKeys }, { sessionSecret }] = await Promise.all([import('./master-keys.ts'), import('./secrets.ts')])
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const ring = await masterKeys(masterKeyFile)
  const secret = await sessionSecret(dataDir)
  if (databaseUrl === null) {
    const { openSqliteThread } = await import('./store/sqlite-thread.ts')
    return {
      store: await openSqliteThread({ path: databaseFile({ dataDir }), ring, log: storeLog(log) }),
      nodes: null,
      secret,
    }
  }
  const [{ openPostgresStore }, { openNodes }, { rule }, { countChat }] = await Promise.all([
    import('./store/postgres.ts'),
    import('./nodes/nodes.ts'),
    import('./conversation/rule.ts'),
    import('./insight/counting.ts'),
  ])
  const store = await openPostgresStore({ url: databaseUrl, ring, rule, counting: countChat, log: storeLog(log) })
  const nodes = await openNodes({ databaseUrl, redisUrl, gen: store.gen, sessionSecret: secret, log })
  return { store, nodes, secret }
}

async function backUpRegularly({ backupEveryMs: everyMs, backupDir: folder }: Config, log: Log): Promise<void> {
  if (everyMs === null) return
  const [{ backupInChild }, { scheduleBackups }, { systemClock }] = await Promise.all([
    import('./backup/child.ts'),
    import('./backup/schedule.ts'),
    import('./clock.ts'),
  ])
  const command = join(import.meta.dirname, '../scripts/backup.ts')
  const tell = (words: string) => process.stderr.write(`\n${words}\n`)
  scheduleBackups({ everyMs, folder, clock: systemClock, log, run: () => backupInChild(command, tell) })
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

/** What the settings ask for and the environment has no means for: alerts would not go out, and nobody would notice. */
function adviceOnAlerts(config: Config, { alerts }: Site): string[] {
  return [
    ...(alerts.email.length > 0 && config.mail === null
      ? ['WARNING: site.yaml names addresses for alerts, and no e-mail goes out: set SMTP_URL and MAIL_FROM.']
      : []),
    ...(alerts.webhook !== null && config.webhookSecret === null
      ? ['WARNING: site.yaml names a webhook for alerts, and nothing is sent to it: set WEBHOOK_SECRET.']
      : []),
  ]
}

function greet(config: Config, setupLink: string | null, advice: string[]): void {
  const lines = [
    '',
    'Bedside is running.',
    '',
    ...(config.demoUrl === null ? [] : [`  Demo page       ${config.demoUrl.origin}/`]),
    `  Staff console   ${config.publicUrl.origin}/staff`,
    `  For your site   ${config.publicUrl.origin}/install`,
    ...(setupLink ? ['', '  Make the first staff account here (works once, for 30 minutes):', `  ${setupLink}`] : []),
    '',
    ...advice.flatMap((line) => [`  ${line}`, '']),
    '  Stop with Ctrl-C.',
    '',
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** The store's own fields in the words of the log. */
const storeLog = (log: Log) => ({
  error: ({ code, waiting }: { code: string | number | null; waiting: number }, message: string) =>
    log.error({ event: 'commit', code: String(code), count: waiting }, message),
  info: ({ waiting }: { waiting: number }, message: string) => log.info({ event: 'commit', count: waiting }, message),
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
    case 'EMFILE':
    case 'ENFILE':
    case 'ERR_WORKER_INIT_FAILED':
      return 'The system lets the server open too few files. Allow it 1024 or more (ulimit -n, or LimitNOFILE of its service).'
    case 'ERR_SQLITE_ERROR':
      return `The staff accounts in staff.db cannot be opened (${error.message}). Give the account that runs the server the right to read and write the data folder, and to open enough files (ulimit -n).`
    default:
      return error.message
  }
}

start().catch((error: unknown) => {
  process.stderr.write(`\nBedside did not start.\n${plain(error)}\n\n`)
  process.exit(1)
})
