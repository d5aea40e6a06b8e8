import { existsSync } from 'node:fs'
import { z } from 'zod'
import type { Config } from '../config.ts'
import { KIB, readText } from '../content/files.ts'
import { parseYaml } from '../content/yaml.ts'
import { masterKeys } from '../master-keys.ts'
import type { Keyring } from '../store/seal.ts'
import { BackupError } from './backup-error.ts'

/** The master keys that the server uses. Throws {@link BackupError} where there is no key file: a new key would open nothing. */
export async function presentKeys({ masterKeyFile }: Pick<Config, 'masterKeyFile'>): Promise<Keyring> {
  if (!existsSync(masterKeyFile)) {
    throw new BackupError(
      `There is no key file ${masterKeyFile}. Put the copy there that you keep of it (or name it in MASTER_KEY_FILE): without it no ` +
        'backup can be made or read.',
    )
  }
  return masterKeys(masterKeyFile)
}

const retention = z.object({ retention: z.object({ botDays: z.int(), staffDays: z.int() }) })
const MAX_SITE_BYTES = 256 * KIB
const DAY_MS = 86_400_000

/**
 * For how long chats are kept, ms: what a backup older than that holds should all be deleted by now. Null where the content cannot
 * be read, which must not keep a backup from being made.
 */
export async function retentionMs({ contentDir }: Pick<Config, 'contentDir'>): Promise<number | null> {
  try {
    const { botDays, staffDays } = retention.parse(
      parseYaml(await readText(contentDir, 'site.yaml', MAX_SITE_BYTES)).value,
    ).retention
    return Math.max(botDays, staffDays) * DAY_MS
  } catch {
    return null
  }
}
