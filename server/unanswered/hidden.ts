import { createHash } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { phrasingKey } from '../../faq/checks/phrasings.ts'
import { FileError, readText } from '../content/files.ts'
import { replaceFile } from '../content/replace.ts'

/** Questions that somebody is done with. Kept is a hash of each, and no word of it. */
export interface Hidden {
  /** Whether a wording is hidden, by its key (`phrasingKey`). */
  read(): Promise<(key: string) => boolean>
  add(texts: readonly string[]): Promise<void>
}

/** The oldest are shown again when there are more. */
const MAX = 5000
const FILE = 'hidden-questions.txt'
const BYTES_EACH = 33

const hashOf = (key: string): string =>
  createHash('sha256')
    .update(key)
    .digest('hex')
    .slice(0, BYTES_EACH - 1)

/** In the folder `drafts` beside the content in `dir`. Work is done one after the other by `inTurn`. */
export function openHidden(dir: string, inTurn: <T>(work: () => Promise<T>) => Promise<T>): Hidden {
  const folder = join(dir, 'drafts')

  async function hashes(): Promise<string[]> {
    try {
      return (await readText(folder, FILE, MAX * BYTES_EACH)).split('\n').filter((line) => line !== '')
    } catch (error) {
      // None was hidden yet; or the file was damaged, and nothing is lost by showing them again.
      if (error instanceof FileError) return []
      throw error
    }
  }

  return {
    async read() {
      const known = new Set(await hashes())
      return (key) => known.has(hashOf(key))
    },
    add: (texts) =>
      inTurn(async () => {
        const all = new Set([...(await hashes()), ...texts.map((text) => hashOf(phrasingKey(text)))])
        await mkdir(folder, { recursive: true })
        await replaceFile(join(folder, FILE), `${[...all].slice(-MAX).join('\n')}\n`)
      }),
  }
}
