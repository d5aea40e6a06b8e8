import type { Clock } from './clock.ts'
import type { Command } from './conversation/commands.ts'
import { decide } from './conversation/decide.ts'
import type { Conversation } from './conversation/state.ts'
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
  /** Nothing is written unless this still holds when the command is decided. */
  provided?: (conversation: Conversation) => boolean
}

/** Stores what follows from a command and then, after the commit, tells those who are connected. */
export type Append = (asked: Asked) => Promise<Appended>

export function createAppend(deps: { store: Store; clock: Clock; presence: StaffPresence; fanout: Fanout }): Append {
  const { store, clock, presence, fanout } = deps
  return async ({ chatId, sender, clientId, content, command, provided }) => {
    const at = clock.now()
    const appended = await store.append(
      chatId,
      { sender, clientId, content: JSON.stringify(content), at },
      (conversation) =>
        provided && !provided(conversation) ? [] : decide(conversation, command, { staffHere: presence.here(), at }),
    )
    fanout.stored(appended)
    return appended
  }
}
