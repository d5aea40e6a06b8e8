import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteLedger } from '../../server/alerts/ledger-sqlite.ts'
import { createApp, distFolder } from '../../server/app.ts'
import { openAuth } from '../../server/auth.ts'
import { readConfig } from '../../server/config.ts'
import { openEngine } from '../../server/engine/host.ts'
import { openLimits } from '../../server/limits.ts'
import { openLive } from '../../server/live.ts'
import { createLog } from '../../server/log.ts'
import { masterKeys } from '../../server/master-keys.ts'
import { openSqliteThread } from '../../server/store/sqlite-thread.ts'
import type { RunningServer } from './process.ts'
import { freePort } from './process.ts'

/**
 * The program as `server/main.ts` wires it, in this process, and without limits: one chat may hold a thousand messages.
 * `contentDir` is the project's own content, to be read alone, unless another is given.
 */
export async function startOpenProgram(
  contentDir = join(import.meta.dirname, '../../faq'),
): Promise<Pick<RunningServer, 'url' | 'demoUrl' | 'setupLink' | 'cleanUp'>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bedside-'))
  const [port, demoPort] = [await freePort(), await freePort()]
  const config = readConfig({
    PORT: String(port),
    DEMO_PORT: String(demoPort),
    DATA_DIR: dataDir,
    CONTENT_DIR: contentDir,
  })
  const log = createLog('fatal')
  const live = await openLive({
    open: () => openEngine({ contentDir: config.contentDir, log, deadlineMs: 10_000, stuckMs: 10_000 }),
    log,
    tell: (problems) => process.stderr.write(problems),
  })
  const store = await openSqliteThread({
    path: join(dataDir, 'chat.db'),
    ring: await masterKeys(config.masterKeyFile),
  })
  const auth = await openAuth({ dataDir, publicUrl: config.publicUrl, secret: 'a secret of a test, kept nowhere' })
  const app = await createApp({
    config,
    live,
    store,
    auth,
    alerts: sqliteLedger(':memory:'),
    log,
    dist: distFolder,
    limits: openLimits,
  })
  await app.listen()
  return {
    url: config.publicUrl.origin,
    demoUrl: `http://localhost:${demoPort}`,
    setupLink: await app.setupLink(),
    async cleanUp() {
      await app.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
