import { ChatError } from '../../protocol/errors.ts'
import type { Store } from '../../server/store/port.ts'
import type { CrashPoint } from './steps.ts'

/** Stands between servers and their store: it can be away, and the next append can be the last of its server. */
export class StoreFaults {
  away = false
  /** Where in the next append its server ends, and what ends it. */
  crash: { at: CrashPoint; end: (store: Store) => void } | null = null

  /** What `read` begins sees what the servers cannot. */
  async past<T>(read: () => T): Promise<Awaited<T>> {
    const { away } = this
    this.away = false
    const reading = read()
    this.away = away
    return await reading
  }

  wrap(store: Store): Store {
    const faults = this
    const wrapped: Store = {
      ...store,
      async append(...args) {
        const { crash } = faults
        faults.crash = null
        if (crash && crash.at === 'before') {
          crash.end(wrapped)
          throw gone()
        }
        const appended = await store.append(...args)
        // Stored, and nobody hears of it: to the writer it is the same wherever in the commit the server ended.
        if (crash && crash.at !== 'acked') {
          crash.end(wrapped)
          throw gone()
        }
        if (crash) setTimeout(crash.end, 5, wrapped)
        return appended
      },
    }
    return new Proxy(wrapped, {
      get(target, name) {
        const method = Reflect.get(target, name)
        if (typeof method !== 'function' || name === 'close') return method
        return (...args: unknown[]) => (faults.away ? Promise.reject(gone()) : method(...args))
      },
    })
  }
}

const gone = (): ChatError => new ChatError('unavailable', 'the database is away')
