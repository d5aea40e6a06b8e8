import { join } from 'node:path'
import { createEngine, type OpenEngine } from '../../faq/answer.ts'
import type { Calibration } from '../../faq/calibration.ts'
import type { Content } from '../../faq/types.ts'
import { digestOf, encoderFile, modelFile, readCalibration, readModel } from '../../server/engine/files.ts'
import { openEncoder } from '../../server/semantic-file.ts'

const modelDir = join(import.meta.dirname, '../../dist/model')

/** The clinic's own calibration; its signals mean the same for other small contents. */
export async function clinicCalibration(): Promise<Calibration> {
  const calibration = await readCalibration('faq')
  if (!calibration) throw new Error('There is no calibration. Run "npm run faq:calibrate".')
  return calibration
}

/** The engine as the server runs it, in this thread, from what the build has learned. */
export async function builtEngine(content: Content): Promise<OpenEngine> {
  const model = await readModel(modelFile(modelDir), digestOf(content, true))
  if (!model) throw new Error('The build has learned another content. Run "npm run build".')
  const { embed } = openEncoder(encoderFile(modelDir))
  return createEngine(content, { model, embed, calibration: await clinicCalibration() })
}
