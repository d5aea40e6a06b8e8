import { join } from 'node:path'
import { trainModel } from '../faq/model.ts'
import type { Content } from '../faq/types.ts'
import { loadContent } from '../server/content.ts'
import {
  digestOf,
  encoderFile,
  meaningsFile,
  modelFile,
  readModel,
  remembering,
  writeModel,
} from '../server/engine/files.ts'
import { openEncoder } from '../server/semantic-file.ts'
import { packUseLite } from './pack-use-lite.ts'

const root = join(import.meta.dirname, '..')
export const modelDir = join(root, 'dist/model')

/** Learns from the content ahead of the start, which then takes a second. Does nothing where that was done already. */
export async function trainEngine(content: Content): Promise<void> {
  await packUseLite(encoderFile(modelDir))
  const digest = digestOf(content, true)
  if (await readModel(modelFile(modelDir), digest)) return
  process.stdout.write('Learning from the content …\n')
  const { embed, keep } = await remembering(openEncoder(encoderFile(modelDir)).meaning, meaningsFile(modelDir))
  await writeModel(modelFile(modelDir), digest, trainModel(content, embed))
  await keep()
}

if (import.meta.main) await trainEngine(await loadContent(process.argv[2] ?? join(root, 'faq')))
