import type { Finding } from './checks/problem.ts'
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

/** What is wrong with the article's markers. */
export function articleProblems(markdown: string): Finding[] {
  const { sections, lines, strays } = read(markdown)
  const found = strays.map(({ line, words }): Finding => {
    const problem = words.startsWith('<!--')
      ? `The line "${words.slice(0, 100)}" is not a section marker. Write <!-- section: an-id | The title -->.`
      : `The words "${words.slice(0, 60)}" belong to no section. Put a section marker above them.`
    return { line, problem }
  })
  const seen = new Set<string>()
  sections.forEach(({ id, text }, i) => {
    const line = lines[i]
    if (seen.has(id)) found.push({ line, problem: `Two sections are called "${id}". Give one of them another id.` })
    if (text.trim() === '') {
      found.push({ line, problem: `The section "${id}" is empty. Remove its marker or add its text.` })
    }
    seen.add(id)
  })
  if (!seen.has(DISCLAIMER_SECTION)) {
    found.push({ problem: `The article has no section "${DISCLAIMER_SECTION}". Mark the disclaimer with that id.` })
  }
  return found
}

interface Cut {
  sections: Section[]
  /** The line that each section's marker is on, from 1. */
  lines: number[]
  /** What belongs to no section, or looks like a marker and is not one. */
  strays: { line: number; words: string }[]
}

function read(markdown: string): Cut {
  const sections: Section[] = []
  const lines: number[] = []
  const strays: Cut['strays'] = []
  let current: Section | null = null
  let at = 0
  // keeps each line's own ending, so that joining the pieces gives the file's bytes back
  for (const line of markdown.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    at += 1
    const words = line.trimEnd()
    const marker = MARKER.exec(words)
    if (marker?.[1] !== undefined && marker[2] !== undefined) {
      current = { id: marker[1], title: marker[2], text: '' }
      sections.push(current)
      lines.push(at)
    } else if (HEADING.test(words)) {
      current = null
    } else {
      const stray = words.startsWith('<!--') || (current === null && words !== '' && !RULE.test(words))
      if (stray) strays.push({ line: at, words })
      if (current !== null) current.text += line
    }
  }
  return { sections, lines, strays }
}
