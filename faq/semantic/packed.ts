import { MEMORY_BYTES, PIECE, sizeOf, TENSORS, VOCABULARY, WEIGHTS } from './layout.ts'
import type { Piece } from './tokenizer.ts'

/**
 * A packed model is one file, little-endian: a header of 64 bytes, the vocabulary as JSON filled up with blanks to a
 * multiple of 4, the tensors of `TENSORS` in their order, the pieces' numbers. The header: `USE-LITE`, the format's
 * version (uint32), bytes of a stored number (uint32, 2 or 4), bytes of the vocabulary (uint32), zeros up to byte 32,
 * then the SHA-256 of all the file but itself.
 */
export const HEADER_BYTES = 64
export const DIGEST_AT = 32
export const MAGIC = 'USE-LITE'
/** To be raised with any change to the layout or to what is folded: packed files of another version are refused. */
export const VERSION = 1

/** float16 halves the file and moves no number of a vector by more than 0.001; float32 is exact. */
export type Precision = 'float16' | 'float32'

/** A packed file that cannot be used. The message is a plain sentence. */
export class ModelFileError extends Error {
  override name = 'ModelFileError'
}

/** Fills `into` with the next bytes of the file, all of it. Throws when there are fewer. */
export type Read = (into: Uint8Array<ArrayBuffer>) => void

/** A model in memory. The tensors lie in `memory` as `WEIGHTS` says, as float32. */
export interface Packed {
  memory: WebAssembly.Memory
  /** `VOCABULARY` rows of `PIECE` numbers. A text needs few of them, so they stay as they are stored. */
  pieces: Float16Array | Float32Array
  /** JSON, not looked at yet. */
  vocabulary: Uint8Array<ArrayBuffer>
  /** SHA-256 that the file should have, 32 bytes; it is for the reader to compare. */
  digest: Uint8Array
}

/** Half floats are widened this many at a time, 1 MB of them: a second copy of the model would double its memory. */
const CHUNK = 524_288
const WASM_PAGE = 65_536
const MAX_VOCABULARY_BYTES = 1_048_576

export interface Header {
  precision: Precision
  vocabularyBytes: number
  digest: Uint8Array
}

/** Throws ModelFileError when it is another kind of file, or of another version. */
export function parseHeader(header: Uint8Array): Header {
  const view = new DataView(header.buffer, header.byteOffset, HEADER_BYTES)
  if (String.fromCharCode(...header.subarray(0, MAGIC.length)) !== MAGIC) {
    throw new ModelFileError('This is not a packed sentence encoder.')
  }
  const version = view.getUint32(8, true)
  if (version !== VERSION) {
    throw new ModelFileError(`The packed sentence encoder has version ${version}, and version ${VERSION} is needed.`)
  }
  const width = view.getUint32(12, true)
  const vocabularyBytes = view.getUint32(16, true)
  if ((width !== 2 && width !== 4) || vocabularyBytes % 4 !== 0 || vocabularyBytes > MAX_VOCABULARY_BYTES) {
    throw new ModelFileError('The header of the packed sentence encoder is damaged.')
  }
  const digest = header.slice(DIGEST_AT, HEADER_BYTES)
  return { precision: width === 2 ? 'float16' : 'float32', vocabularyBytes, digest }
}

/**
 * Reads a packed file from its start to its end, straight to where it is needed. Throws as `read` and `parseHeader` do.
 */
export function unpack(read: Read): Packed {
  const header = new Uint8Array(HEADER_BYTES)
  read(header)
  const { precision, vocabularyBytes, digest } = parseHeader(header)
  const vocabulary = new Uint8Array(vocabularyBytes)
  read(vocabulary)

  const memory = new WebAssembly.Memory({ initial: Math.ceil(MEMORY_BYTES / WASM_PAGE) })
  const chunk = new Float16Array(precision === 'float16' ? CHUNK : 0)
  for (const tensor of TENSORS) {
    const target = new Float32Array(memory.buffer, WEIGHTS[tensor.name] * 4, sizeOf(tensor))
    if (precision === 'float32' || tensor.form === 'numbers') read(bytesOf(target))
    else widen(read, target, chunk)
  }
  const pieces = new (precision === 'float16' ? Float16Array : Float32Array)(VOCABULARY * PIECE)
  read(bytesOf(pieces))
  return { memory, pieces, vocabulary, digest }
}

function widen(read: Read, target: Float32Array, chunk: Float16Array<ArrayBuffer>): void {
  for (let done = 0; done < target.length; done += chunk.length) {
    const part = chunk.subarray(0, Math.min(chunk.length, target.length - done))
    read(bytesOf(part))
    target.set(part, done)
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }: { buffer: ArrayBuffer; byteOffset: number; byteLength: number }) =>
  new Uint8Array(buffer, byteOffset, byteLength)

/** Throws ModelFileError when it is not a list of pieces, one for each row of numbers. */
export function parseVocabulary(json: Uint8Array): Piece[] {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder().decode(json))
  } catch (cause) {
    throw new ModelFileError('The vocabulary of the sentence encoder is damaged.', { cause })
  }
  if (!Array.isArray(value) || value.length !== VOCABULARY || !value.every(isPiece)) {
    throw new ModelFileError('The vocabulary of the sentence encoder is damaged.')
  }
  return value
}

function isPiece(value: unknown): value is Piece {
  if (!Array.isArray(value) || value.length !== 2) return false
  const [text, score] = value
  return typeof text === 'string' && (score === null || typeof score === 'number')
}
