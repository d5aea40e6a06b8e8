import { createCipheriv, createDecipheriv, createHash, hash, hkdfSync, type KeyObject, randomBytes } from 'node:crypto'
import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import type { Keyring } from '../store/seal.ts'
import { BackupError, damaged } from './backup-error.ts'

/**
 * One file, encrypted as a stream: a line that names the format and holds the SHA-256 of the next, a line of JSON that anybody may
 * read, and then pieces of AES-256-GCM, each with its 128-bit tag. The file has a key of its own, derived (HKDF-SHA256,
 * RFC 5869) from the master key by a random salt. A piece's nonce is its number and whether it is the last one, and both lines
 * are authenticated with each, so that nothing can be cut off, reordered or put under another header unseen.
 * Source: the STREAM construction, Hoang, Reyhanitabar, Rogaway and Vizár, "Online Authenticated-Encryption and its
 * Nonce-Reuse Misuse-Resistance", 2015.
 */
const FORMAT = 1
const PIECE_BYTES = 64 * 1024
const TAG_BYTES = 16
const MAX_HEADER_BYTES = 4096
const CIPHER = 'aes-256-gcm'
const MAGIC = /^bedside-(backup|keys) (\d{1,6}) ([0-9a-f]{64})$/

export type Kind = 'backup' | 'keys'

/** What is in a packed file, for everybody to read: nothing that anybody wrote. */
export interface Contents {
  /** UTC, ISO 8601. */
  createdAt: string
  /** The generation of the log that this was taken from; not of the keys, which belong to all backups. */
  gen?: string
  /** Rows of each table. */
  rows: Record<string, number>
}

export interface Header extends Contents {
  /** Names the master key. */
  masterId: string
  /** Hexadecimal. */
  salt: string
  /** Tells a wrong key from a damaged file: derived from the key and the salt, hexadecimal. */
  keyCheck: string
  /** SHA-256 of the content, hexadecimal. */
  sha256: string
}

/** What stands in front of the pieces. */
interface Front {
  kind: Kind
  header: Header
  /** SHA-256 over both lines: each piece is authenticated with it. */
  digest: Uint8Array
  /** Where the pieces begin. */
  bytes: number
}

// ---------------------------------------------------------------- writing

/** Packs what `source` has, and waits until it is on the disk. `file` must not be there yet. Throws the file system's error. */
export function pack(
  file: string,
  kind: Kind,
  { ring, contents, source }: { ring: Keyring; contents: Contents; source: string | Uint8Array },
): Header {
  const master = ring.masters[0]
  const salt = randomBytes(32)
  const header: Header = {
    ...contents,
    masterId: master.id,
    salt: salt.toString('hex'),
    keyCheck: keyCheck(master.key, salt),
    sha256: digestOf(source),
  }
  const json = JSON.stringify(header)
  const front = Buffer.from(`bedside-${kind} ${FORMAT} ${hash('sha256', json)}\n${json}\n`)
  const digest = hash('sha256', front, 'buffer')
  const key = fileKey(master.key, salt, kind)
  const out = openSync(file, 'wx', 0o600)
  try {
    write(out, front)
    let number = 0
    for (const { bytes, last } of pieces(source)) {
      const cipher = createCipheriv(CIPHER, key, nonce(number, last)).setAAD(digest)
      write(out, Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]))
      number += 1
    }
    fsyncSync(out)
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  } finally {
    closeSync(out)
  }
  return header
}

function write(handle: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done)
}

function digestOf(source: string | Uint8Array): string {
  const sum = createHash('sha256')
  for (const { bytes } of pieces(source)) sum.update(bytes)
  return sum.digest('hex')
}

interface Piece {
  bytes: Uint8Array
  last: boolean
}

/** The content in pieces of one length; the last may be shorter, and is there even where there is no content. */
function* pieces(source: string | Uint8Array): Generator<Piece> {
  const handle = typeof source === 'string' ? openSync(source, 'r') : null
  try {
    const total = typeof source === 'string' ? fstatSync(handle ?? 0).size : source.length
    for (let at = 0; at === 0 || at < total; at += PIECE_BYTES) {
      const length = Math.min(PIECE_BYTES, total - at)
      const bytes = typeof source === 'string' ? read(handle ?? 0, at, length) : source.subarray(at, at + length)
      yield { bytes, last: at + length >= total }
    }
  } finally {
    if (handle !== null) closeSync(handle)
  }
}

function read(handle: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let done = 0
  while (done < length) {
    const got = readSync(handle, bytes, done, length - done, at + done)
    if (got === 0) break
    done += got
  }
  return bytes.subarray(0, done)
}

// ---------------------------------------------------------------- reading

/** What the header says; nothing is deciphered, and nothing of it is to be trusted yet. Throws {@link BackupError}. */
export function readHeader(file: string, kind: Kind): Header {
  return withFile(file, (handle) => front(handle, file, kind).header)
}

/**
 * Deciphers the file piece by piece and gives each to `take`, which must not trust them before this has returned. Throws
 * {@link BackupError} for a file of another program or of a newer one, for a key that is not at hand, and for anything that was not
 * written like this.
 */
