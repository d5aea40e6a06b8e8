import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

/** Releases before these let one crafted packet end the process or fill its memory. */
const FLOORS = { 'socket.io': '4.8.4', 'socket.io-parser': '4.2.7', 'engine.io': '6.6.12' }

test('the lock file holds no release of the socket libraries with a known hole', async () => {
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8'))
  for (const [name, floor] of Object.entries(FLOORS)) {
    const versions = Object.entries<{ version: string }>(lock.packages)
      .filter(([path]) => path.endsWith(`node_modules/${name}`))
      .map(([, { version }]) => version)
    expect(versions, name).not.toEqual([])
    for (const version of versions) {
      expect(version.localeCompare(floor, 'en', { numeric: true }), `${name} ${version}`).toBeGreaterThanOrEqual(0)
    }
  }
})

test('what clients send is listened for in the guard alone', async () => {
  const files = (await readdir('server', { recursive: true })).filter((file) => file.endsWith('.ts'))
  for (const file of files) {
    const source = await readFile(join('server', file), 'utf8')
    const listened = [...source.matchAll(/\b(?:socket|visitors|staff)\.on(?:ce|Any)?\(\s*['"`]?([\w:-]*)/g)].map(
      ([call, event]) => (call.includes('onAny') ? 'onAny' : event),
    )
    const allowed = file === 'guard.ts' ? ['onAny'] : ['disconnect', 'connection', 'error', 'close']
    for (const event of listened) expect(allowed, `${file} listens for ${event}`).toContain(event)
  }
})
