import type { AuditRow } from '../../protocol/audit.ts'
import type { Config } from '../config.ts'
import { listStaff } from '../staff-command.ts'
import { readAudit } from './beside.ts'
import { type Link, type Verdict, verify } from './chain.ts'
import { readHeadNote } from './head-note.ts'

/** What the terminal asks of the audit log, by the settings that the server goes by. All reject as `readAudit` does. */

type Settings = Pick<Config, 'dataDir' | 'databaseUrl' | 'publicUrl'>

/** Follows the whole chain, and compares it with what the server noted beside the database and with `since`, which an owner noted. */
export function verifyLog(settings: Settings, since: Link | null): Promise<Verdict> {
  return readAudit(settings, (rows, gen) => {
    const noted = readHeadNote(settings.dataDir, gen)
    return verify(
      rows,
      [noted, since].filter((link) => link !== null),
    )
  })
}

/** A line such as `1204:` and the 64 digits of a hash, as it is printed; null for anything else. */
export function parseLink(text: string): Link | null {
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  return number === undefined || hash === undefined ? null : { number: Number(number), hash }
}

/** Every row in words, oldest first, or those about one chat. */
export async function listLog(settings: Settings, chatId: string | null, print: (line: string) => void): Promise<void> {
  const names = new Map((await listStaff(settings)).map(({ id, name }) => [id, name]))
  await readAudit(settings, async (rows) => {
    for await (const row of rows) if (chatId === null || row.which === chatId) print(lineOf(row, names))
  })
}

function lineOf({ number, at, who, what, detail, count, which }: AuditRow, names: ReadonlyMap<string, string>): string {
  const named = (id: string): string => (names.has(id) ? `${names.get(id)} (${id})` : id)
  return [
    number,
    new Date(at).toISOString(),
    who === null ? '-' : named(who),
    what,
    ...(detail === null ? [] : [detail]),
    ...(count === null ? [] : [count]),
    ...(which === null ? [] : [named(which)]),
  ].join('  ')
}
