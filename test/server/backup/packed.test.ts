import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BackupError } from '../../../server/backup/backup-error.ts'
import { pack, readHeader, unpack } from '../../../server/backup/packed.ts'
import { Keyring, masterKey } from '../../../server/store/seal.ts'
import { testKeyring } from '../../support/keys.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bedside-packed-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const PIECE = 64 * 1024
const TAG = 16
const contents = { createdAt: '2026-11-22T09:15:00.000Z', gen: 'ab'.repeat(16), rows: { chat: 1 } }
/** Bytes without a pattern, the same in every run. */
const bytes = (length: number): Buffer => {
  const made = Buffer.alloc(length)
  for (let i = 0, state = 1; i < length; i += 1) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    made[i] = state >> 16
  }
  return made
}

let files = 0
function packed(content: Uint8Array, ring = testKeyring()): string {
  files += 1
  const file = join(folder, `${files}.backup`)
  pack(file, 'backup', { ring, contents, source: content })
  return file
}

function unpacked(file: string, ring = testKeyring()): Buffer {
  const parts: Uint8Array[] = []
  unpack(file, 'backup', ring, (piece) => parts.push(piece))
  return Buffer.concat(parts)
}

/** What a file says when its bytes are these. */
function refusalOf(changed: Uint8Array, ring = testKeyring()): BackupError {
  const file = join(folder, 'changed.backup')
  writeFileSync(file, changed)
  try {
    unpacked(file, ring)
  } catch (error) {
    if (error instanceof BackupError) return error
    throw error
  }
  throw new Error('it was read')
}

describe('a packed file', () => {
  test.each([0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])('gives back %i bytes as they were', (length) => {
    const content = bytes(length)
    expect(unpacked(packed(content)).equals(content)).toBe(true)
  })

  test('is made of a file as of bytes', () => {
    const source = join(folder, 'source')
    writeFileSync(source, bytes(2 * PIECE + 7))
    const file = join(folder, 'of-a-file.backup')
    pack(file, 'backup', { ring: testKeyring(), contents, source })
    expect(unpacked(file).equals(bytes(2 * PIECE + 7))).toBe(true)
  })

  test('shows when it was made and how much is in it, and nothing of the content', () => {
    const file = packed(Buffer.from('canary-zebra'.repeat(1000)))
    expect(readHeader(file, 'backup')).toMatchObject({ ...contents, masterId: '0badcafe' })
    expect(readFileSync(file).includes('zebra')).toBe(false)
  })

  test('is another one each time, though the content is the same', () => {
    const [one, two] = [packed(bytes(100)), packed(bytes(100))].map((file) => readFileSync(file).subarray(-100))
    expect(one?.equals(two ?? Buffer.alloc(0))).toBe(false)
  })

  test('leaves a file alone that is there already', () => {
    const file = packed(bytes(10))
    expect(() => pack(file, 'backup', { ring: testKeyring(), contents, source: bytes(20) })).toThrow(/EEXIST/)
    expect(unpacked(file)).toHaveLength(10)
  })
})

