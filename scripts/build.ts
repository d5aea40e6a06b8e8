import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { type BuildOptions, build as esbuild, type Metafile } from 'esbuild'
import { minify } from 'terser'
import { loadContent } from '../server/content.ts'
import { en } from '../widget/panel/strings/en.ts'
import { buildDemo } from './build-demo.ts'
import { clearDist, KEEP_DAYS } from './clear-dist.ts'
import { fuseMatch } from './fuse-match.ts'
import { shortStyleNames } from './short-names.ts'
import { trainEngine } from './train-engine.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')

const terserVersion = String(createRequire(import.meta.url)('terser/package.json').version)

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  sourcemap: false,
  target: ['chrome108', 'firefox115', 'safari16'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  // The sheets of a piece that is fetched later would not be fetched with it: they come in its script.
  loader: { '.later.css': 'text' },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
}

/** The files that an entry point needs at once: its script, its style sheet, and the chunks that it imports statically. */
export interface Bundle {
  js: string
  css: string | null
  preload: string[]
}

/** A file's name, which changes with its bytes, and its `integrity`. */
export interface Pinned {
  file: string
  integrity: string
}

export interface Manifest {
  /** The loader under its versioned name. */
  loader: Pinned
  /** The script that the loader asks for on intent; the loader knows both. */
  hostPage: Pinned
  panel: Bundle
  staff: Bundle
  /** The owner's page. */
  install: Bundle
}

