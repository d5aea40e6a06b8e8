import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serialize } from 'node:v8'
import { expect, onTestFinished, test } from 'vitest'
import { trainModel } from '../../faq/model.ts'
import { digestOf, readModel, writeModel } from '../../server/engine/files.ts'
import { pack, unpack } from '../../server/engine/packed-model.ts'
import { smallClinic } from '../faq/small-clinic.ts'

const content = await smallClinic()
const digest = digestOf(content, false)
const model = trainModel(content, null)

async function modelFile(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'bedside-model-'))
  onTestFinished(() => rm(dir, { recursive: true }))
  const file = join(dir, 'engine.bin')
  await writeModel(file, digest, model)
  return file
}

test('a model that was kept is read as it was learned', async () => {
  expect(await readModel(await modelFile(), digest)).toEqual(model)
})

test('a model of another content is not taken', async () => {
  expect(await readModel(await modelFile(), 'another')).toBeNull()
})

test('a model file that is cut off, empty or of another kind is not taken', async () => {
  const file = await modelFile()
  const bytes = await readFile(file)
  const broken = [bytes.subarray(0, -1000), bytes.subarray(0, 100), bytes.subarray(0, 5), Buffer.alloc(0)]
  for (const some of [...broken, serialize({ digest, model })]) {
    await writeFile(file, some)
    expect(await readModel(file, digest)).toBeNull()
  }
})

test('typed arrays of any length come back, from bytes that begin anywhere', () => {
  const value = {
    text: 'añb',
    empty: new Float32Array(),
    list: [new Uint8Array([1, 2, 3]), new Float64Array([0.1]), new Int32Array([-1, 7]), new Float32Array([0.5, 2, 3])],
    map: new Map([['a', new Float64Array([1e300, -0])]]),
  }
  const packed = pack(value)
  for (let shift = 0; shift < 9; shift++) {
    const moved = Buffer.from(new ArrayBuffer(packed.length + shift), shift)
    packed.copy(moved)
    expect(unpack(moved)).toEqual(value)
  }
})

test('arrays that could not be read back are refused', () => {
  expect(() => pack({ big: new BigInt64Array(1) })).toThrow(TypeError)
})
