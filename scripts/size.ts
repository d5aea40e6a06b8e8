import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Metafile } from 'esbuild'
import { LOCALES, type Locale } from '../protocol/events.ts'
import { loadContent } from '../server/content.ts'
import { readPages } from '../server/pages.ts'
import { createReplies } from '../server/reply.ts'
import { answerIndex, siteInfo } from '../server/site-info.ts'
import type { Manifest } from './build.ts'

/**
 * What a visitor's browser loads, in bytes at brotli 11, as the server sends it, against `size-limits.json`. A ready input
 * needs the second script of the clinic's page, the page in the frame with its settings in the longer language, the panel's
 * script with all that it imports statically, and the style sheet. A whole conversation (a question, suggestions, an answer,
 * its passage, feedback, an emergency card, a person) adds every chunk that is loaded on demand and, in English, all approved
 * answers, which every panel fetches to suggest them and to have them when the server is gone. Told apart: another language's
 * words, and what `SELDOM` names. `test/browser/bytes.test.ts` has such a conversation and counts. Of the console, what it loads
 * before anybody can sign in.
 */
const SELDOM: Record<string, string> = {
  'client/wire-polling.ts': 'where no WebSocket comes through',
  'widget/panel/more.ts': 'for the menu, a message to leave, a transcript, a receipt',
  'widget/panel/strings/more-es.ts': 'for the same in another language',
  'widget/panel/theme.ts': 'where the clinic has set a color',
}
const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')

const brotli = (bytes: Buffer | string): number =>
  brotliCompressSync(bytes, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  }).length
const fileSize = async (file: string): Promise<number> => brotli(await readFile(join(dist, file)))
const readJson = async (file: string) => JSON.parse(await readFile(file, 'utf8'))

type Outputs = Metafile['outputs']

interface Part {
  /** As the browser asks for it, without what follows a question mark. */
  path: string
  bytes: number
  /** What loads it: the clinic's page, a panel up to its ready input, a whole conversation in English, or what `SELDOM` says. */
  when: 'page' | 'ready' | 'conversation' | { only: string }
}

/** The files reachable from `file`: at once by static imports, later by `import()`. */
function reach(outputs: Outputs, file: string, later: boolean, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const { path, kind } of outputs[file]?.imports ?? []) {
    if (kind === 'import-statement' || (later && kind === 'dynamic-import')) reach(outputs, path, later, seen)
  }
  return seen
}

/** The file of this address. Throws where nothing was built. */
function entryOf(outputs: Outputs, url: string): string {
  const entry = Object.keys(outputs).find((file) => basename(file) === basename(url))
  if (!entry) throw new Error('Not everything was built. Run "npm run build".')
  return entry
}

/** What the console loads before anybody can sign in: its page, style sheet, script, and all that this one imports statically. */
async function firstLoadOfConsole(): Promise<number> {
  const { outputs } = (await readJson(join(dist, 'meta.json'))) as Metafile
  const { staff } = (await readJson(join(dist, 'manifest.json'))) as Manifest
  const assets = [...reach(outputs, entryOf(outputs, staff.js), false)].map((file) => `assets/${basename(file)}`)
  const files = ['staff.html', ...assets, ...(staff.css ? [staff.css] : [])]
  return (await Promise.all(files.map(fileSize))).reduce((sum, bytes) => sum + bytes, 0)
}

/** Everything that the built panel may load. Rejects where it was not built. */
export async function measure(): Promise<Part[]> {
  const { outputs } = (await readJson(join(dist, 'meta.json'))) as Metafile
  const manifest = (await readJson(join(dist, 'manifest.json'))) as Manifest
  const entry = entryOf(outputs, manifest.panel.js)

  function whenLoaded(file: string): Part['when'] {
    if (LOCALES.some((lang) => lang !== 'en' && basename(file).startsWith(`${lang}-`)))
      return { only: 'in another language' }
    const only = SELDOM[outputs[file]?.entryPoint ?? '']
    return only ? { only } : 'conversation'
  }

  const content = await loadContent(join(root, 'faq'))
  const pages = await readPages(dist)
  const presence = { here: 2, opensAt: 1_800_000_000_000, open: false }
  const page = (lang: Locale) => brotli(pages.panel(lang, siteInfo(content, lang, presence, 'https://clinic.example/')))
  const answers = brotli(JSON.stringify(answerIndex(content, createReplies(content), 'en')))
  const atOnce = reach(outputs, entry, false)
  const assets = [...reach(outputs, entry, true)].map(async (file): Promise<Part> => {
    const path = `/assets/${basename(file)}`
    return { path, bytes: await fileSize(path), when: atOnce.has(file) ? 'ready' : whenLoaded(file) }
  })
  const { hostPage, panel } = manifest
  return [
    { path: '/bedside.js', bytes: await fileSize('bedside.js'), when: 'page' },
    { path: `/${hostPage.file}`, bytes: await fileSize(hostPage.file), when: 'ready' },
    { path: '/panel', bytes: Math.max(...LOCALES.map(page)), when: 'ready' },
    ...(panel.css ? [{ path: panel.css, bytes: await fileSize(panel.css), when: 'ready' as const }] : []),
    { path: '/content/en.json', bytes: answers, when: 'conversation' },
    ...(await Promise.all(assets)),
  ]
}

if (import.meta.main) {
  const parts = await measure()
  const sum = (...when: Part['when'][]): number =>
    parts.filter((part) => when.includes(part.when)).reduce((total, { bytes }) => total + bytes, 0)
  const figures: Record<string, number> = {
    loader: sum('page'),
    'panel up to a ready input': sum('ready'),
    'whole conversation': sum('ready', 'conversation'),
    'staff console, first load': await firstLoadOfConsole(),
  }
  let over = false
  for (const [name, limit] of Object.entries(
    (await readJson(join(root, 'size-limits.json'))) as Record<string, number>,
  )) {
    const bytes = figures[name] ?? Number.POSITIVE_INFINITY
    over ||= bytes > limit
    console.log(`${bytes > limit ? 'OVER' : 'ok  '} ${name.padEnd(28)} ${String(bytes).padStart(6)} of ${limit} bytes`)
  }
  for (const { path, bytes, when } of parts) {
    console.log(`     ${typeof when === 'string' ? when : `only ${when.only}`}: ${path} ${bytes}`)
  }
  if (over) process.exit(1)
}
