import { DISCLAIMER_SECTION } from '../article.ts'
import type { Content, Entry, Section } from '../types.ts'
import { excerpt, fileOf, type Problem } from './problem.ts'

/** The article speaking of the clinic itself: what it says there is the clinic's claim, whatever it reads like. */
const CLINIC_VOICE = /\b(?:our|we|we['’]ve)\b/i
/** An amount of a drug: whoever reads one must also read that it is no dose for them. */
const DOSE = /\d\s*(?:mg|mcg|µg|ml|milligrams?|micrograms?|milliliters?)\b/i

/** Every entry says who says it, in the words that the settings have for its type, and its type is no weaker than its content. */
export function checkAttribution({ site, entries, sections }: Content): Problem[] {
  return entries.flatMap((entry) =>
    [...wording(entry, site.attributions[entry.lang][entry.type]), ...type(entry, sections)].map((problem) => ({
      file: fileOf('entries', entry),
      entry: entry.id,
      problem,
    })),
  )
}

function wording({ type, attribution }: Entry, wanted: string): string[] {
  if (attribution === wanted) return []
  return [`A ${type} is attributed with "${wanted}" (site.yaml), not with "${attribution}". Correct "attribution".`]
}

function type({ type, sections: named, answer }: Entry, sections: Section[]): string[] {
  const problems: string[] = []
  // the disclaimer is the clinic's own statement about its site, not a claim about the treatment
  const disclaimer = sections.find(({ id }) => id === DISCLAIMER_SECTION && named.includes(id))?.text ?? ''
  const claim = answer
    .flatMap(({ passages }) => passages)
    .find((passage) => CLINIC_VOICE.test(passage) && !disclaimer.includes(passage))
  if (type === 'fact' && claim !== undefined) {
    problems.push(`The passage "${excerpt(claim)}" speaks for the clinic. Make the type clinic-claim.`)
  }
  if (type !== 'protocol' && answer.some(({ text }) => DOSE.test(text))) {
    problems.push('The answer names a dose. Make the type protocol.')
  }
  return problems
}
