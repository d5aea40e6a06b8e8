import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { Calibration } from '../../faq/calibration.ts'
import { type EngineModel, MODEL_VERSION } from '../../faq/model.ts'
import type { Embed } from '../../faq/rankers/semantic.ts'
import type { Meaning } from '../../faq/semantic/encoder.ts'
import { targetsOf } from '../../faq/targets.ts'
import type { Content } from '../../faq/types.ts'
import { LOCALES } from '../../protocol/events.ts'
import { pack, unpack } from './packed-model.ts'

/** What the build leaves in the folder with the model. */
export const encoderFile = (modelDir: string): string => join(modelDir, 'use-lite.bin')
export const modelFile = (modelDir: string): string => join(modelDir, 'engine.bin')
/** Meanings of texts that were read before, so that a small change to the content costs little. */
export const meaningsFile = (modelDir: string): string => join(modelDir, 'meanings.bin')

/** Where the calibration stands in the clinic's folder. */
export const calibrationFile = (contentDir: string): string => join(contentDir, 'calibration.json')

/** Tells contents apart by what the rankers learn from; `embed` because a model without meanings is another one. */
export function digestOf(content: Content, meaning: boolean): string {
  const learned = LOCALES.map((lang) =>
    targetsOf(content, lang).map(({ id, kind, phrasings }) => [id, kind, phrasings]),
  )
  return createHash('sha256')
    .update(JSON.stringify([MODEL_VERSION, meaning, learned]))
    .digest('hex')
}

interface ModelFile {
  digest: string
  model: EngineModel
}

/** What was learned from this very content, or null where the file has another or none. Rejects when it cannot be read. */
export async function readModel(file: string, digest: string): Promise<EngineModel | null> {
  const found = await read(file)
  return found?.digest === digest ? found.model : null
}

/** Never leaves half a file. */
export async function writeModel(file: string, digest: string, model: EngineModel): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}.draft`
  await writeFile(draft, pack({ digest, model } satisfies ModelFile))
  await rename(draft, file)
}

async function read(file: string): Promise<ModelFile | null> {
  let bytes: Buffer
  try {
    bytes = await readFile(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    return unpack(bytes) as ModelFile
  } catch {
    // cut off, or by another version of the program or of Node.js: it is made anew
    return null
  }
}

/** An encoder that remembers what it has read, in a file if it is asked to: a text costs two milliseconds once. */
export async function remembering(embed: Embed, file?: string): Promise<{ embed: Embed; keep(): Promise<void> }> {
  const known = new Map<string, Meaning>()
  if (file) {
    const kept = await readFile(file).catch(() => null)
    try {
      if (kept) for (const [text, meaning] of deserialize(kept) as Iterable<[string, Meaning]>) known.set(text, meaning)
    } catch {
      // another version's: read anew
    }
  }
  return {
    embed(text) {
      const meaning = known.get(text) ?? embed(text)
      known.set(text, meaning)
      return meaning
    },
    async keep() {
      if (file) await writeFile(file, serialize([...known]))
    },
  }
}

/** The calibration in the clinic's folder, or null where there is none. Rejects when it is no JSON. */
export async function readCalibration(contentDir: string): Promise<Calibration | null> {
  try {
    return (JSON.parse(await readFile(calibrationFile(contentDir), 'utf8')) as { calibration: Calibration }).calibration
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
