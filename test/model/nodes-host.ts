import { postgresLive } from '../../server/backup/postgres-live.ts'
import { restorePostgres } from '../../server/backup/postgres-restore.ts'
import type { Clock } from '../../server/clock.ts'
import type { Store } from '../../server/store/port.ts'
import { startNode } from '../support/nodes.ts'
import { TestSessions } from '../support/sessions.ts'
import { DataFolder } from './data-folder.ts'
import type { Host, Running } from './host.ts'
import { PURGE_MS } from './real-ground.ts'

interface Options {
  databaseUrl: string
  /** Lets so much time pass for the database that nodes which ended without a word are forgotten. */
  forgetNodes: (databaseUrl: string) => Promise<unknown>
  clock: Clock
  wrapStore: (store: Store) => Store
}

/** Two nodes on one PostgreSQL database. */
export class NodesHost implements Host {
  readonly sessions = new TestSessions()
  readonly count = 2
  readonly #options: Options
  readonly #folder: DataFolder

  private constructor(folder: DataFolder, options: Options) {
    this.#folder = folder
    this.#options = options
  }

  static async open(options: Options): Promise<NodesHost> {
    return new NodesHost(await DataFolder.make(), options)
  }

  async start(): Promise<Running> {
    const { sessions } = this
    const node = await startNode({ ...this.#options, sessions, timings: { purgeEveryMs: PURGE_MS } })
    const { url, store, sockets } = node
    return { url, store, sockets, stop: () => node.stop(), crash: () => node.crash() }
  }

  backup(): Promise<void> {
    return this.#folder.backUp(() => postgresLive(this.#options.databaseUrl))
  }

  async restore(): Promise<void> {
    const { newest, path: dataDir, ring } = this.#folder
    if (newest === null) return
    const { databaseUrl: url, forgetNodes } = this.#options
    await forgetNodes(url)
    await restorePostgres(newest, { url, dataDir, ring, now: Date.now() })
  }

  remove(): Promise<void> {
    return this.#folder.remove()
  }
}
