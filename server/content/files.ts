import { constants } from 'node:fs'
import { open, readdir } from 'node:fs/promises'

export const KIB = 1024

/** A file that cannot be taken. The message is a plain sentence without the file's name. */
export class FileError extends Error {
  override name = 'FileError'
}

/**
 * The words of a UTF-8 text file of at most `maxBytes`. Rejects with FileError for anything else: too long, another
 * encoding, control characters, not a file, or not readable.
 */
export async function readText(path: string, maxBytes: number): Promise<string> {
  const bytes = await readBytes(path, maxBytes)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new FileError('The file is not in UTF-8. Save it with the encoding UTF-8.', { cause })
  }
  if (hasControls(text)) {
    throw new FileError('The file has control characters. Save it as plain text with the encoding UTF-8.')
  }
  return text
}

/** Names in a folder, sorted, hidden ones left out; null when there is no such folder. Rejects with FileError. */
export async function namesIn(path: string): Promise<string[] | null> {
  try {
    return (await readdir(path)).filter((name) => !name.startsWith('.')).sort()
  } catch (cause) {
    if (code(cause) === 'ENOENT') return null
    throw new FileError(`The folder cannot be read (${code(cause)}).`, { cause })
  }
}

async function readBytes(path: string, maxBytes: number): Promise<Buffer> {
  try {
    // without O_NONBLOCK a named pipe would hold the start up until somebody writes to it
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const stat = await file.stat()
    if (!stat.isFile()) throw new FileError('This is not a file.')
    if (stat.size > maxBytes) throw new FileError(`The file is longer than ${maxBytes / KIB} KiB. Split or shorten it.`)
    return await file.readFile()
  } catch (cause) {
    if (cause instanceof FileError) throw cause
    if (code(cause) === 'ENOENT') throw new FileError('The file is missing.', { cause })
    throw new FileError(`The file cannot be read (${code(cause)}).`, { cause })
  }
}

/** C0 and C1 control characters other than tab and line ends; UTF-16 read as UTF-8 is full of them. */
function hasControls(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 32 ? unit !== 9 && unit !== 10 && unit !== 13 : unit >= 127 && unit < 160) return true
  }
  return false
}

function code(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
}
