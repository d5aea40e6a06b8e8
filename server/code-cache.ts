import { enableCompileCache, flushCompileCache, getCompileCacheDir } from 'node:module'
import { dirname, join } from 'node:path'

/** Reading and compiling the program is half of a start. Beside the build, so that all data folders share it. */
const folder = join(import.meta.dirname, '../dist/code-cache')

/**
 * From here on this thread keeps what it compiles in a file, and takes it from there at the next start: in `NODE_COMPILE_CACHE`
 * where that is set, otherwise beside the build. A folder that cannot be written only makes starts slower. Node.js tells other
 * sources, versions and damaged files apart by itself.
 */
export const keepCompiledCode = (): unknown => enableCompileCache(folder)

/** The environment of a thread that is to do the same: it imports its program before it could ask for it. */
export function cachingEnv(): Record<string, string> {
  const inUse = getCompileCacheDir()
  // a folder of its own for each version of Node.js
  return inUse === undefined ? {} : { NODE_COMPILE_CACHE: dirname(inUse) }
}

/** Writes what was compiled since: a process that is killed would never come to it. */
export const flushCompiledCode = (): void => flushCompileCache()
