import type { Section } from './types.ts'

const MARKER = /^<!-- section: ([a-z0-9]+(?:-[a-z0-9]+)*) \| (.*\S) -->$/
const HEADING = /^#{1,6} /
/** A line across the page carries no words. */
const RULE = /^-{3,}$/

/** The id of the section that holds the medical disclaimer. */
export const DISCLAIMER_SECTION = 'disclaimer'

/**
 * The parts of the article, in its order. A part begins after its marker line, `<!-- section: <id> | <title> -->`, and
 * runs to the next marker or heading; its text is byte for byte what stands there. Never throws: a line that is not a
 * proper marker is text like any other, and `articleProblems` names it.
 */
export function parseArticle(markdown: string): Section[] {
  return read(markdown).sections
}

/** What is wrong with the article's markers, one sentence each. */
export function articleProblems(markdown: string): string[] {
  const { sections, strays } = read(markdown)
  const problems = strays.map((stray) =>
    stray.startsWith('<!--')
      ? `The line "${stray}" is not a section marker. Write <!-- section: an-id | The title -->.`
      : `The words "${stray.slice(0, 60)}" belong to no section. Put a section marker above them.`,
  )
  const seen = new Set<string>()
  for (const { id, text } of sections) {
    if (seen.has(id)) problems.push(`Two sections are called "${id}". Give one of them another id.`)
    if (text.trim() === '') problems.push(`The section "${id}" is empty. Remove its marker or add its text.`)
    seen.add(id)
  }
  if (!seen.has(DISCLAIMER_SECTION)) {
    problems.push(`The article has no section "${DISCLAIMER_SECTION}". Mark the disclaimer with that id.`)
  }
  return problems
}

/** Sections, and the lines that belong to none or that look like a marker and are not one. */
function read(markdown: string): { sections: Section[]; strays: string[] } {
  const sections: Section[] = []
  const strays: string[] = []
  let current: Section | null = null
  // keeps each line's own ending, so that joining the pieces gives the file's bytes back
  for (const line of markdown.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const words = line.trimEnd()
    const marker = MARKER.exec(words)
    if (marker?.[1] !== undefined && marker[2] !== undefined) {
      current = { id: marker[1], title: marker[2], text: '' }
      sections.push(current)
    } else if (HEADING.test(words)) {
      current = null
    } else {
      if (words.startsWith('<!--')) strays.push(words)
      else if (current === null && words !== '' && !RULE.test(words)) strays.push(words)
      if (current !== null) current.text += line
    }
  }
  return { sections, strays }
}
