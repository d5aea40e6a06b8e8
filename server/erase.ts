import { createHash } from 'node:crypto'
import { ChatError } from '../protocol/errors.ts'
import type { Erased } from '../protocol/visitor.ts'
import { isToken } from './authorize.ts'
import type { HandlerDeps } from './handlers/deps.ts'

/**
 * Erases a chat for whoever shows its token, however old that is: nobody is kept from deleting what is theirs. A repeat,
 * whose first answer may have been lost, is answered as before. Rejects with ChatError `unauthorized`.
 */
export async function eraseByVisitor(
  chatId: string,
  token: string,
  { store, fanout, clock, audit }: Pick<HandlerDeps, 'store' | 'fanout' | 'clock' | 'audit'>,
): Promise<Erased> {
  if ((await store.tombstone(chatId)) === null) {
    if (!isToken(token, await store.tokenHash(chatId))) throw new ChatError('unauthorized', 'This is not your chat.')
    if (await store.erase(chatId, 'visitor', clock.now())) {
      audit.happened({ what: 'erased-by-visitor', who: null, which: chatId })
      fanout.removed([chatId])
    }
  }
  const tombstone = await store.tombstone(chatId)
  if (tombstone === null) throw new ChatError('unavailable', 'The chat could not be erased. Try again.')
  return { erasedAt: tombstone.erasedAt, receipt: receiptOf(chatId) }
}

/** No letter or digit that is taken for another one when it is read aloud. */
const SIGNS = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/**
 * What a visitor can show for a chat that was erased: 40 bits of a hash of its id. Who keeps the tombstones can tell which
 * one it belongs to; nobody can tell the id from it.
 */
export function receiptOf(chatId: string): string {
  const hash = createHash('sha256').update(`receipt ${chatId}`).digest()
  const signs = Array.from(hash.subarray(0, 8), (byte) => SIGNS[byte % SIGNS.length]).join('')
  return `${signs.slice(0, 4)}-${signs.slice(4)}`
}