describe('a packed file that was changed is refused with a plain sentence', () => {
  const content = bytes(3 * PIECE)
  let whole: Buffer
  let front: number
  beforeAll(() => {
    whole = readFileSync(packed(content))
    front = whole.indexOf('\n', whole.indexOf('\n') + 1) + 1
  })

  const expectDamaged = (error: BackupError) => {
    expect(error.damaged).toBe(true)
    expect(error.message).toMatch(/changed\.backup (is damaged|is empty|is not a backup)/)
  }

  test('cut short at every twentieth of its length, and between two pieces', () => {
    for (let part = 0; part < 20; part += 1) {
      expectDamaged(refusalOf(whole.subarray(0, Math.floor((whole.length * part) / 20))))
    }
    for (const pieces of [0, 1, 2]) expectDamaged(refusalOf(whole.subarray(0, front + pieces * (PIECE + TAG))))
    expectDamaged(refusalOf(whole.subarray(0, -1)))
  })

  test('one bit of any byte of its front, and of 300 others', () => {
    const places = [...Array(front).keys(), ...Array.from({ length: 300 }, (_, n) => front + n * 655)]
    for (const place of places) {
      const changed = Buffer.from(whole)
      changed[place] = (changed[place] ?? 0) ^ (1 << (place % 8))
      const { message } = refusalOf(changed)
      expect(message).toMatch(/damaged|is not a backup|newer version|not the copy|holds the keys/)
      expect(message).not.toMatch(/JSON|undefined|unexpected/i)
    }
  })

  test('with two pieces in the other order, one twice, or something behind it', () => {
    const piece = (n: number) => whole.subarray(front + n * (PIECE + TAG), front + (n + 1) * (PIECE + TAG))
    const head = whole.subarray(0, front)
    expectDamaged(refusalOf(Buffer.concat([head, piece(1), piece(0), piece(2)])))
    expectDamaged(refusalOf(Buffer.concat([head, piece(0), piece(0), piece(2)])))
    expectDamaged(refusalOf(Buffer.concat([whole, Buffer.from('x')])))
    expectDamaged(refusalOf(Buffer.concat([whole, piece(2)])))
  })

  test('and gives out nothing that stood at another place', () => {
    const piece = (n: number) => whole.subarray(front + n * (PIECE + TAG), front + (n + 1) * (PIECE + TAG))
    const given = (...order: number[]): number => {
      const file = join(folder, 'changed.backup')
      writeFileSync(file, Buffer.concat([whole.subarray(0, front), ...order.map(piece)]))
      const parts: Uint8Array[] = []
      expect(() => unpack(file, 'backup', testKeyring(), (part) => parts.push(part))).toThrow(BackupError)
      return parts.length
    }
    expect(given(1, 0, 2)).toBe(0)
    expect(given(0, 0, 2)).toBe(1)
    expect(given(0, 2)).toBe(1)
    expect(given(0, 1)).toBe(1)
    expect(given(0)).toBe(0)
    expect(given(0, 1, 2, 2)).toBe(2)
  })

  test('under the front of another', () => {
    const other = readFileSync(packed(content))
    const otherFront = other.indexOf('\n', other.indexOf('\n') + 1) + 1
    expectDamaged(refusalOf(Buffer.concat([other.subarray(0, otherFront), whole.subarray(front)])))
  })

  test('files of other programs, and nothing at all', () => {
    for (const text of ['', 'SQLite format 3\0', '{"bedside":1}', '\n\n\n', 'PK\x03\x04']) {
      expectDamaged(refusalOf(Buffer.from(text)))
    }
    expect(() => unpacked(join(folder, 'nowhere.backup'))).toThrow(/There is no file/)
    expect(() => unpacked(folder)).toThrow(/is not a file/)
  })

  test('one that a newer program made', () => {
    const text = whole.toString('latin1').replace('bedside-backup 1 ', 'bedside-backup 2 ')
    expect(refusalOf(Buffer.from(text, 'latin1')).message).toContain('newer version')
  })
})

describe('the master key', () => {
  const other = masterKey('11112222', Buffer.alloc(32, 9))

  test('is named where it is not at hand', () => {
    const file = packed(bytes(10), new Keyring([other]))
    expect(refusalOf(readFileSync(file)).message).toContain('the master key 11112222, which is not in the key file')
  })

  test('is told from a damaged file where another has its name', () => {
    const file = packed(bytes(10), new Keyring([masterKey('0badcafe', Buffer.alloc(32, 9))]))
    const refusal = refusalOf(readFileSync(file))
    expect(refusal.message).toContain('another master key 0badcafe')
    expect(refusal.damaged).toBe(false)
  })

  test('that was replaced still opens what it packed', () => {
    const file = packed(bytes(10))
    expect(unpacked(file, new Keyring([other, ...testKeyring().masters]))).toHaveLength(10)
  })

  test('of backups opens no keys, though both are packed under it', () => {
    const file = join(folder, 'keys')
    pack(file, 'keys', { ring: testKeyring(), contents, source: bytes(10) })
    expect(() => unpacked(file)).toThrow(/holds the keys/)
    const text = readFileSync(file, 'latin1').replace('bedside-keys', 'bedside-backup')
    expect(refusalOf(Buffer.from(text, 'latin1')).damaged).toBe(true)
  })
})
