import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants } from 'node:zlib'
import type { Metafile } from 'esbuild'
import { LOCALES } from '../protocol/events.ts'
import { loadContent } from '../server/content.ts'
import { readPages } from '../server/pages.ts'
import { answerIndex, siteInfo } from '../server/site-info.ts'
import type { Manifest } from './build.ts'

/**
 * What a visitor's browser loads, in bytes at brotli 11, against `size-limits.json`. A ready input needs the second
 * script of the clinic's page, the page in the frame with its settings, the panel's script with all that it imports
 * statically, and the style sheet. A whole conversation (a question, suggestions, an answer, its passage, feedback, an
 * emergency card, a person) adds every chunk that is loaded on demand and the list of titles, in English. Told apart:
 * another language's words, and what `SELDOM` names.
 */
const SELDOM: Record<string, string> = {
  'client/wire-polling.ts': 'where no WebSocket comes through',
  'widget/panel/theme.ts': 'where the clinic has set a color',
}
const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')

const brotli = (bytes: Buffer | string): number =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length

const meta = JSON.parse(await readFile(join(dist, 'meta.json'), 'utf8')) as Metafile
const entry = Object.entries(meta.outputs).find(([, output]) => output.entryPoint === 'widget/panel/main.tsx')
if (!entry) throw new Error('The panel was not built. Run "npm run build".')

/** When a conversation in English does not load `file`; null where every conversation does. */
function whenLoaded(file: string): string | null {
  if (LOCALES.some((lang) => lang !== 'en' && basename(file).startsWith(`${lang}-`))) return 'in another language'
  return SELDOM[meta.outputs[file]?.entryPoint ?? ''] ?? null
}

/** The files reachable from `file`: at once by static imports, later by `import()`. */
function reach(file: string, later: boolean, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const { path, kind } of meta.outputs[file]?.imports ?? []) {
    if (kind === 'import-statement' || (later && kind === 'dynamic-import')) reach(path, later, seen)
  }
  return seen
}

const sizeOf = async (file: string): Promise<number> => brotli(await readFile(join(dist, 'assets', basename(file))))
const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0)

const content = await loadContent(join(root, 'faq'))
const pages = await readPages(dist)
const presence = { here: 2, opensAt: 1_800_000_000_000, open: false }
const html = Math.max(
  ...(['en', 'es'] as const).map((lang) =>
    brotli(pages.panel(lang, siteInfo(content, lang, presence, 'https://clinic.example/'))),
  ),
)
const [entryFile, output] = entry
const css = output.cssBundle ? await sizeOf(output.cssBundle) : 0
const atOnce = [...reach(entryFile, false)]
const onDemand = [...reach(entryFile, true)].filter((file) => !atOnce.includes(file))
const onDemandSizes = await Promise.all(
  onDemand.map(async (file) => ({ file: basename(file), bytes: await sizeOf(file), when: whenLoaded(file) })),
)
const scripts = sum(await Promise.all(atOnce.map(sizeOf)))
const { hostPage } = JSON.parse(await readFile(join(dist, 'manifest.json'), 'utf8')) as Manifest
const onIntent = brotli(await readFile(join(dist, hostPage.file)))
const ready = onIntent + html + css + scripts
const titles = brotli(JSON.stringify(answerIndex(content, 'en')))

const figures: Record<string, number> = {
  loader: brotli(await readFile(join(dist, 'bedside.js'))),
  'panel up to a ready input': ready,
  'whole conversation': ready + sum(onDemandSizes.filter(({ when }) => !when).map(({ bytes }) => bytes)) + titles,
}
const limits = JSON.parse(await readFile(join(root, 'size-limits.json'), 'utf8')) as Record<string, number>

let over = false
for (const [name, limit] of Object.entries(limits)) {
  const bytes = figures[name] ?? Number.POSITIVE_INFINITY
  over ||= bytes > limit
  console.log(`${bytes > limit ? 'OVER' : 'ok  '} ${name.padEnd(28)} ${String(bytes).padStart(6)} of ${limit} bytes`)
}
console.log(`     host page ${onIntent}, page ${html}, style ${css}, script ${scripts}, titles ${titles}`)
for (const { file, bytes, when } of onDemandSizes) {
  console.log(`     ${when ? `only ${when}:` : 'on demand'} ${file} ${bytes}`)
}
if (over) process.exit(1)
