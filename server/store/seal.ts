import { createCipheriv, createDecipheriv, createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'

/**
 * AES-256-GCM with a random 96-bit nonce: nonce, ciphertext and 128-bit tag in one piece. `about` is authenticated with it,
 * so that a piece cannot be moved to another place.
 * Source: NIST SP 800-38D; a key seals far fewer than its 2^32 pieces, because each chat has one of its own.
 */
const CIPHER = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
const KEY_BYTES = 32

/** Random bytes for so many nonces are taken at once: taking twelve costs more time than sealing a message does. */
const NONCES_AT_ONCE = 256
let nonces = Buffer.alloc(0)

/** Each is given out once. */
function freshNonce(): Buffer {
  if (nonces.length === 0) nonces = randomBytes(NONCES_AT_ONCE * NONCE_BYTES)
  const nonce = nonces.subarray(0, NONCE_BYTES)
  nonces = nonces.subarray(NONCE_BYTES)
  return nonce
}

function seal(key: KeyObject, about: string, clear: Uint8Array): Uint8Array {
  const nonce = freshNonce()
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(about))
  return Buffer.concat([nonce, cipher.update(clear), cipher.final(), cipher.getAuthTag()])
}

/** Throws Error when the piece was not sealed with this key, about this, or was changed since. */
function unseal(key: KeyObject, about: string, sealed: Uint8Array): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES)
  const tag = sealed.subarray(Math.max(NONCE_BYTES, sealed.length - TAG_BYTES))
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(about))
    .setAuthTag(tag)
  const body = sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES)
  return Buffer.concat([decipher.update(body), decipher.final()])
}

/** The key of one chat. Destroying its wrapped form makes everything under it unreadable. */
export class ChatKey {
  readonly #key: KeyObject

  constructor(secret: Uint8Array) {
    this.#key = createSecretKey(secret)
  }

  /** `about` says where the text stands, such as the chat's id and a seq. */
  seal(about: string, text: string): Uint8Array {
    return seal(this.#key, about, Buffer.from(text))
  }

  /** Throws Error for anything that this key did not seal about the same. */
  open(about: string, sealed: Uint8Array): string {
    return unseal(this.#key, about, sealed).toString()
  }

  /** A keyed hash, hexadecimal: equal for equal texts of one chat, and of no use to whoever does not have the key. */
  mac(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('hex')
  }
}

/** A key that wraps the keys of chats. It is kept outside the database, and can be handed to another thread. */
export interface MasterKey {
  /** Names the key where it was used, so that it can be replaced: 8 hexadecimal digits. */
  id: string
  key: KeyObject
}

/** `secret` is 32 bytes; throws RangeError for any other length. */
export function masterKey(id: string, secret: Uint8Array): MasterKey {
  if (secret.length !== KEY_BYTES) throw new RangeError('a master key has 32 bytes')
  return { id, key: createSecretKey(secret) }
}

export interface WrappedKey {
  masterId: string
  wrapped: Uint8Array
}

/** Keys of chats kept unwrapped, so that a busy chat costs one unwrapping. */
const MAX_CACHED = 4096

/** The master keys that are at hand, and the chats' keys under them. */
export class Keyring {
  readonly masters: readonly [MasterKey, ...MasterKey[]]
  readonly #cache = new Map<string, { wrapped: Uint8Array; key: ChatKey }>()

  /** The first wraps new keys; the others still open what they wrapped. */
  constructor(masters: readonly [MasterKey, ...MasterKey[]]) {
    this.masters = masters
  }

  /** Names the key that new chats are wrapped with. */
  get currentId(): string {
    return this.masters[0].id
  }

  has(masterId: string): boolean {
    return this.masters.some(({ id }) => id === masterId)
  }

  /** A new key for a chat, and the only form of it that is stored. */
  fresh(chatId: string): { key: ChatKey; stored: WrappedKey } {
    const secret = randomBytes(KEY_BYTES)
    const [{ id, key }] = this.masters
    return { key: new ChatKey(secret), stored: { masterId: id, wrapped: seal(key, `key ${chatId}`, secret) } }
  }

  /** The key of a chat. Throws Error for one that no master key at hand opens. */
  open(chatId: string, { masterId, wrapped }: WrappedKey): ChatKey {
    const known = this.#cache.get(chatId)
    if (known && Buffer.compare(known.wrapped, wrapped) === 0) return known.key
    const master = this.masters.find(({ id }) => id === masterId)
    if (!master) throw new Error(`the master key ${masterId} is not here`)
    const key = new ChatKey(unseal(master.key, `key ${chatId}`, wrapped))
    const oldest = this.#cache.size >= MAX_CACHED ? this.#cache.keys().next().value : undefined
    if (oldest !== undefined) this.#cache.delete(oldest)
    this.#cache.set(chatId, { wrapped, key })
    return key
  }

  forget(chatId: string): void {
    this.#cache.delete(chatId)
  }
}
