import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BackupPlace, makeBackup } from '../../server/backup/make.ts'
import { testKeyring } from '../support/keys.ts'

/** A folder for what servers keep, and the newest backup of it. */
export class DataFolder {
  readonly path: string
  readonly ring = testKeyring()
  /** File of the newest backup, or null before the first. */
  newest: string | null = null

  private constructor(path: string) {
    this.path = path
  }

  static async make(): Promise<DataFolder> {
    return new DataFolder(await mkdtemp(join(tmpdir(), 'bedside-model-')))
  }

  /** Backs up the database that `open` gives. */
  async backUp(open: BackupPlace['open']): Promise<void> {
    const { file } = await makeBackup({
      folder: join(this.path, 'backups'),
      dataDir: this.path,
      ring: this.ring,
      keepMs: null,
      now: () => Date.now(),
      open,
    })
    this.newest = file
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true })
  }
}
