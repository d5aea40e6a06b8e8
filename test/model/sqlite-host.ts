import { once } from 'node:events'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { sqliteLive } from '../../server/backup/sqlite-live.ts'
import { restoreSqlite } from '../../server/backup/sqlite-restore.ts'
import type { Clock } from '../../server/clock.ts'
import { openLimits } from '../../server/limits.ts'
import { createLog } from '../../server/log.ts'
import { attachSockets } from '../../server/sockets.ts'
import type { Store } from '../../server/store/port.ts'
import { openSqliteThread } from '../../server/store/sqlite-thread.ts'
import { defaultTimings } from '../../server/timers.ts'
import { TestSessions } from '../support/sessions.ts'
import { DataFolder } from './data-folder.ts'
import { smallEdition } from './edition.ts'
import type { Host, Running } from './host.ts'
import { ORIGINS, PURGE_MS } from './real-ground.ts'

interface Options {
  clock: Clock
  wrapStore: (store: Store) => Store
}

/** One server with the embedded database in a file. */
export class SqliteHost implements Host {
  readonly sessions = new TestSessions()
  readonly count = 1
  readonly #options: Options
  readonly #folder: DataFolder

  private constructor(folder: DataFolder, options: Options) {
    this.#folder = folder
    this.#options = options
  }

  static async open(options: Options): Promise<SqliteHost> {
    return new SqliteHost(await DataFolder.make(), options)
  }

  async start(): Promise<Running> {
    const { clock, wrapStore } = this.#options
    const store = wrapStore(
      await openSqliteThread({ path: join(this.#folder.path, 'chat.db'), ring: this.#folder.ring }),
    )
    const edition = smallEdition(async () => {})
    const http = createServer((_request, response) => response.writeHead(404).end())
    const sockets = attachSockets(http, {
      store,
      edition: () => edition,
      sessions: this.sessions,
      clock,
      log: createLog('silent'),
      origins: { panel: [ORIGINS.panel], staff: [ORIGINS.staff] },
      limits: openLimits,
      timings: { ...defaultTimings(() => edition.content.site), purgeEveryMs: PURGE_MS },
    })
    http.listen(0, '127.0.0.1')
    await once(http, 'listening')
    const address = http.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    const stop = async () => {
      await sockets.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
      await store.close()
    }
    return { url: `http://127.0.0.1:${address.port}`, store, sockets, stop, crash: stop }
  }

  backup(): Promise<void> {
    return this.#folder.backUp(async (work) => sqliteLive(this.#folder.path, work))
  }

  async restore(): Promise<void> {
    const { newest, path: dataDir, ring } = this.#folder
    if (newest === null) return
    await restoreSqlite(newest, { dataDir, ring, now: Date.now(), makeAccounts: async () => {} })
  }

  remove(): Promise<void> {
    return this.#folder.remove()
  }
}
