import { parseArgs } from 'node:util'
import { plain } from '../server/backup/backup-error.ts'
import { moveTo } from '../server/backup/command.ts'
import { readConfig } from '../server/config.ts'

/** Carries everything from the embedded database to a PostgreSQL database: `--to postgres://account:password@host:5432/database`. */
async function main(): Promise<number> {
  // What is written from here on is readable by its owner alone.
  process.umask(0o077)
  const { values } = parseArgs({ options: { to: { type: 'string' } } })
  if (values.to === undefined || !/^postgres(ql)?:\/\//.test(values.to)) {
    throw new Error('Say where to: npm run move -- --to postgres://account:password@host:5432/database')
  }
  const began = performance.now()
  const { rows, accounts } = await moveTo(readConfig(process.env), values.to)
  console.log(
    `Moved ${rows.chat} chats with ${rows.event} events and their ${rows.chat_key} keys, ${rows.tombstone} marks of erased chats and ` +
      `${accounts} staff accounts; all of it was read back and compared in ${((performance.now() - began) / 1000).toFixed(1)} s.`,
  )
  console.log('Now set DATABASE_URL to that address and start the server. Everybody on staff signs in anew.')
  console.log('The old database was left as it is: once all is well, remove it, because it still has every chat.')
  return 0
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(`Nothing was moved.\n${plain(error)}`)
  process.exitCode = 1
}
