import { join } from 'node:path'
import { isScalar, isSeq, parseDocument } from 'yaml'
import { checkPhrasings, phrasingKey } from '../../faq/checks/phrasings.ts'
import type { Content, Entry } from '../../faq/types.ts'
import type { Accepted } from '../../protocol/unanswered.ts'
import { FileError, KIB, readText } from '../content/files.ts'
import { plain } from '../content/plain.ts'
import { replaceFile } from '../content/replace.ts'
import { entryFile } from '../content/schema.ts'
import { parseYaml, YamlError } from '../content/yaml.ts'
import { ContentError, loadContent, MAX_YAML_BYTES } from '../content.ts'

/** Takes wordings of visitors over as other ways to ask what a published answer answers. */
export interface Wordings {
  /**
   * Adds those of `texts` that the entry does not have yet, unless a rule of the content forbids one. `before` is called when none does;
   * where it rejects, nothing was changed. Null: no such entry.
   */
  add(entryId: string, texts: readonly string[], before: () => Promise<void>): Promise<Accepted | null>
}

interface WordingsDeps {
  /** The folder with `content`. */
  dir: string
  /** Does one thing after the other of all that changes the content. */
  inTurn: <T>(work: () => Promise<T>) => Promise<T>
  /** Called when wordings were added. */
  published: () => void
}

export function openWordings({ dir, inTurn, published }: WordingsDeps): Wordings {
  const folder = join(dir, 'content/en/entries')

  async function added(
    entryId: string,
    texts: readonly string[],
    before: () => Promise<void>,
  ): Promise<Accepted | null> {
    // The files, not what is served: what was added a moment ago is being learned, and somebody may have a file open in an editor.
    const content = await loadContent(dir)
    const entry = content.entries.find(({ id, lang }) => id === entryId && lang === 'en')
    if (!entry) return null
    const wordings = fresh(texts, entry)
    if (wordings.length === 0) return { problems: ['All of these are there already.'] }
    const problems = newProblems(content, entry, wordings)
    if (problems.length > 0) return { problems }
    const text = withWordings(await readText(folder, `${entryId}.yaml`, MAX_YAML_BYTES), wordings)
    if (Buffer.byteLength(text) > MAX_YAML_BYTES) {
      return { problems: [`The answer’s file would be longer than ${MAX_YAML_BYTES / KIB} KiB. Add fewer.`] }
    }
    const parsed = entryFile.safeParse(parseYaml(text).value)
    if (!parsed.success) return { problems: plain(parsed.error).map(({ problem }) => problem) }
    await before()
    await replaceFile(join(folder, `${entryId}.yaml`), text)
    published()
    return { added: wordings.length }
  }

  return {
    add: (entryId, texts, before) =>
      inTurn(async () => {
        try {
          return await added(entryId, texts, before)
        } catch (error) {
          if (error instanceof ContentError || error instanceof YamlError || error instanceof FileError) {
            return { problems: ['The content’s files cannot be used as they are. See why with: npm run faq:check.'] }
          }
          throw error
        }
      }),
  }
}

/** On one line each, without what a file of the content may not have, and only what the entry does not have. */
function fresh(texts: readonly string[], { question, phrasings }: Entry): string[] {
  const known = new Set([question, ...phrasings].map(phrasingKey))
  const tidy = texts.map((text) => text.replace(/[\s\p{Cc}]+/gu, ' ').trim()).filter((text) => text !== '')
  return [...new Map(tidy.map((text) => [phrasingKey(text), text]))].flatMap(([key, text]) =>
    known.has(key) ? [] : text,
  )
}

/** What the rules for phrasings say of the content with the wordings and not of the content without them. */
function newProblems(content: Content, entry: Entry, wordings: readonly string[]): string[] {
  const before = new Set(checkPhrasings(content, 0).map(({ problem }) => problem))
  const next = { ...entry, phrasings: [...entry.phrasings, ...wordings] }
  const whole = { ...content, entries: content.entries.map((each) => (each === entry ? next : each)) }
  return checkPhrasings(whole, 0)
    .map(({ problem }) => problem)
    .filter((problem) => !before.has(problem))
}

/** The file of an entry with more phrasings under those that it has; everything else stays as somebody wrote it. */
function withWordings(file: string, wordings: readonly string[]): string {
  const document = parseDocument(file)
  const list = document.get('phrasings')
  const last = isSeq(list) && !list.flow ? list.items.at(-1) : undefined
  if (!isScalar(last) || !last.range) {
    for (const text of wordings) document.addIn(['phrasings'], text)
    return document.toString({ lineWidth: 0 })
  }
  const [start, end] = last.range
  const indent = file.slice(file.lastIndexOf('\n', start) + 1, start)
  const lineEnd = file.indexOf('\n', end - 1)
  const at = lineEnd === -1 ? file.length : lineEnd
  // What JSON quotes is quoted for YAML as well, whatever it is.
  return file.slice(0, at) + wordings.map((text) => `\n${indent}${JSON.stringify(text)}`).join('') + file.slice(at)
}
