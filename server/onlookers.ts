import { DOINGS, type Onlooker } from '../protocol/staff.ts'

/** One window of a staff member with a chat in it. */
export interface Look extends Onlooker {
  chatId: string
}

/** Which chat each console window of this node has before it. */
export class Onlookers {
  readonly #looks = new Map<string, Look>()

  /** A window looks at something else from now on, or with null at nothing; gives the chats in which somebody sees that. */
  set(socketId: string, look: Look | null): Set<string> {
    const before = this.#looks.get(socketId)
    if (look) this.#looks.set(socketId, look)
    else this.#looks.delete(socketId)
    if (before && look && before.chatId === look.chatId && before.doing === look.doing) return new Set()
    return new Set([before, look].flatMap((each) => (each ? [each.chatId] : [])))
  }

  /** Each person once, with the most that any of their windows does. */
  of(chatId: string): Onlooker[] {
    const people = new Map<string, Onlooker>()
    for (const { chatId: of, id, name, doing } of this.#looks.values()) {
      const known = people.get(id)
      if (of !== chatId || (known && DOINGS.indexOf(known.doing) >= DOINGS.indexOf(doing))) continue
      people.set(id, { id, name, doing })
    }
    return [...people.values()]
  }
}
