import { isUtf8 } from 'node:buffer'
import { constants } from 'node:fs'
import { type FileHandle, open, readdir, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'

export const KIB = 1024

/** A file that cannot be taken. The message is a plain sentence without the file's name. */
export class FileError extends Error {
  override name = 'FileError'
  readonly line: number | undefined

  constructor(message: string, { line, ...options }: ErrorOptions & { line?: number } = {}) {
    super(message, options)
    this.line = line
  }
}

/**
 * The words of `file`, a UTF-8 text of at most `maxBytes` in `folder`, with every end of a line as LF. Rejects with FileError
 * for anything else: too long, another encoding, control characters, not a file, a link to the outside, or not readable.
 */
export async function readText(folder: string, file: string, maxBytes: number): Promise<string> {
  const bytes = await readBytes(folder, file, maxBytes)
  if (!isUtf8(bytes)) {
    throw new FileError('The file is not in UTF-8. Save it with the encoding UTF-8.', { line: firstBadLine(bytes) })
  }
  const text = new TextDecoder('utf-8').decode(bytes).replace(/\r\n?/g, '\n')
  const control = text.search(CONTROLS)
  if (control >= 0) {
    const line = text.slice(0, control).split('\n').length
    throw new FileError('The file has control characters. Save it as plain text with the encoding UTF-8.', { line })
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

async function readBytes(folder: string, file: string, maxBytes: number): Promise<Buffer> {
  try {
    const path = await realpath(join(folder, file))
    if (!path.startsWith(`${await realpath(folder)}${sep}`)) {
      throw new FileError('This is a link to something outside of the content folder. Put the file itself here.')
    }
    // without O_NONBLOCK a named pipe would hold the start up until somebody writes to it
    await using handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
    const stat = await handle.stat()
    if (!stat.isFile()) throw new FileError('This is not a file. Remove it or put a file in its place.')
    return stat.size > maxBytes ? tooLong(maxBytes) : await readUpTo(handle, maxBytes)
  } catch (cause) {
    if (cause instanceof FileError) throw cause
    if (code(cause) === 'ENOENT') throw new FileError('The file is missing. Add it.', { cause })
    throw new FileError(`The file cannot be read (${code(cause)}). Look at its permissions.`, { cause })
  }
}

/** What is there now: a file can grow after it was measured. */
async function readUpTo(handle: FileHandle, maxBytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(maxBytes + 1)
  let length = 0
  for (;;) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length)
    length += bytesRead
    if (length > maxBytes) tooLong(maxBytes)
    if (bytesRead === 0) return buffer.subarray(0, length)
  }
}

function tooLong(maxBytes: number): never {
  throw new FileError(`The file is longer than ${maxBytes / KIB} KiB. Split or shorten it.`)
}

/** C0 and C1 control characters other than tab and line ends; UTF-16 read as UTF-8 is full of them. */
const CONTROLS = /[^\P{Cc}\t\n\r]/u

/** The first line, from 1, that is no UTF-8. */
function firstBadLine(bytes: Buffer): number {
  let line = 1
  for (let from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(10, from)
    const to = end < 0 ? bytes.length : end
    if (!isUtf8(bytes.subarray(from, to))) break
    from = to + 1
  }
  return line
}

function code(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason'
}
