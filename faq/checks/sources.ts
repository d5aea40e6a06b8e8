import type { Content, Entry, Section, Sentence } from '../types.ts'
import { unsupportedNumbers } from './numbers.ts'
import { excerpt, fileOf, type Problem } from './problem.ts'

/**
 * Every sentence ends like one and has passages; every passage stands byte for byte in a section that the entry names;
 * every number of a sentence stands in its passages; every section of the article is the source of some entry.
 */
export function checkSources({ entries, sections }: Content): Problem[] {
  return [...entries.flatMap((entry) => inEntry(entry, sections)), ...uncovered(entries, sections)]
}

/** Ids of the sections that a passage of some entry comes from. */
export function coveredSections(entries: Entry[], sections: Section[]): Set<string> {
  return new Set(
    sections
      .filter(({ id, text }) =>
        entries.some(
          (entry) =>
            entry.sections.includes(id) &&
            entry.answer.some(({ passages }) => passages.some((passage) => text.includes(passage))),
        ),
      )
      .map(({ id }) => id),
  )
}

function inEntry(entry: Entry, sections: Section[]): Problem[] {
  const named = sections.filter(({ id }) => entry.sections.includes(id))
  const problems = entry.answer.flatMap((sentence, i) => {
    const where = `Sentence ${i + 1}`
    return [
      ...form(where, sentence),
      ...sentence.passages.flatMap((passage) => quote(where, passage, named, sections)),
      ...unsupportedNumbers(sentence.text, sentence.passages).map(
        (number) => `${where} says ${number}, which its passages do not. Correct the number or add the passage.`,
      ),
    ]
  })
  return problems.map((problem) => ({ file: fileOf('entries', entry), entry: entry.id, problem }))
}

/** The end of a sentence with another one after it; the full stop of a common abbreviation is none. */
const NEXT_SENTENCE = /(?<!\b(?:Dr|Mr|Mrs|Ms|St|vs|e\.g|i\.e))[.?!]["”’')]*\s+(?=\p{Lu})/u

function form(where: string, { text, passages }: Sentence): string[] {
  return [
    ...(passages.length === 0 ? [`${where} has no passage. Add the article's words that support it.`] : []),
    ...(NEXT_SENTENCE.test(text)
      ? [`${where} is more than one sentence. Give each its own "text" and "passages".`]
      : []),
    ...(/[.?!]["”’')]*$/.test(text) ? [] : [`${where} has no full stop at its end. Add it.`]),
  ]
}

function quote(where: string, passage: string, named: Section[], all: Section[]): string[] {
  if (named.some(({ text }) => text.includes(passage))) return []
  const start = `The passage "${excerpt(passage)}" of ${where.toLowerCase()}`
  const elsewhere = all.find(({ text }) => text.includes(passage))
  if (elsewhere) return [`${start} stands in the section "${elsewhere.id}". Add that section to "sections".`]
  const word = firstDifference(passage, all)
  return [`${start} is not in the article word for word${word}. Copy it from the article.`]
}

/** Where the longest beginning of the passage that the article has stops; the article's own next words beside it. */
function firstDifference(passage: string, sections: Section[]): string {
  const words = passage.split(' ')
  for (let count = words.length - 1; count > 0; count--) {
    const beginning = `${words.slice(0, count).join(' ')} `
    const section = sections.find(({ text }) => text.includes(beginning))
    if (section) {
      const after = section.text.slice(section.text.indexOf(beginning) + beginning.length)
      return `: it has "${words[count]}" where the article has "${after.split(/\s/, 1)[0]}"`
    }
  }
  return ''
}

function uncovered(entries: Entry[], sections: Section[]): Problem[] {
  const covered = coveredSections(entries, sections)
  return sections
    .filter(({ id }) => !covered.has(id))
    .map(({ id }) => ({
      file: 'content/en/article.md',
      entry: null,
      problem: `No entry quotes the section "${id}". Write an entry for it.`,
    }))
}
