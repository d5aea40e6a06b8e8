import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createOnce } from './secrets.ts'
import { Keyring, masterKey } from './store/seal.ts'

const LINE = /^([0-9a-f]{8}) ([0-9a-f]{64})$/

/**
 * The master keys in `file`, one a line: its name, a blank and the key, hexadecimal. The first wraps the keys of new chats; the
 * others open what they wrapped. The file is made on the first start, readable by its owner alone. Rejects with Error in
 * a plain sentence for a file that holds anything else, and with the file system's error.
 */
export async function masterKeys(file: string): Promise<Keyring> {
  await createOnce(file, () => `${randomBytes(4).toString('hex')} ${randomBytes(32).toString('hex')}\n`)
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line.trim() !== '')
  const keys = lines.map((line) => {
    const [, id, secret] = LINE.exec(line.trim()) ?? []
    if (id === undefined || secret === undefined) throw damaged(file)
    return masterKey(id, Buffer.from(secret, 'hex'))
  })
  const [first, ...rest] = keys
  if (!first) throw damaged(file)
  return new Keyring([first, ...rest])
}

const damaged = (file: string): Error =>
  new Error(
    `The key file ${file} is damaged. Put back the copy that you keep of it: without it, nothing that visitors wrote can be read.`,
  )
