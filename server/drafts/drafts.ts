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
  /**
   * Saves `text` and makes an entry of it, approved by `by`, unless a rule of the content forbids that. `before` is called when
   * none does; where it rejects, the draft stays one. Null: no such draft.
   */
  publish(id: string, text: DraftText, by: string, before: () => Promise<void>): Promise<Published | null>
}

interface DraftsDeps {
  /** The folder with `content`. */
  dir: string
  content: () => Content
  /** The day where the clinic is, YYYY-MM-DD. */
  today: () => string
  /** Does one thing after the other of all that changes the content: what one has looked at, the next has not changed. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>
  /** Called when an entry was added. */
  published: () => void
}

export const draftText = z.strictObject({
  question: words(200),
  phrasings: z.array(words(300)).max(100),
  type: z.enum(ENTRY_TYPES),
  answer: z.array(z.strictObject({ text: z.string().trim().max(600), passages: z.array(words(2000)).max(10) })).max(12),
})
const draftFile = draftText.extend({ by: words(100), on: day })

const MAX_DRAFTS = 200
const MAX_BYTES = 64 * KIB
/** Of a draft's id: what is left of a file name's 64 is for a number. */
const ID_CHARS = 56

export function openDrafts({ dir, content, today, inTurn, published }: DraftsDeps): Drafts {
  const folder = join(dir, 'drafts')
  const entries = join(dir, 'content/en/entries')

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

  /** Ids of the files in a folder. */
  const idsIn = async (path: string): Promise<string[]> =>
    ((await namesIn(path)) ?? [])
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => name.slice(0, -'.yaml'.length))
      .sort()

  const write = async (id: string, text: DraftText, by: string): Promise<void> => {
    await mkdir(folder, { recursive: true })
    await replaceFile(fileIn(folder, id), inYaml({ ...text, by, on: today() }))
  }

  return {
    list: async () => (await Promise.all((await idsIn(folder)).map(read))).filter((draft) => draft !== null),
    add: (text, by) =>
      inTurn(async () => {
        const drafts = await idsIn(folder)
        if (drafts.length >= MAX_DRAFTS) return 'enough'
        // The files, not what is served: an answer that was just published is being learned.
        const id = freeId(text.question, new Set([...drafts, ...(await idsIn(entries))]))
        await write(id, text, by)
        return { id, ...text, by, on: today() }
      }),
    save: (id, text, by) =>
      inTurn(async () => {
        if ((await read(id)) === null) return false
        await write(id, text, by)
        return true
      }),
    remove: (id) =>
      inTurn(async () => {
        if ((await read(id)) === null) return false
        await rm(fileIn(folder, id), { force: true })
        return true
      }),
    publish: (id, text, by, before) =>
      inTurn(async () => {
        if ((await read(id)) === null) return null
        await write(id, text, by)
        const problems = faultsOf({ id, ...text, by, on: today() }, content())
        if ((await idsIn(entries)).includes(id))
          problems.push(`There is an answer "${id}" already. Begin another draft.`)
        if (problems.length > 0) return { problems }
        await before()
        await replaceFile(fileIn(entries, id), inYaml(entryOf(text, content(), { by, on: today() })))
        await rm(fileIn(folder, id), { force: true })
        published()
        return { published: id }
      }),
  }
}

const fileIn = (folder: string, id: string): string => join(folder, `${id}.yaml`)

/** The sections of the article that a draft's passages stand in. */
const sectionsOf = ({ answer }: Pick<DraftText, 'answer'>, { sections }: Content): string[] =>
  sections
    .filter(({ text }) => answer.some(({ passages }) => passages.some((passage) => text.includes(passage))))
    .map(({ id }) => id)

/** The file of an entry; who says it is written there where the loader asks for it. */
function entryOf(
  { question, phrasings, type, answer }: DraftText,
  content: Content,
  reviewed: { by: string; on: string },
) {
  const attribution = content.site.attributions.en[type]
  return {
    question,
    type,
    sections: sectionsOf({ answer }, content),
    ...(type === 'fact' ? {} : { attribution }),
    phrasings,
    answer,
    reviewed,
  }
}

/** What keeps a draft from being an entry: the rules of `npm run faq:check` that one entry can break. */
function faultsOf({ id, by, on, ...text }: Draft, content: Content): string[] {
  if (text.answer.length === 0) return ['There is no answer yet. Write it, with the article’s words for each sentence.']
  if (text.answer.some(({ passages }) => passages.length === 0)) {
    return ['A sentence has no passage. Copy the article’s words that support it.']
  }
  const file = entryOf(text, content, { by, on })
  const entry: Entry = {
    ...text,
    id,
    lang: 'en',
    // A passage that stands nowhere is looked for everywhere, and its first wrong word is told.
    sections: file.sections.length === 0 ? content.sections.map((section) => section.id) : file.sections,
    keywords: [],
    aboutMedicine: false,
    gradeWaiver: null,
    attribution: content.site.attributions.en[text.type],
    reviewedBy: by,
    reviewedOn: on,
  }
  const whole = { ...content, entries: [...content.entries, entry] }
  const found = [...checkSources(whole), ...checkAttribution(whole), ...checkPhrasings(whole, 1)]
  const problems = found.filter((problem) => problem.entry === id).map(({ problem }) => problem)
  const parsed = entryFile.safeParse(file)
  return problems.length > 0 || parsed.success ? problems : plain(parsed.error).map(({ problem }) => problem)
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
