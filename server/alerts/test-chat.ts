import { randomBytes } from 'node:crypto'
import type { Fact, Locale } from '../../protocol/events.ts'
import { newToken } from '../authorize.ts'
import type { HandlerDeps } from '../handlers/deps.ts'

/** Stands where a visitor's chat has its page. A page is a path, so that no visitor's chat can look like a test. */
export const TEST_PAGE = 'bedside:test'

const WORDS: Record<Locale, string> = {
  en: 'TEST. Nobody is waiting. Take this chat to show that the alert reached you, then close it.',
  es: 'PRUEBA. Nadie espera. Tome este chat para mostrar que el aviso le llegó, y luego ciérrelo.',
}

/** A chat that goes every way that a waiting visitor's goes, and says that it is a test. Resolves with its id. */
export async function makeTestChat(
  { store, append, clock, edition }: Pick<HandlerDeps, 'store' | 'append' | 'clock' | 'edition'>,
  locale: Locale,
): Promise<string> {
  const chatId = randomBytes(16).toString('hex')
  const clientId = randomBytes(16).toString('hex')
  const facts: Fact[] = [
    { type: 'chat:opened', locale, noticeVersion: 'test', page: TEST_PAGE },
    { type: 'message:sent', from: 'visitor', clientId, text: WORDS[locale], choice: null },
  ]
  // The token is thrown away: nobody comes back to this chat as its visitor.
  await store.create(chatId, newToken().tokenHash, facts, clock.now())
  const why = { trigger: 'asked', rule: 'test', needed: null, candidates: [] } as const
  await append({
    chatId,
    sender: 'system',
    clientId: null,
    content: ['test'],
    command: {
      type: 'visitor:ask-person',
      why: { ...why, candidates: [] },
      reply: edition().replies.forAsking('asked', locale),
    },
  })
  return chatId
}
