import { join } from 'node:path'
import { createEngine, type OpenEngine } from '../../faq/answer.ts'
import type { Calibration } from '../../faq/calibration.ts'
import { createTriage, type Triager } from '../../faq/triage.ts'
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

/** Emergencies as the server recognises them, from what the build has packed. */
export const builtTriage = (): Triager => createTriage(openEncoder(encoderFile(modelDir)).inContext)

/** What the server makes its engine of, from what the build has learned. */
export async function builtParts(content: Content) {
  const model = await readModel(modelFile(modelDir), digestOf(content, true))
  if (!model) throw new Error('The build has learned another content. Run "npm run build".')
  const { meaning: embed, inContext } = openEncoder(encoderFile(modelDir))
  return { model, embed, inContext, calibration: await clinicCalibration() }
}

/** The engine as the server runs it, in this thread. */
export const builtEngine = async (content: Content): Promise<OpenEngine> =>
  createEngine(content, await builtParts(content))
