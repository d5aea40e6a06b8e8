import { type Calibrator, fitCalibrator, type Observed, probability } from './calibrator.ts'

const FOLDS = 5

/**
 * For each example the probability by a calibrator that was fitted without the fold that it is in, and the calibrator fitted on all.
 * Examples of one `group` stay together: a threshold must not be tried on what its calibrator has seen.
 */
export function crossFit(examples: (Observed & { group: number })[]): { calibrator: Calibrator; held: number[] } {
  const foldOf = ({ group }: { group: number }): number => group % FOLDS
  const fitted = Array.from({ length: FOLDS }, (_, fold) => {
    const rest = examples.filter((example) => foldOf(example) !== fold)
    return fitCalibrator(rest.length > 0 ? rest : examples)
  })
  return {
    calibrator: fitCalibrator(examples),
    held: examples.map((example) => probability(fitted[foldOf(example)] as Calibrator, example.signals)),
  }
}
