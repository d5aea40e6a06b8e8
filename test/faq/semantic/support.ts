import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Packed, unpack } from '../../../faq/semantic/packed.ts'

/** A text with what the published encoder makes of it; `ids` are all pieces, the vector has 7 decimals. */
export interface Reference {
  text: string
  ids: number[]
  vector: number[]
}

export function readReferences(): Reference[] {
  const lines = readFileSync(join(import.meta.dirname, 'use-lite-reference.jsonl'), 'utf8')
    .trim()
    .split('\n')
  return lines.map((line) => JSON.parse(line))
}

/** A packed model from memory; its checksum is not looked at. */
export function unpackBytes(bytes: Uint8Array): Packed {
  let position = 0
  return unpack((into) => {
    into.set(bytes.subarray(position, position + into.length))
    position += into.length
  })
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((largest, x, i) => Math.max(largest, Math.abs(x - (b[i] ?? Number.NaN))), 0)
}
