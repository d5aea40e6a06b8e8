import { join } from 'node:path'
import type { z } from 'zod'
import { articleProblems, parseArticle } from '../faq/article.ts'
import { type Finding, fileOf, type Problem, sentence } from '../faq/checks/problem.ts'
import type { Content, Entry, Section, Site, Smalltalk, Topic } from '../faq/types.ts'
import { LOCALES, type Locale } from '../protocol/events.ts'
import { FileError, KIB, namesIn, readText } from './content/files.ts'
import { type Fault, plain } from './content/plain.ts'
import { entryFile, ID, smalltalkFile, topicFile } from './content/schema.ts'
import { siteFaults, toSite } from './content/site-rules.ts'
import { siteFile } from './content/site-schema.ts'
import { type Parsed, parseYaml, YamlError } from './content/yaml.ts'

export const MAX_YAML_BYTES = 64 * KIB
const MAX_ARTICLE_BYTES = 1024 * KIB
const MAX_FILES = 1000
const MAX_SHOWN = 20

const SITE = 'site.yaml'
const ARTICLE = 'content/en/article.md'

/** Content that cannot be used. The message has a plain sentence for each problem, at most 20; `problems` has them all. */
export class ContentError extends Error {
  override name = 'ContentError'
  readonly problems: Problem[]

  constructor(problems: Problem[]) {
    const lines = problems.slice(0, MAX_SHOWN).map(sentence)
    if (problems.length > MAX_SHOWN) lines.push(`… and ${problems.length - MAX_SHOWN} more.`)
    super(['The content cannot be used.', ...lines].join('\n'))
    this.problems = problems
  }
}

type Kind = 'entries' | 'topics' | 'smalltalk'

/** A file that follows its schema, and where things stand in it. */
interface Read<T> extends Parsed {
  value: T
}

interface Item<T> extends Read<T> {
  id: string
  lang: Locale
}

const inFile = ({ lineOf }: Pick<Parsed, 'lineOf'>, faults: Fault[]): Finding[] =>
  faults.map(({ path, problem }) => ({ line: lineOf(path), problem }))

/**
 * The clinic's settings, article, entries, topics and small talk from a folder with `site.yaml` and `content/<lang>/`.
 * Entries come in the order of language and file name. Rejects with ContentError when anything is missing, malformed or
 * unsafe: all or nothing, so that no half-read content ever answers.
 */
export async function loadContent(dir: string): Promise<Content> {
  const problems: Problem[] = []
  const settings = await readSettings(dir, problems)
  const sections = await article(dir, problems)
  const entries = await items(dir, 'entries', entryFile, problems)
  const topics = await items(dir, 'topics', topicFile, problems)
  const smalltalk = await items(dir, 'smalltalk', smalltalkFile, problems)

  if (settings && sections) {
    // a starter whose file is there and broken has been reported once already
    const broken = problems.flatMap(({ file, entry }) =>
      file.startsWith('content/en/entries/') && entry ? [entry] : [],
    )
    const ids = new Set([...entries.filter(({ lang }) => lang === 'en').map(({ id }) => id), ...broken])
    const found = inFile(settings, siteFaults(settings.value, sections, ids))
    problems.push(...found.map((finding) => ({ file: SITE, entry: null, ...finding })))
  }
  if (sections) problems.push(...entries.flatMap((entry) => entryProblems(entry, sections)))
  if (!settings || !sections || problems.length > 0) throw new ContentError(problems)

  const site = toSite(settings.value)
  return {
    site,
    sections,
    entries: entries.map((item) => toEntry(item, site)),
    topics: topics.map(({ id, lang, value }): Topic => ({ id, lang, ...value })),
    smalltalk: smalltalk.map(({ id, lang, value }): Smalltalk => ({ id, lang, ...value })),
  }
}

async function readSettings(dir: string, problems: Problem[]): Promise<Read<z.infer<typeof siteFile>> | null> {
  const read = await readYaml(dir, SITE, siteFile)
  if ('value' in read) return read
  problems.push(...read.findings.map((finding) => ({ file: SITE, entry: null, ...finding })))
  return null
}

