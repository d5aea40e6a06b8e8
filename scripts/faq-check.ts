import { join } from 'node:path'
import { syllable } from 'syllable'
import { createEngine, type OpenEngine } from '../faq/answer.ts'
import { checkContent, MINIMUMS } from '../faq/check.ts'
import { type Problem, sentence } from '../faq/checks/problem.ts'
import { gradeOf } from '../faq/checks/reading.ts'
import { coveredSections } from '../faq/checks/sources.ts'
import type { Content } from '../faq/types.ts'
import { ContentError, loadContent } from '../server/content.ts'
import { digestOf, modelFile, readModel } from '../server/engine/files.ts'
import { modelDir } from './train-engine.ts'

/** Checks the content in the folder given as first argument, or in `faq/`. Ends with 1 when there is a problem. */
async function main(dir: string): Promise<number> {
  let content: Content
  try {
    content = await loadContent(dir)
  } catch (error) {
    if (!(error instanceof ContentError)) throw error
    return report(error.problems)
  }
  const engine = await engineFor(content)
  const problems = checkContent(content, { engine, syllables: syllable, minimums: MINIMUMS })
  summarize(content)
  return report(problems)
}

/** By words alone: whether an entry answers its own phrasings is decided before any ranking. */
async function engineFor(content: Content): Promise<OpenEngine> {
  return createEngine(content, { model: await readModel(modelFile(modelDir), digestOf(content, true)) })
}

function summarize({ entries, topics, smalltalk, sections }: Content): void {
  const phrasings = entries.reduce((sum, entry) => sum + entry.phrasings.length, 0)
  console.log(
    `${entries.length} entries with ${phrasings} phrasings, ${topics.length} topics, ${smalltalk.length} small talk`,
  )
  console.log(`${coveredSections(entries, sections).size} of ${sections.length} sections of the article are quoted`)
  console.log('Reading grade (Flesch-Kincaid), highest first:')
  const grades = entries
    .filter(({ lang }) => lang === 'en')
    .map((entry) => ({ entry, grade: gradeOf(entry, syllable) }))
    .sort((a, b) => b.grade - a.grade)
  for (const { entry, grade } of grades) {
    const waiver = entry.gradeWaiver === null ? '' : `  waived: ${entry.gradeWaiver}`
    console.log(`${grade.toFixed(1).padStart(6)}  ${entry.id}${waiver}`)
  }
}

function report(problems: Problem[]): number {
  for (const problem of problems) console.error(sentence(problem))
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  console.log(problems.length === 0 ? 'No problems.' : `${count}.`)
  return problems.length === 0 ? 0 : 1
}

process.exitCode = await main(process.argv[2] ?? join(import.meta.dirname, '..', 'faq'))
