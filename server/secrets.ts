import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The key that signs staff cookies, 256 bits in hexadecimal: made on the first start, kept in the data folder, readable by
 * its owner alone. Rejects with the file system's error.
 */
export async function sessionSecret(dataDir: string): Promise<string> {
  const file = join(dataDir, 'session.key')
  try {
    // `wx` so that of two first starts at once only one writes
    await writeFile(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
  const secret = (await readFile(file, 'utf8')).trim()
  if (!/^[0-9a-f]{64}$/.test(secret)) {
    throw new Error(`${file} is damaged. Delete it and start again: everyone on staff will have to sign in anew.`)
  }
  return secret
}
