import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { z } from 'zod'
import { checkAttribution } from '../../faq/checks/attribution.ts'
import { checkPhrasings } from '../../faq/checks/phrasings.ts'
import { checkSources } from '../../faq/checks/sources.ts'
import type { Content, Entry } from '../../faq/types.ts'
import type { Draft, DraftText, Published } from '../../protocol/drafts.ts'
import { ENTRY_TYPES } from '../../protocol/events.ts'
import { FileError, KIB, namesIn, readText } from '../content/files.ts'
import { plain } from '../content/plain.ts'
import { replaceFile } from '../content/replace.ts'
import { day, entryFile, ID, words } from '../content/schema.ts'
import { parseYaml, YamlError } from '../content/yaml.ts'

/** Unfinished answers of the clinic, in the folder `drafts` beside its content: nothing there is ever served. */
export interface Drafts {
  /** By id. What cannot be read is left out. */
  list(): Promise<Draft[]>
  /** Resolves with the new draft; `enough` when there are too many. */
  add(text: DraftText, by: string): Promise<Draft | 'enough'>
  /** Resolves with false when there is no such draft. */
  save(id: string, text: DraftText, by: string): Promise<boolean>
  remove(id: string): Promise<boolean>
  /** Makes an entry of it, approved by `by`, unless a rule of the content forbids that. `before` is called first; null: no such draft. */
  publish(id: string, by: string, before: () => Promise<void>): Promise<Published | null>
}

interface DraftsDeps {
  /** The folder with `content`. */
  dir: string
  content: () => Content
  /** The day where the clinic is, YYYY-MM-DD. */
  today: () => string
  /** Called when an entry was added. */
  published: () => void
}

export const draftText = z.strictObject({
  question: words(200),
  phrasings: z.array(words(300)).max(100),
  type: z.enum(ENTRY_TYPES),
  answer: z.array(z.strictObject({ text: words(600), passages: z.array(words(2000)).max(10) })).max(12),
})
const draftFile = draftText.extend({ by: words(100), on: day })

const MAX_DRAFTS = 200
const MAX_BYTES = 64 * KIB
/** Of a draft's id: what is left of a file name's 64 is for a number. */
const ID_CHARS = 56

export function openDrafts({ dir, content, today, published }: DraftsDeps): Drafts {
  const folder = join(dir, 'drafts')

  async function read(id: string): Promise<Draft | null> {
    if (!ID.test(id)) return null
    try {
      const parsed = draftFile.safeParse(parseYaml(await readText(folder, `${id}.yaml`, MAX_BYTES)).value)
      return parsed.success ? { id, ...parsed.data } : null
    } catch (error) {
      if (error instanceof FileError || error instanceof YamlError) return null
      throw error
    }
  }

  const ids = async (): Promise<string[]> =>
    ((await namesIn(folder)) ?? [])
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => name.slice(0, -'.yaml'.length))
      .sort()

  const write = async (id: string, text: DraftText, by: string): Promise<void> => {
    await mkdir(folder, { recursive: true })
    await replaceFile(fileIn(folder, id), inYaml({ ...text, by, on: today() }))
  }

  return {
    list: async () => (await Promise.all((await ids()).map(read))).filter((draft) => draft !== null),
    async add(text, by) {
      const taken = new Set([...(await ids()), ...content().entries.map(({ id }) => id)])
      if (taken.size - content().entries.length >= MAX_DRAFTS) return 'enough'
      const id = freeId(text.question, taken)
      await write(id, text, by)
      return { id, ...text, by, on: today() }
    },
    async save(id, text, by) {
      if ((await read(id)) === null) return false
      await write(id, text, by)
      return true
    },
    async remove(id) {
      if ((await read(id)) === null) return false
      await rm(fileIn(folder, id), { force: true })
      return true
    },
    async publish(id, by, before) {
      const draft = await read(id)
      if (draft === null) return null
      const problems = faultsOf(draft, content())
      if (problems.length > 0) return { problems }
      const { question, phrasings, type, answer } = draft
      await before()
      const sections = sectionsOf(draft, content())
      const entry = { question, type, sections, phrasings, answer, reviewed: { by, on: today() } }
      await replaceFile(fileIn(join(dir, 'content/en/entries'), id), inYaml(entry))
      await rm(fileIn(folder, id), { force: true })
      published()
      return { published: id }
    },
  }
}

const fileIn = (folder: string, id: string): string => join(folder, `${id}.yaml`)

/** The sections of the article that a draft's passages stand in. */
const sectionsOf = ({ answer }: DraftText, { sections }: Content): string[] =>
  sections
    .filter(({ text }) => answer.some(({ passages }) => passages.some((passage) => text.includes(passage))))
    .map(({ id }) => id)

/** What keeps a draft from being an entry: the rules of `npm run faq:check` that one entry can break. */
function faultsOf(draft: Draft, content: Content): string[] {
  const { id, question, phrasings, type, answer } = draft
  const sections = sectionsOf(draft, content)
  const asFile = entryFile.safeParse({
    question,
    type,
    sections,
    phrasings,
    answer,
    reviewed: { by: draft.by, on: draft.on },
  })
  if (answer.length === 0) return ['There is no answer yet. Write it, with the article’s words for each sentence.']
  if (answer.some(({ passages }) => passages.length === 0)) {
    return ['A sentence has no passage. Copy the article’s words that support it.']
  }
  const entry: Entry = {
    id,
    lang: 'en',
    question,
    type,
    sections: sections.length === 0 ? content.sections.slice(0, 1).map((section) => section.id) : sections,
    keywords: [],
    phrasings,
    answer,
    aboutMedicine: false,
    gradeWaiver: null,
    attribution: content.site.attributions.en[type],
    reviewedBy: draft.by,
    reviewedOn: draft.on,
  }
  const whole = { ...content, entries: [...content.entries, entry] }
  const found = [...checkSources(whole), ...checkAttribution(whole), ...checkPhrasings(whole, 1)]
  const problems = found.filter((problem) => problem.entry === id).map(({ problem }) => problem)
  if (problems.length === 0 && !asFile.success) return plain(asFile.error).map(({ problem }) => problem)
  return problems
}

function freeId(question: string, taken: ReadonlySet<string>): string {
  const slug =
    question
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, ID_CHARS)
      .replace(/^-+|-+$/g, '') || 'question'
  for (let n = 1; ; n += 1) {
    const id = n === 1 ? slug : `${slug}-${n}`
    if (!taken.has(id)) return id
  }
}

const inYaml = (value: object): string => stringify(value, { lineWidth: 120, singleQuote: true })
