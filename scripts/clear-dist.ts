import { readdir, readFile, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest } from './build.ts'

/** Names of the scripts for the clinic's page, with their version and perhaps the end of a compressed form. */
const PINNED = /^bedside(-host)?\.[0-9a-f]{8}\.js(\.br|\.gz)?$/
/** How long a script with a version is kept after the update that replaced it. */
export const KEEP_DAYS = 30

/**
 * Empties the folder of built files, but keeps the scripts of earlier builds that are asked for by a name with a version:
 * by a clinic that pinned the loader, and by pages that were open when the server was upgraded and have yet to load the
 * second script. What was learned and compiled is kept as well: it is told apart by what it was made of.
 */
export async function clearDist(dist: string, now: number): Promise<void> {
  const replaced = await pinnedBefore(dist)
  const oldest = now - KEEP_DAYS * 86_400_000
  for (const name of await readdir(dist)) {
    const file = join(dist, name)
    // Its time begins now: until now it was the newest one, however long ago it was built.
    if (replaced.some((pinned) => name.startsWith(pinned))) await utimes(file, now / 1000, now / 1000)
    const kept = name === 'model' || name === 'code-cache' || (PINNED.test(name) && (await stat(file)).mtimeMs > oldest)
    if (!kept) await rm(file, { recursive: true })
  }
}

/** The scripts with a version that the last build made; none before the first. */
async function pinnedBefore(dist: string): Promise<string[]> {
  const json = await readFile(join(dist, 'manifest.json'), 'utf8').catch(() => null)
  if (json === null) return []
  const { loader, hostPage } = JSON.parse(json) as Pick<Manifest, 'loader' | 'hostPage'>
  return [loader.file, hostPage.file]
}
