import { randomBytes } from 'node:crypto'
import { link, readFile, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Makes `file` with `content()`, readable by its owner alone, unless it is there. Of two that try at once one wins, and
 * nobody ever sees half a file. Rejects with the file system's error.
 */
export async function createOnce(file: string, content: () => string): Promise<void> {
  const draft = `${file}.${randomBytes(8).toString('hex')}`
  try {
    await readFile(file)
    return
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error
  }
  await writeFile(draft, content(), { flag: 'wx', mode: 0o600, flush: true })
  try {
    await link(draft, file)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  } finally {
    await unlink(draft)
  }
}

/** The key that signs staff cookies, 256 bits in hexadecimal, made on the first start. Rejects with the file system's error. */
export async function sessionSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'session.key')
  await createOnce(file, () => randomBytes(32).toString('hex'))
  const secret = (await readFile(file, 'utf8')).trim()
  if (!/^[0-9a-f]{64}$/.test(secret)) {
    throw new Error(`${file} is damaged. Delete it and start again: everyone on staff will have to sign in anew.`)
  }
  return secret
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code
