import type { Calibrator } from './calibrate/calibrator.ts'
import type { Threshold } from './calibrate/threshold.ts'

/** When to act on a ranking: what turns its signals into probabilities, and from which probability on. */
export interface TierCalibration {
  /** To the probability that the first entry is right. */
  first: Calibrator
  /** To the probability that the right entry is among the first three. */
  three: Calibrator
  answer: Threshold
  clarify: Threshold
}

/** What `npm run faq:calibrate` found, kept in the clinic's folder as `calibration.json`. */
export interface Calibration {
  /** Which content and engine it was found for. */
  digest: string
  /** For a ranking by words alone; `sure`: from here on its meaning need not be asked. */
  words: TierCalibration & { sure: Threshold }
  /** For a ranking by words and meaning; null where there was no encoder. */
  meaning: TierCalibration | null
}
