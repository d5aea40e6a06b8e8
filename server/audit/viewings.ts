/** After this long the same session opening the same chat is another viewing, ms. */
const VIEWING_MS = 60 * 60_000
/** Viewings that are remembered; forgetting one only records it again. */
const MAX_KEPT = 20_000

/**
 * Who has been given which chat. One row of the audit log stands for all that one session reads of a chat within an hour:
 * pages of a long log, a connection that comes back, a second window of the same browser.
 */
export class Viewings {
  readonly #begun = new Map<string, { at: number; recorded: Promise<void> }>()

  /** Resolves when the viewing is recorded, by `record` where it is a new one. Rejects as that does; it is not begun then. */
  async begin(sessionId: string, chatId: string, now: number, record: () => Promise<void>): Promise<void> {
    const key = `${sessionId} ${chatId}`
    const known = this.#begun.get(key)
    if (known && now - known.at < VIEWING_MS) return known.recorded
    const begun = { at: now, recorded: record() }
    this.#begun.delete(key)
    this.#begun.set(key, begun)
    const [oldest] = this.#begun.keys()
    if (this.#begun.size > MAX_KEPT && oldest !== undefined) this.#begun.delete(oldest)
    try {
      await begun.recorded
    } catch (error) {
      if (this.#begun.get(key) === begun) this.#begun.delete(key)
      throw error
    }
  }
}
