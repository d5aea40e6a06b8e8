import { hash } from 'node:crypto'
import type { Write } from './port.ts'

/** Printable ASCII that no database has another opinion of, short enough for an index. A name that looks hashed is hashed. */
const PLAIN = /^(?!sha256:)[\x20-\x7e]{0,200}$/

/** Whether every database keeps this text as it is: U+0000 and half a surrogate pair are refused by one and replaced by the other. */
export const isPlainName = (text: string): boolean => PLAIN.test(text)

/**
 * The form in which a sender or a client id stands in its column. Ours are plain and stay as they are; any other string is
 * kept as the hash of its UTF-16 code units, so that equal names, and only those, are equal there. Nobody reads the
 * columns back: what an event says of itself is in its sealed body.
 */
export const storedName = (text: string): string =>
  isPlainName(text) ? text : `sha256:${hash('sha256', Buffer.from(text, 'utf16le'))}`

/** The write under the names that its rows carry. */
export function underStoredNames(write: Write): Write {
  const clientId = write.clientId === null ? null : storedName(write.clientId)
  return { ...write, sender: storedName(write.sender), clientId }
}
