import type { Plugin } from 'esbuild'

/**
 * Leaves out three transports of engine.io-client that `client/wire-polling.ts` never names (it asks for polling by
 * XMLHttpRequest): the library imports all of them, so a bundler cannot see that they are unused. About 1.3 kB at brotli 11. Fails the build when the library no longer has the files, so that a new version is looked at.
 */
const UNUSED: Record<string, string> = {
  'websocket.js': 'export class WS {}',
  'webtransport.js': 'export class WT {}',
  'polling-fetch.js': 'export class Fetch {}',
}

export const unusedTransports: Plugin = {
  name: 'unused-transports',
  setup(build) {
    const replaced = new Set<string>()
    build.onLoad(
      { filter: /engine\.io-client[\\/]build[\\/]esm[\\/]transports[\\/](websocket|webtransport|polling-fetch)\.js$/ },
      ({ path }) => {
        const name = path.split(/[\\/]/).at(-1) ?? ''
        replaced.add(name)
        return { contents: UNUSED[name] }
      },
    )
    build.onEnd(() => ({
      errors: Object.keys(UNUSED)
        .filter((name) => !replaced.has(name))
        .map((name) => ({
          text: `engine.io-client has no transport ${name} any more: look at scripts/unused-transports.ts`,
        })),
    }))
  },
}