export function unpack(file: string, kind: Kind, ring: Keyring, take: (piece: Uint8Array) => void): Header {
  return withFile(file, (handle) => {
    const { header, digest, bytes } = front(handle, file, kind)
    const key = fileKey(masterOf(header, file, ring), Buffer.from(header.salt, 'hex'), kind)
    const sum = createHash('sha256')
    const end = fstatSync(handle).size
    let at = bytes
    for (let number = 0; number === 0 || at < end; number += 1) {
      const sealed = read(handle, at, Math.min(PIECE_BYTES + TAG_BYTES, end - at))
      at += sealed.length
      const clear = opened(key, { sealed, number, last: at >= end, digest })
      if (!clear) throw damaged(file)
      sum.update(clear)
      take(clear)
    }
    if (sum.digest('hex') !== header.sha256) throw damaged(file)
    return header
  })
}

function opened(
  key: Uint8Array,
  { sealed, number, last, digest }: { sealed: Uint8Array; number: number; last: boolean; digest: Uint8Array },
): Buffer | null {
  if (sealed.length < TAG_BYTES) return null
  const length = sealed.length - TAG_BYTES
  const decipher = createDecipheriv(CIPHER, key, nonce(number, last), { authTagLength: TAG_BYTES })
    .setAAD(digest)
    .setAuthTag(sealed.subarray(length))
  const clear = decipher.update(sealed.subarray(0, length))
  try {
    decipher.final()
    return clear
  } catch {
    return null
  }
}

function front(handle: number, file: string, kind: Kind): Front {
  const start = read(handle, 0, MAX_HEADER_BYTES)
  const firstEnd = start.indexOf('\n')
  const [, found, format, sha256] = MAGIC.exec(start.subarray(0, Math.max(firstEnd, 0)).toString('latin1')) ?? []
  if (found === undefined) throw notOurs(file, start)
  if (found !== kind) {
    throw new BackupError(
      kind === 'backup'
        ? `${file} holds the keys that belong to the backups beside it. Name one of those.`
        : `${file} is not the copy of the keys. Put the right file back.`,
    )
  }
  if (Number(format) > FORMAT) {
    throw new BackupError(`${file} was made by a newer version of this program. Install that one to read it.`)
  }
  const secondEnd = start.indexOf('\n', firstEnd + 1)
  const json = start.subarray(firstEnd + 1, Math.max(secondEnd, 0))
  if (secondEnd < 0 || hash('sha256', json) !== sha256) throw damaged(file)
  const digest = hash('sha256', start.subarray(0, secondEnd + 1), 'buffer')
  return { kind, header: JSON.parse(json.toString()) as Header, digest, bytes: secondEnd + 1 }
}

function notOurs(file: string, start: Uint8Array): BackupError {
  if (start.length === 0) return new BackupError(`${file} is empty. Take another one.`, { damaged: true })
  return Buffer.from(start.subarray(0, 8)).toString('latin1').startsWith('bedside')
    ? damaged(file)
    : new BackupError(`${file} is not a backup of this program, or it is damaged. Take another one.`, { damaged: true })
}

function masterOf({ masterId, keyCheck: expected, salt }: Header, file: string, ring: Keyring): KeyObject {
  const master = ring.masters.find(({ id }) => id === masterId)
  if (!master) {
    throw new BackupError(
      `${file} is encrypted with the master key ${masterId}, which is not in the key file. Put the key file back that belongs to it.`,
    )
  }
  if (keyCheck(master.key, Buffer.from(salt, 'hex')) !== expected) {
    throw new BackupError(
      `${file} is encrypted with another master key ${masterId} than the one in the key file. Put the key file back that belongs to it.`,
    )
  }
  return master.key
}

function withFile<T>(file: string, work: (handle: number) => T): T {
  if (!existsSync(file)) throw new BackupError(`There is no file ${file}.`)
  const handle = openSync(file, 'r')
  try {
    if (!fstatSync(handle).isFile()) throw new BackupError(`${file} is not a file. Name a backup in it.`)
    return work(handle)
  } finally {
    closeSync(handle)
  }
}

// ---------------------------------------------------------------- keys, nonces

const KEY_BYTES = 32
const CHECK_BYTES = 16

const derived = (master: KeyObject, salt: Uint8Array, purpose: string, bytes: number): Buffer =>
  Buffer.from(hkdfSync('sha256', master, salt, `bedside ${purpose}`, bytes))

const fileKey = (master: KeyObject, salt: Uint8Array, kind: Kind): Uint8Array => derived(master, salt, kind, KEY_BYTES)

const keyCheck = (master: KeyObject, salt: Uint8Array): string =>
  derived(master, salt, 'key check', CHECK_BYTES).toString('hex')

/** 96 bits: the piece's number and whether it is the last. The key is the file's own, so no two pieces share one. */
function nonce(number: number, last: boolean): Uint8Array {
  const bytes = Buffer.alloc(12)
  bytes.writeUIntBE(number, 5, 6)
  bytes[11] = last ? 1 : 0
  return bytes
}
