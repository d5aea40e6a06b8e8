import { parseArgs } from 'node:util'
import { plain } from '../server/backup/backup-error.ts'
import { backup } from '../server/backup/command.ts'
import { readConfig } from '../server/config.ts'

/** Makes a backup of a server that may be running, by the settings that it has. `--to FOLDER` puts it elsewhere. */
async function main(): Promise<number> {
  // What is written from here on is readable by its owner alone.
  process.umask(0o077)
  const { values } = parseArgs({ options: { to: { type: 'string' } } })
  const began = performance.now()
  const { file, header, findings, removed, notes } = await backup(readConfig(process.env), values.to)
  const { chat, event, tombstone, account } = header.rows
  console.log(`Backup made: ${file}`)
  console.log(
    `${chat} chats with ${event} events, ${tombstone} marks of erased chats, ${account} staff accounts; read back and checked in ` +
      `${seconds(performance.now() - began)}.`,
  )
  if (removed.length > 0) console.log(`${removed.length} older backups were removed.`)
  for (const note of notes) console.error(note)
  return findings.damaged.length > 0 ? 1 : 0
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`

try {
  process.exitCode = await main()
} catch (error) {
  console.error(`No backup was made.\n${plain(error)}`)
  process.exitCode = 1
}
