import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setPriority } from 'node:os'

/** Below everybody who is being served. */
const PRIORITY = 10

/**
 * Runs the backup command as a process of its own, with this one's settings: it takes no time and no memory from those who are
 * being served. What it says when it fails is given to `tell`. Rejects with Error then.
 */
export async function backupInChild(script: string, tell: (words: string) => void): Promise<void> {
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'ignore', 'pipe'] })
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => (words += chunk))
  if (child.pid !== undefined) setPriority(child.pid, PRIORITY)
  const [code] = (await once(child, 'close')) as [number | null]
  if (words !== '') tell(words)
  if (code !== 0) throw Object.assign(new Error('no backup was made'), { code: `exit-${code}` })
}
