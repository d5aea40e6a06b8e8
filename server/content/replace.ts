import { randomBytes } from 'node:crypto'
import { open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Writes a file so that it is the old one or the new one, whole, at every moment, also when the power goes. */
export async function replaceFile(file: string, text: string): Promise<void> {
  // A name with a dot first is no content to whoever reads or watches the folder.
  const beside = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}`)
  try {
    await using handle = await open(beside, 'wx', 0o600)
    // As open to others as before: what the server keeps for itself alone is not kept here.
    const { mode } = await stat(file).catch(() => ({ mode: 0o644 }))
    await handle.chmod(mode & 0o777)
    await handle.writeFile(text)
    await handle.sync()
    await rename(beside, file)
    await using folder = await open(dirname(file))
    await folder.sync()
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}
