import { primaryCode } from '../store/sqlite-open.ts'

/** A backup cannot be made, read or restored. `message` is plain sentences for whoever runs the server: what, where, what to do. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
  /** Whether a file was changed or cut short since it was made. */
  readonly damaged: boolean

  constructor(message: string, { damaged = false, cause }: { damaged?: boolean; cause?: unknown } = {}) {
    super(message, { cause })
    this.damaged = damaged
  }
}

export const damaged = (file: string): BackupError =>
  new BackupError(`${file} is damaged: it was cut short or changed since it was made. Take another one.`, {
    damaged: true,
  })

const NO_ROOM = new Set(['ENOSPC', 'EDQUOT'])
const FORBIDDEN = new Set(['EACCES', 'EPERM', 'EROFS'])
const SQLITE_FULL = 13

/** What went wrong, in a sentence that a person can act on. */
export function plain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { code = '', path, dest } = error as NodeJS.ErrnoException & { dest?: string }
  const where = dest ?? path ?? 'the data folder or the folder of the backups'
  if (NO_ROOM.has(code) || primaryCode(error) === SQLITE_FULL) {
    return `There is no room on the disk for ${where}. Free some space and try again.`
  }
  if (FORBIDDEN.has(code)) {
    return `This account may not read or write ${where}. Change its permissions, or use the account that runs the server.`
  }
  if (code === 'ENOENT') return `${where} is not there.`
  if (code === 'ENOTDIR' || code === 'EEXIST') return `${where} cannot be used: a part of its path is a file.`
  return error.message
}
