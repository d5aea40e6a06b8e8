import { spawn } from 'node:child_process'
import { watch } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Builds and starts the server, and again whenever a source file changes. */
const root = fileURLToPath(new URL('..', import.meta.url))
const FOLDERS = ['protocol', 'faq', 'client', 'widget', 'staff', 'install', 'server', 'demo', 'scripts']

let child = start()
let pending: NodeJS.Timeout | undefined

function start() {
  const command = `"${process.execPath}" scripts/build.ts && exec "${process.execPath}" --disable-proto=delete --max-semi-space-size=4 server/main.ts`
  return spawn('sh', ['-c', command], { cwd: root, stdio: 'inherit' })
}

for (const folder of FOLDERS) {
  watch(join(root, folder), { recursive: true }, () => {
    clearTimeout(pending)
    pending = setTimeout(() => {
      child.once('close', () => {
        child = start()
      })
      child.kill('SIGTERM')
    }, 150)
  })
}
