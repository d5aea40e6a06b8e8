import { ChatError } from '../protocol/errors.ts'
import type { Clock } from './clock.ts'
import type { Command } from './conversation/commands.ts'
import type { Ask } from './conversation/rule.ts'
import type { Fanout } from './fanout.ts'
import type { StaffPresence } from './presence.ts'
import type { Appended, Store } from './store/port.ts'

interface Asked {
  chatId: string
  /** `visitor`, `staff:<id>` or `system`. */
  sender: string
  /** The sender's id for this request; null for the clock's. */
  clientId: string | null
  /** The words of the request: its name and everything that it says, in a fixed order. */
  content: unknown[]
  command: Command
  provided?: Ask['provided']
}

/** Stores what follows from a command and then, after the commit, tells those who are connected. */
export type Append = (asked: Asked) => Promise<Appended>

export function createAppend(deps: {
  store: Store
  clock: Clock
  presence: StaffPresence
  fanout: Fanout
  zone: () => string
}): Append {
  const { store, clock, presence, fanout, zone } = deps
  return async ({ chatId, sender, clientId, content, command, provided }) => {
    const at = clock.now()
    const write = { sender, clientId, content: JSON.stringify(content), at }
    const situation = { staffHere: presence.here(), at, zone: zone() }
    const ask = { command, situation, ...(provided ? { provided } : {}) }
    const appended = await store.append(chatId, write, ask).catch((error: unknown) => {
      if (sender !== 'visitor' || !(error instanceof ChatError) || error.code !== 'not-found') throw error
      // Erased while its visitor was connected: who is let go comes back, hears that the chat is gone, and says it in another.
      fanout.removed([chatId])
      throw new ChatError('unavailable', 'This chat is gone; nothing was written.', { cause: error })
    })
    fanout.stored(appended)
    return appended
  }
}
