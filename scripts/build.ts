import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { type BuildOptions, build as esbuild, type Metafile } from 'esbuild'
import { buildDemo } from './build-demo.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const dist = join(root, 'dist')

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  sourcemap: false,
  target: ['chrome108', 'firefox115', 'safari16'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
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

export interface Manifest {
  loader: { file: string; integrity: string }
  panel: Bundle
  staff: Bundle
}

/** Builds everything a browser loads into `dist/`, each file beside its brotli and gzip forms. Returns what was built. */
export async function build(): Promise<Manifest> {
  await rm(dist, { recursive: true, force: true })
  await mkdir(join(dist, 'assets'), { recursive: true })

  const [loader, panel, staff] = await Promise.all([
    esbuild({
      ...shared,
      entryPoints: ['widget/loader.ts'],
      format: 'iife',
      outfile: 'dist/bedside.js',
      target: ['chrome100', 'firefox100', 'safari15.4'],
    }),
    buildPage({ panel: 'widget/panel/main.tsx' }),
    buildPage({ staff: 'staff/main.tsx' }),
  ])
  for (const { warnings } of [loader, panel, staff])
    if (warnings.length > 0) throw new Error('esbuild warned; see above')

  const source = await readFile(join(dist, 'bedside.js'))
  const integrity = `sha384-${createHash('sha384').update(source).digest('base64')}`
  const version = createHash('sha256').update(source).digest('hex').slice(0, 10)
  const versioned = `bedside.${version}.js`
  await writeFile(join(dist, versioned), source)

  const manifest: Manifest = {
    loader: { file: versioned, integrity },
    panel: bundleOf(panel.metafile, 'widget/panel/main.tsx'),
    staff: bundleOf(staff.metafile, 'staff/main.tsx'),
  }
  await writeFile(join(dist, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  await writeFile(join(dist, 'meta.json'), JSON.stringify(panel.metafile))
  await writePage('panel', 'widget/panel/index.html', manifest.panel)
  await writePage('staff', 'staff/index.html', manifest.staff)
  await buildDemo(join(root, 'demo'), join(root, 'faq/content/en/article.md'), join(dist, 'demo'))
  await compressAll(join(dist, 'assets'))
  for (const file of ['bedside.js', versioned]) await compress(join(dist, file))
  return manifest
}

/** Each page by itself: chunks that two pages shared would be many and small, and small files compress badly. */
function buildPage(entryPoints: Record<string, string>) {
  return esbuild({
    ...shared,
    entryPoints,
    format: 'esm',
    splitting: true,
    outdir: 'dist/assets',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    // Bundled already: made of its modules it needs a helper of esbuild, which every page would load as one more file.
    alias: { 'socket.io-client': './node_modules/socket.io-client/dist/socket.io.esm.min.js' },
    metafile: true,
  })
}

function bundleOf(metafile: Metafile, entryPoint: string): Bundle {
  for (const [file, output] of Object.entries(metafile.outputs)) {
    if (output.entryPoint !== entryPoint) continue
    const url = (path: string) => `/assets/${basename(path)}`
    return {
      js: url(file),
      css: output.cssBundle ? url(output.cssBundle) : null,
      preload: output.imports.filter((i) => i.kind === 'import-statement').map((i) => url(i.path)),
    }
  }
  throw new Error(`${entryPoint} was not built`)
}

/** The page with its asset addresses filled in; language, title and site settings are filled in at request time. */
async function writePage(name: string, template: string, bundle: Bundle): Promise<void> {
  const html = (await readFile(join(root, template), 'utf8'))
    .replaceAll('%JS%', bundle.js)
    .replaceAll('%CSS%', bundle.css ?? '')
    .replace('%PRELOAD%', bundle.preload.map((href) => `<link rel="modulepreload" href="${href}">`).join(''))
  await writeFile(join(dist, `${name}.html`), html)
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

if (import.meta.main) await build()
