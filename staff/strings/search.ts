import type { Locale } from '../../protocol/events.ts'

const en = {
  title: 'Search all chats',
  label: 'Words to look for',
  hint: 'Type words and press Enter. A message is found that has all of them. It is noted that you searched, not what for.',
  find: 'Search',
  back: 'Back to the list',
  loading: 'Searching…',
  found: (chats: number) => (chats === 1 ? 'Found in 1 chat.' : `Found in ${chats} chats.`),
  lookedBack: (when: string) => `Looked back to ${when}.`,
  nothing: 'No message has these words.',
  everything: 'All chats that are kept were looked through.',
  further: 'Search further back',
  more: (n: number) => (n === 1 ? '1 more message in this chat' : `${n} more messages in this chat`),
  visitor: (code: string) => `Visitor ${code}`,
  note: (name: string) => `Note by ${name}`,
  results: 'Messages found',
  offline: 'No connection. Search again when it is back.',
  tooFast: 'Too many searches at once. Wait a moment, then search again.',
  empty: 'Type a word with letters or digits.',
  failed: 'The server could not search now. Try again.',
}

export type SearchWords = typeof en

const es: SearchWords = {
  title: 'Buscar en todos los chats',
  label: 'Palabras que buscar',
  hint: 'Escriba palabras y pulse Entrar. Se encuentra un mensaje que las tiene todas. Se anota que usted buscó, no qué.',
  find: 'Buscar',
  back: 'Volver a la lista',
  loading: 'Buscando…',
  found: (chats) => (chats === 1 ? 'Encontrado en 1 chat.' : `Encontrado en ${chats} chats.`),
  lookedBack: (when) => `Se buscó hasta: ${when}.`,
  nothing: 'Ningún mensaje tiene esas palabras.',
  everything: 'Se buscó en todos los chats que se guardan.',
  further: 'Buscar más atrás',
  more: (n) => (n === 1 ? '1 mensaje más en este chat' : `${n} mensajes más en este chat`),
  visitor: (code) => `Visitante ${code}`,
  note: (name) => `Nota de ${name}`,
  results: 'Mensajes encontrados',
  offline: 'Sin conexión. Busque de nuevo cuando vuelva.',
  tooFast: 'Demasiadas búsquedas seguidas. Espere un momento y busque de nuevo.',
  empty: 'Escriba una palabra con letras o cifras.',
  failed: 'El servidor no pudo buscar ahora. Intente de nuevo.',
}

/** The words of the search through all chats, which are fetched with it. */
export const searchWords: Record<Locale, SearchWords> = { en, es }
