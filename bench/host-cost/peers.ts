import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { PEERS, type Peer } from './sides.ts'

/**
 * The chats that ours is compared with. They are no dependencies of the product: `peers/package.json` names them with their
 * versions, and the bench installs them there when it first runs.
 *
 * `@n8n/chat` ships a bundle that holds what it needs, and names 300 packages (0.4 GB) that the bundle was made from, one
 * of them in a version that was never published. `overrides` puts one of two kB in the place of each.
 */
const folder = join(import.meta.dirname, 'peers')

/** A peer's files as a page loads them, by name. The first is the module that the page asks for. */
export interface Bundled {
  script: string
  style: string | null
  files: Map<string, Uint8Array>
}

/** Installs what is missing or older than the lock file; `tell` is told when that takes a while. Throws what npm throws. */
export function installPeers(tell: (line: string) => void): void {
  const installed = join(folder, 'node_modules/.package-lock.json')
  const lock = join(folder, 'package-lock.json')
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return
  tell('installs the other chats (34 MB)')
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder, stdio: 'pipe' })
}

export function versionOf(peer: Peer): string {
  const file = join(folder, 'node_modules', PEERS[peer].name, 'package.json')
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version
}

/** A production build of one peer, minified, with the parts that it loads later in files of their own. */
export async function bundle(peer: Peer): Promise<Bundled> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(folder, `${peer}.js`)],
    absWorkingDir: folder,
    outdir: '/',
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    minify: true,
    legalComments: 'none',
    target: ['chrome108', 'firefox115', 'safari16'],
    define: { 'process.env.NODE_ENV': '"production"' },
    metafile: true,
    write: false,
    logLevel: 'error',
  })
  const [entry] = Object.entries(metafile.outputs).flatMap(([path, { entryPoint, cssBundle }]) =>
    entryPoint ? [{ path, cssBundle }] : [],
  )
  if (!entry) throw new Error(`${peer} was not built`)
  const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
  return {
    script: nameOf(entry.path),
    style: entry.cssBundle ? nameOf(entry.cssBundle) : null,
    files: new Map(outputFiles.map(({ path, contents }) => [nameOf(path), contents])),
  }
}