async function article(dir: string, problems: Problem[]): Promise<Section[] | null> {
  try {
    const markdown = await readText(dir, ARTICLE, MAX_ARTICLE_BYTES)
    problems.push(...articleProblems(markdown).map((finding) => ({ file: ARTICLE, entry: null, ...finding })))
    return parseArticle(markdown)
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    problems.push({ file: ARTICLE, entry: null, line: error.line, problem: error.message })
    return null
  }
}

/** All files of one kind in every language; what is wrong with a file goes into `problems` and the file is left out. */
async function items<S extends z.ZodType>(
  dir: string,
  kind: Kind,
  schema: S,
  problems: Problem[],
): Promise<Item<z.infer<S>>[]> {
  const found: Item<z.infer<S>>[] = []
  for (const lang of LOCALES) {
    for (const name of await names(dir, `content/${lang}/${kind}`, problems)) {
      const id = name.slice(0, -'.yaml'.length)
      const file = fileOf(kind, { lang, id })
      // one after the other: hundreds of open files at once would meet the system's limit
      const read = await readYaml(dir, file, schema)
      if ('value' in read) found.push({ id, lang, ...read })
      else problems.push(...read.findings.map((finding) => ({ file, entry: id, ...finding })))
    }
  }
  return found
}

async function names(dir: string, folder: string, problems: Problem[]): Promise<string[]> {
  let all: string[]
  try {
    all = (await namesIn(join(dir, folder))) ?? []
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    problems.push({ file: folder, entry: null, problem: error.message })
    return []
  }
  if (all.length > MAX_FILES) {
    problems.push({ file: folder, entry: null, problem: `The folder has more than ${MAX_FILES} files. Remove some.` })
    return []
  }
  return all.filter((name) => {
    const id = name.slice(0, -'.yaml'.length)
    if (name.endsWith('.yaml') && ID.test(id) && id.length <= 64) return true
    const problem = 'The name must be small letters, digits and hyphens and end in .yaml. Rename or remove the file.'
    problems.push({ file: `${folder}/${name}`, entry: null, problem })
    return false
  })
}

async function readYaml<S extends z.ZodType>(
  dir: string,
  file: string,
  schema: S,
): Promise<Read<z.infer<S>> | { findings: Finding[] }> {
  try {
    const { value, lineOf } = parseYaml(await readText(dir, file, MAX_YAML_BYTES))
    const result = schema.safeParse(value)
    return result.success ? { value: result.data, lineOf } : { findings: inFile({ lineOf }, plain(result.error)) }
  } catch (error) {
    if (!(error instanceof FileError || error instanceof YamlError)) throw error
    return { findings: [{ line: error.line, problem: error.message }] }
  }
}

function entryProblems({ id, lang, value, lineOf }: Item<z.infer<typeof entryFile>>, sections: Section[]): Problem[] {
  const known = new Set(sections.map((section) => section.id))
  const faults = value.sections.flatMap((section, i): Fault[] => {
    const problem = `The section "${section}" is not in the article. Use an id from ${ARTICLE}.`
    return known.has(section) ? [] : [{ path: ['sections', i], problem }]
  })
  if (value.type !== 'fact' && value.attribution === undefined) {
    const problem = `An entry of type ${value.type} must say who says it. Add "attribution".`
    faults.push({ path: ['type'], problem })
  }
  if (lang !== 'en' && value.translatedBy === undefined) {
    faults.push({ path: [], problem: 'A translated entry must name its translator. Add "translatedBy".' })
  }
  const file = fileOf('entries', { lang, id })
  return inFile({ lineOf }, faults).map((finding) => ({ file, entry: id, ...finding }))
}

function toEntry({ id, lang, value }: Item<z.infer<typeof entryFile>>, site: Site): Entry {
  const { reviewed, translatedBy: _, attribution, ...rest } = value
  return {
    id,
    lang,
    ...rest,
    attribution: attribution ?? site.attributions[lang][value.type],
    reviewedBy: reviewed.by,
    reviewedOn: reviewed.on,
  }
}
