import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

const CREATE_SEARCHER = 'const createSearcher = (pattern, options) => new BitapSearch(pattern, options)'

/**
 * What `faq/suggest` does not use of fuse.js, piece by piece: it calls `Fuse.match` alone, with its own threshold, anywhere in
 * the text, and without `ignoreDiacritics`.
 */
const UNUSED: [pattern: RegExp, instead: string][] = [
  // lists of every combining mark
  [/^const NON_DECOMPOSABLE_MAP = [\s\S]*?^const stripDiacritics = .*$/m, 'const stripDiacritics = (text) => text'],
  // the searcher over documents with its index, except that one function
  [/^var Fuse = class[\s\S]*?^Fuse\.match = (function[\s\S]*?^\});[\s\S]*/m, 'export default { match: $1 }'],
  // other kinds of search
  [/^const registeredSearchers = [\s\S]*?^function createSearcher[\s\S]*?^\}$/m, CREATE_SEARCHER],
  // options that are given or off
  [/\.\.\.Config,/, ''],
  [/ = Config\.location/g, ' = 0'],
  [/ = Config\.\w+/g, ''],
  [/^const MatchOptions = [\s\S]*?^const Config = [\s\S]*?^\}\);$/m, ''],
]

/** Leaves `Fuse.match` of fuse.js and what it needs: 4 kB less. Rejects where fuse.js is not written as it was. */
export const fuseMatch: Plugin = {
  name: 'Fuse.match alone',
  setup: ({ onLoad }) =>
    onLoad({ filter: /fuse\.basic\.mjs$/ }, async ({ path }) => {
      let contents = await readFile(path, 'utf8')
      for (const [pattern, instead] of UNUSED) {
        if (!pattern.test(contents)) throw new Error(`fuse.js is written differently: ${pattern}`)
        contents = contents.replace(pattern, instead)
      }
      return { contents, loader: 'js' }
    }),
}
