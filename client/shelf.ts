/** A place for a few strings. Never throws: where storage is blocked or full it is memory alone. */
export interface Shelf {
  get(key: string): string | null
  set(key: string, value: string): void
  remove(key: string): void
}

/** The part of the browser's Storage that a shelf needs. */
export type StorageLike = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

/**
 * A shelf on `storage()`; the call itself may throw, as `window.sessionStorage` does where the visitor blocks storage.
 * Nothing is written before the first `set`.
 */
export function openShelf(storage: () => StorageLike): Shelf {
  const memory = new Map<string, string>()
  const attempt = <T>(act: (where: StorageLike) => T): T | undefined => {
    try {
      return act(storage())
    } catch {
      // Blocked, full or gone: what is in memory still serves this page.
      return undefined
    }
  }
  return {
    get: (key) => memory.get(key) ?? attempt((where) => where.getItem(key)) ?? null,
    set(key, value) {
      memory.set(key, value)
      attempt((where) => where.setItem(key, value))
    },
    remove(key) {
      memory.delete(key)
      attempt((where) => where.removeItem(key))
    },
  }
}