/** Builds everything a browser loads into `dist/`, each file beside its brotli and gzip forms. Returns what was built. */
export async function build(): Promise<Manifest> {
  await mkdir(dist, { recursive: true })
  await clearDist(dist, Date.now())
  await mkdir(join(dist, 'assets'))

  const [embed, panel, staff, install] = await Promise.all([
    buildEmbed(),
    buildPage({ panel: 'widget/panel/main.tsx' }, await shortNames('widget/panel/main.tsx')),
    buildPage({ staff: 'staff/main.tsx' }),
    buildPage({ install: 'install/page.ts' }),
  ])
  for (const { warnings } of [panel, staff, install])
    if (warnings.length > 0) throw new Error('esbuild warned; see above')

  const manifest: Manifest = {
    ...embed,
    panel: bundleOf(panel.metafile, 'widget/panel/main.tsx'),
    staff: bundleOf(staff.metafile, 'staff/main.tsx'),
    install: bundleOf(install.metafile, 'install/page.ts'),
  }
  await writeFile(join(dist, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  const outputs = { ...panel.metafile.outputs, ...staff.metafile.outputs }
  await writeFile(join(dist, 'meta.json'), JSON.stringify({ outputs }))
  await writePage('panel', 'widget/panel/index.html', manifest.panel)
  await writePage('staff', 'staff/index.html', manifest.staff)
  await writePage('install', 'install/index.html', manifest.install)
  // the server puts its own address in the place of the word
  await writeFile(join(dist, 'check.js'), await bundleScript('install/check.ts', { SERVER: '"%SERVER%"' }))
  await buildDemo(join(root, 'demo'), join(root, 'faq/content/en/article.md'), join(dist, 'demo'))
  await tighten(join(dist, 'assets'))
  await compressAll(join(dist, 'assets'))
  return manifest
}

/** Each page by itself: chunks that two pages shared would be many and small, and small files compress badly. */
function buildPage(entryPoints: Record<string, string>, options: BuildOptions = {}) {
  return esbuild({
    ...shared,
    ...options,
    entryPoints,
    format: 'esm',
    splitting: true,
    outdir: 'dist/assets',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    // Counts in the names' hashes and goes away with the comments: another minifier makes other bytes of the same sources.
    banner: { js: `/*! minified again by terser ${terserVersion} */` },
    // Bundled already: made of its modules it needs a helper of esbuild, which every page would load as one more file.
    alias: { 'socket.io-client': './node_modules/socket.io-client/dist/socket.io.esm.min.js' },
    metafile: true,
  })
}

/** The files that go into a page, as paths from the root, `node_modules` too. */
async function inputsOf(entryPoint: string): Promise<string[]> {
  const { metafile } = await esbuild({
    ...shared,
    entryPoints: [entryPoint],
    format: 'esm',
    outdir: 'dist',
    metafile: true,
    write: false,
  })
  return Object.keys(metafile.inputs)
}

/** What preact asks of components that are classes. The panel has none, so these names are nobody else's: 0.1 kB. */
const LIFECYCLE = [
  'componentDidCatch',
  'componentDidMount',
  'componentDidUpdate',
  'componentWillMount',
  'componentWillReceiveProps',
  'componentWillUnmount',
  'componentWillUpdate',
  'contextType',
  'getChildContext',
  'getDerivedStateFromError',
  'getDerivedStateFromProps',
  'getSnapshotBeforeUpdate',
  'shouldComponentUpdate',
]

/** What makes the panel smaller than its sources say: short names, inside it alone. */
async function shortNames(entryPoint: string): Promise<BuildOptions> {
  const files = (await inputsOf(entryPoint)).filter((file) => !file.startsWith('widget/panel/strings/'))
  const own = files.filter((file) => !file.startsWith('node_modules/'))
  const names = [...(await wordNames(files)), ...(await listenerNames(own)), ...LIFECYCLE]
  return {
    mangleProps: new RegExp(`^(?:${names.join('|')})$`),
    // 0.4 kB of a conversation.
    plugins: [await shortStyleNames(root, own), fuseMatch],
  }
}

/**
 * The names of the panel's words that can be made short, which saves 0.5 kB of a conversation: those that stand nowhere in
 * what goes into it but as `words.name`. One that may mean anything else (`title`, `close`) is kept.
 */
async function wordNames(files: string[]): Promise<string[]> {
  const source = (await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')))).join('\n')
  const count = (pattern: string) => source.match(new RegExp(`\\b${pattern}\\b`, 'g'))?.length
  return Object.keys(en).filter((name) => count(name) === count(`words\\.${name}`))
}

/** Names such as `onLeave` that the panel's own interfaces declare and no element has: 0.2 kB of a conversation. */
async function listenerNames(own: string[]): Promise<string[]> {
  const read = (file: string) => readFile(join(root, file), 'utf8')
  const ofElements = await read('node_modules/preact/src/dom.d.ts')
  const sources = await Promise.all(own.map(read))
  const declared = sources.flatMap((source) =>
    [...source.matchAll(/^ +(on[A-Z]\w*)\??: /gm)].map(([, name]) => String(name)),
  )
  return [...new Set(declared)].filter((name) => !ofElements.includes(name))
}

/**
 * The two scripts that run in the clinic's page. The second one first: the loader carries its address and hash, so that
 * who pins the loader has pinned both.
 */
async function buildEmbed(): Promise<Pick<Manifest, 'loader' | 'hostPage'>> {
  const hostPage = await pin('bedside-host', await bundleScript('widget/host-page.ts'), 'sha256')
  const source = await bundleScript('widget/loader.ts', {
    HOST_PAGE: JSON.stringify(`/${hostPage.file}`),
    HOST_PAGE_INTEGRITY: JSON.stringify(hostPage.integrity),
  })
  await writeFile(join(dist, 'bedside.js'), source)
  await compress(join(dist, 'bedside.js'))
  return { loader: await pin('bedside', source), hostPage }
}

async function bundleScript(entryPoint: string, define: Record<string, string> = {}): Promise<Uint8Array> {
  const { outputFiles, warnings } = await esbuild({
    ...shared,
    entryPoints: [entryPoint],
    define,
    format: 'iife',
    target: ['chrome100', 'firefox100', 'safari15.4'],
    // Without our compiler options no "use strict" is written: the sources are modules and strict as they are checked.
    tsconfigRaw: {},
    charset: 'utf8',
    write: false,
  })
  const [file] = outputFiles
  if (!file || warnings.length > 0) throw new Error('esbuild warned; see above')
  // No property of ours does anything when it is read: what is not used goes, read or not.
  const { code } = await minify(file.text, { ecma: 2020, compress: { passes: 3, pure_getters: true } })
  if (!code) throw new Error(`Nothing is left of ${entryPoint}.`)
  return Buffer.from(code)
}

/** Writes `source` as `name.<version>.js`, with its compressed forms. */
async function pin(name: string, source: Uint8Array, hash = 'sha384'): Promise<Pinned> {
  const version = createHash('sha256').update(source).digest('hex').slice(0, 8)
  const file = `${name}.${version}.js`
  await writeFile(join(dist, file), source)
  await compress(join(dist, file))
  return { file, integrity: `${hash}-${createHash(hash).update(source).digest('base64')}` }
}

function bundleOf(metafile: Metafile, entryPoint: string): Bundle {
  for (const [file, output] of Object.entries(metafile.outputs)) {
    if (output.entryPoint !== entryPoint) continue
    const url = (path: string) => `/assets/${basename(path)}`
    const imported = (path: string) =>
      (metafile.outputs[path]?.imports ?? []).filter((i) => i.kind === 'import-statement').map((i) => i.path)
    // An entry whose code went into a chunk that others share says nothing but where that is: the page asks for the chunk itself.
    const [only, ...more] = imported(file)
    const isStub = Object.values(output.inputs).every(({ bytesInOutput }) => bytesInOutput === 0)
    const js = isStub && only && more.length === 0 ? only : file
    return { js: url(js), css: output.cssBundle ? url(output.cssBundle) : null, preload: imported(js).map(url) }
  }
  throw new Error(`${entryPoint} was not built`)
}

/** The page with its asset addresses filled in, without comments and indents; language, title and site settings are filled in at request time. */
async function writePage(name: string, template: string, bundle: Bundle): Promise<void> {
  const html = (await readFile(join(root, template), 'utf8'))
    .replaceAll(/\s*<!--.*?-->|(?<=\n)\s+/g, '')
    .replaceAll('%JS%', bundle.js)
    .replaceAll('%CSS%', bundle.css ?? '')
    .replace('%KEEP_DAYS%', String(KEEP_DAYS))
    .replace('%PRELOAD%', bundle.preload.map((href) => `<link rel="modulepreload" href="${href}">`).join(''))
  await writeFile(join(dist, `${name}.html`), html)
}

/** A second minifier finds what esbuild leaves: 1.1 kB of a conversation at brotli 11. Safe options alone. */
async function tighten(folder: string): Promise<void> {
  const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js'))
  await Promise.all(
    scripts.map(async (name) => {
      const file = join(folder, name)
      const source = await readFile(file, 'utf8')
      const { code } = await minify(source, {
        module: true,
        ecma: 2020,
        compress: { passes: 3 },
        format: { comments: false },
      })
      if (code) await writeFile(file, code)
    }),
  )
}

async function compressAll(folder: string): Promise<void> {
  const files = await readdir(folder)
  await Promise.all(files.map((file) => compress(join(folder, file))))
}

async function compress(file: string): Promise<void> {
  const bytes = await readFile(file)
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(bytes, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
    }),
    promisify(gzip)(bytes, { level: 9 }),
  ])
  await Promise.all([writeFile(`${file}.br`, br), writeFile(`${file}.gz`, gz)])
}

if (import.meta.main) {
  await build()
  await trainEngine(await loadContent(join(root, 'faq')))
}
