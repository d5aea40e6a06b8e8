import { parseArgs } from 'node:util'
import { plain } from '../server/backup/backup-error.ts'
import { restore, verify } from '../server/backup/command.ts'
import { type Inspected, isWhole } from '../server/backup/restored.ts'
import { readConfig } from '../server/config.ts'

/**
 * Puts a backup (a file, or `latest`) into the place of the database, by the settings that the server has. With `--verify`
 * everything in it is read and nothing is changed.
 */
const { values, positionals } = parseArgs({ options: { verify: { type: 'boolean' } }, allowPositionals: true })

async function main(): Promise<number> {
  // What is written from here on is readable by its owner alone.
  process.umask(0o077)
  const config = readConfig(process.env)
  const named = positionals[0] ?? 'latest'
  const began = performance.now()
  if (values.verify) {
    const found = await verify(config, named)
    tell(found)
    const whole = isWhole(found)
    console.log(
      `${whole ? 'It can be restored whole' : 'It is not whole'}: everything in it was read in ${since(began)}.`,
    )
    return whole ? 0 : 1
  }
  const restored = await restore(config, named)
  tell(restored)
  console.log(`Restored in ${since(began)}. Now start the server; browsers that are open send again what is not in it.`)
  const { accounts } = restored
  const people = accounts.filter(({ table }) => table === 'user').length
  if (people > 0)
    console.log(`Staff accounts are as they were then (${people}): see whether all of them should be there.`)
  for (const name of restored.aside) console.log(`What was there before is kept for a week as ${name}`)
  return 0
}

function tell({ file, header, findings, erased, keysTooOld }: Inspected): void {
  const { sound, sealed, damaged, newestAt } = findings
  console.log(`Backup ${file}, made ${header.createdAt}`)
  console.log(
    `${sound.length} chats, ${header.rows.event} events, newest ${newestAt === null ? '-' : new Date(newestAt).toISOString()}, ` +
      `${header.rows.account} staff accounts.`,
  )
  const unknown = sealed.length - erased
  if (erased > 0) console.log(`${erased} chats in it were erased since and stay so.`)
  if (unknown > 0) {
    console.log(
      keysTooOld
        ? `${unknown} chats in it cannot be read: the keys beside it (keys.backup) are older than it. Put the newest keys.backup there.`
        : `${unknown} chats in it have no key any more and stay erased.`,
    )
  }
  if (damaged.length > 0) console.log(`${damaged.length} chats in it are damaged and left out: ${damaged.join(', ')}`)
}

const since = (began: number): string => `${((performance.now() - began) / 1000).toFixed(1)} s`

try {
  process.exitCode = await main()
} catch (error) {
  console.error(`${values.verify ? 'The backup cannot be read.' : 'Nothing was restored.'}\n${plain(error)}`)
  process.exitCode = 1
}
