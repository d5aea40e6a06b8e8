/** A fresh 128-bit id as 32 hexadecimal digits: names a write, so that a repeat of it is recognised. */
export function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
