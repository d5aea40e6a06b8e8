import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isScalar, isSeq, parse, parseDocument, stringify } from 'yaml'
import { checkPhrasings, phrasingKey } from '../../faq/checks/phrasings.ts'
import type { Content } from '../../faq/types.ts'
import type { Published } from '../../protocol/drafts.ts'
import { plain } from '../content/plain.ts'
import { replaceFile } from '../content/replace.ts'
import { entryFile } from '../content/schema.ts'
import { oneByOne } from '../turns.ts'

/** Takes wordings of visitors over as other ways to ask what a published answer answers. */
export interface Wordings {
  /**
   * Adds those of `texts` that the entry does not have yet, unless a rule of the content forbids one. `before` is called when none does;
   * where it rejects, nothing was changed. Null: no such entry.
   */
  add(entryId: string, texts: string[], before: () => Promise<void>): Promise<Published | null>
}

interface WordingsDeps {
  /** The folder with `content`. */
  dir: string
  content: () => Content
  /** Called when wordings were added. */
  published: () => void
}

export function openWordings({ dir, content, published }: WordingsDeps): Wordings {
  const inTurn = oneByOne()

  async function added(entryId: string, texts: string[], before: () => Promise<void>): Promise<Published | null> {
    const entry = content().entries.find(({ id, lang }) => id === entryId && lang === 'en')
    if (!entry) return null
    const known = new Set([entry.question, ...entry.phrasings].map(phrasingKey))
    const typed = texts.map((text) => text.replace(/\s+/g, ' ').trim())
    const fresh = [...new Map(typed.map((text) => [phrasingKey(text), text]))].filter(([key]) => !known.has(key))
    if (fresh.length === 0) return { problems: ['All of these are there already.'] }
    const wordings = fresh.map(([, text]) => text)
    const next = { ...entry, phrasings: [...entry.phrasings, ...wordings] }
    const whole = { ...content(), entries: content().entries.map((each) => (each === entry ? next : each)) }
    const found = checkPhrasings(whole, 0).filter((problem) => !checkedBefore(content()).has(problem.problem))
    if (found.length > 0) return { problems: found.map(({ problem }) => problem) }

    const file = join(dir, 'content/en/entries', `${entryId}.yaml`)
    // The file as it is now: somebody may have it open in an editor.
    const text = withWordings(await readFile(file, 'utf8'), wordings)
    const parsed = entryFile.safeParse(parse(text))
    if (!parsed.success) return { problems: plain(parsed.error).map(({ problem }) => problem) }
    await before()
    await replaceFile(file, text)
    published()
    return { published: entryId }
  }

  return { add: (entryId, texts, before) => inTurn(() => added(entryId, texts, before)) }
}

const checkedBefore = (content: Content): ReadonlySet<string> =>
  new Set(checkPhrasings(content, 0).map(({ problem }) => problem))

const quoted = (text: string): string => stringify(text, { lineWidth: 0, singleQuote: true }).trimEnd()

/** The file of an entry with more phrasings under those that it has; everything else stays as somebody wrote it. */
function withWordings(file: string, wordings: readonly string[]): string {
  const document = parseDocument(file)
  const list = document.get('phrasings')
  const last = isSeq(list) && !list.flow ? list.items.at(-1) : undefined
  if (!isScalar(last) || !last.range) {
    for (const text of wordings) document.addIn(['phrasings'], text)
    return document.toString({ lineWidth: 0, singleQuote: true })
  }
  const [start, end] = last.range
  const indent = file.slice(file.lastIndexOf('\n', start) + 1, start)
  const lineEnd = file.indexOf('\n', end - 1)
  const at = lineEnd === -1 ? file.length : lineEnd
  return file.slice(0, at) + wordings.map((text) => `\n${indent}${quoted(text)}`).join('') + file.slice(at)
}
