import { createHash } from 'node:crypto'
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { createEncoder, type Encoder } from '../faq/semantic/encoder.ts'
import { DIGEST_AT, ModelFileError, type Packed, unpack } from '../faq/semantic/packed.ts'

/**
 * The sentence encoder in a packed file, ready for texts. Reads 14 MB at once, about 0.1 s: for the start of a process.
 * Throws ModelFileError with a plain sentence when the file is missing, of another version or damaged; nothing of it is
 * used then.
 */
export function openEncoder(path: string): Encoder {
  return createEncoder(readPacked(path))
}

/** A packed file whose checksum is right. Throws as `openEncoder` does. */
export function readPacked(path: string): Packed {
  const file = open(path)
  try {
    const hash = createHash('sha256')
    let position = 0
    const packed = unpack((into) => {
      for (let done = 0; done < into.length; ) {
        const count = readSync(file, into, done, into.length - done, null)
        if (count === 0) throw new ModelFileError('The packed sentence encoder is cut off.')
        done += count
      }
      // the header comes first and by itself, and the checksum in it does not cover itself
      hash.update(position === 0 ? into.subarray(0, DIGEST_AT) : into)
      position += into.length
    })
    if (fstatSync(file).size !== position || !hash.digest().equals(packed.digest)) {
      throw new ModelFileError('The packed sentence encoder is damaged: its checksum is wrong.')
    }
    return packed
  } finally {
    closeSync(file)
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (cause) {
    throw new ModelFileError('The packed sentence encoder is not there, or cannot be read.', { cause })
  }
}
