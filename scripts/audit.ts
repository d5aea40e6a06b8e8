import { parseArgs } from 'node:util'
import { listLog, parseLink, verifyLog } from '../server/audit/command.ts'
import { plain } from '../server/backup/backup-error.ts'
import { readConfig } from '../server/config.ts'

/**
 * Whether the audit log is as it was written; `--since NUMBER:HASH` compares it with what was printed earlier and kept elsewhere.
 * `--list` prints it, with `--chat ID` what is about one chat. The server may be running.
 */
async function main(): Promise<number> {
  process.umask(0o077)
  const { values } = parseArgs({
    options: { since: { type: 'string' }, list: { type: 'boolean' }, chat: { type: 'string' } },
  })
  const config = readConfig(process.env)
  if (values.list) {
    await listLog(config, values.chat ?? null, (line) => console.log(line))
    return 0
  }
  const since = values.since === undefined ? null : parseLink(values.since)
  if (values.since !== undefined && since === null) {
    console.error('Give what was printed earlier: a number, a colon, and 64 letters and digits.')
    return 1
  }
  const { rows, from, to, head, wrong } = await verifyLog(config, since)
  const time = (at: number | null): string => (at === null ? '-' : new Date(at).toISOString())
  console.log(`${rows} rows, from ${time(from)} to ${time(to)}.`)
  if (wrong !== null) {
    console.error(
      `Row ${wrong} is the first that is not what was written: it was changed, moved or added, or it is missing. ` +
        `Up to row ${head.number} the log is whole.`,
    )
    return 1
  }
  console.log(`The log is whole. Its last row:\n\n  ${head.number}:${head.hash}\n`)
  console.log(
    'Keep that line somewhere else: with --since it shows later that nothing before it was changed or removed.',
  )
  return 0
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(`The audit log was not read.\n${plain(error)}`)
  process.exitCode = 1
}
