import type { Shelf } from '../../client/shelf.ts'

/** The key to a chat: whoever has it can read and continue the chat. */
export interface Ticket {
  chatId: string
  token: string
}

export interface Vault {
  readonly ticket: Ticket | null
  /** The seq up to which the visitor has seen the chat. */
  readonly readSeq: number
  keep(ticket: Ticket): void
  read(seq: number): void
  empty(): void
}

const TICKET = 'chat'
const READ = 'read'

/** Keeps the key in memory and in the frame's own sessionStorage. Nothing is written before a chat exists. */
export function openVault(shelf: Shelf): Vault {
  let ticket = parse(shelf.get(TICKET))
  let readSeq = Number(shelf.get(READ)) || 0
  return {
    get ticket() {
      return ticket
    },
    get readSeq() {
      return readSeq
    },
    keep(next) {
      ticket = next
      readSeq = 0
      shelf.set(TICKET, JSON.stringify(next))
    },
    read(seq) {
      readSeq = seq
      if (ticket) shelf.set(READ, String(seq))
    },
    empty() {
      ticket = null
      readSeq = 0
      shelf.remove(TICKET)
      shelf.remove(READ)
    },
  }
}

function parse(saved: string | null): Ticket | null {
  if (saved === null) return null
  try {
    const { chatId, token } = JSON.parse(saved)
    return typeof chatId === 'string' && typeof token === 'string' ? { chatId, token } : null
  } catch {
    return null
  }
}
