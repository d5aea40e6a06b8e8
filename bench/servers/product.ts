import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteLedger } from '../../server/alerts/ledger-sqlite.ts'
import { createApp, distFolder } from '../../server/app.ts'
import { openAuth } from '../../server/auth.ts'
import { readConfig } from '../../server/config.ts'
import { rule } from '../../server/conversation/rule.ts'
import { openEngine } from '../../server/engine/host.ts'
import { openLimits } from '../../server/limits.ts'
import { openLive } from '../../server/live.ts'
import { createLog } from '../../server/log.ts'
import { masterKeys } from '../../server/master-keys.ts'
import { openNodes } from '../../server/nodes/nodes.ts'
import { openPostgresStore } from '../../server/store/postgres.ts'
import { openSqliteThread } from '../../server/store/sqlite-thread.ts'
import { freePort } from '../../test/support/process.ts'
import { accountOf } from './accounts.ts'
import { measured } from './measured.ts'

/**
 * The program as `server/main.ts` wires it, with open limits and as many staff accounts as are asked for; in a data folder
 * of its own where none is named. With a database and perhaps a Redis server it is one of several nodes.
 */
const [accounts = '0', given, databaseUrl, redisUrl] = process.argv.slice(2)
const dataDir = given ?? (await mkdtemp(join(tmpdir(), 'bedside-bench-')))
const config = readConfig({
  PORT: String(await freePort()),
  DEMO_PORT: 'off',
  DATA_DIR: dataDir,
  CONTENT_DIR: join(import.meta.dirname, '../../faq'),
  LOG_LEVEL: 'fatal',
})
const log = createLog(config.logLevel)
const live = await openLive({
  open: () => openEngine({ contentDir: config.contentDir, log }),
  log,
  tell: (problems) => process.stderr.write(problems),
})
const ring = await masterKeys(config.masterKeyFile)
const secret = 'a secret of a measurement, kept nowhere'
const store = databaseUrl
  ? await openPostgresStore({ url: databaseUrl, ring, rule })
  : await openSqliteThread({ path: join(dataDir, 'chat.db'), ring })
const nodes = databaseUrl
  ? await openNodes({ databaseUrl, redisUrl: redisUrl ?? null, gen: store.gen, sessionSecret: secret, log })
  : null
const auth = await openAuth({ dataDir, publicUrl: config.publicUrl, secret, shared: nodes?.auth })
for (let at = 0; at < Number(accounts); at += 1) await auth.createAdmin(accountOf(at))
const alerts = nodes?.alerts ?? sqliteLedger(join(dataDir, 'alerts.db'))
const app = await createApp({ config, live, store, auth, nodes, alerts, log, dist: distFolder, limits: openLimits })
await app.listen()

measured(config.publicUrl.origin, async () => {
  await app.close()
  if (!given) await rm(dataDir, { recursive: true, force: true })
})
