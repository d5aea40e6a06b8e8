import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { LogEvent } from '../../protocol/events.ts'
import { exactly, type Fault } from './fault.ts'
import { prepareServer } from './fault-server.ts'
import { type FinalState, judge, readFinalState } from './judge.ts'
import { type Crowd, gather, until } from './load.ts'

const SIZE = { visitors: 12, staff: 2, withPerson: 6 }
/** The key of the harness's servers, as a key file has it. */
const MASTER_KEY = `0badcafe ${'07'.repeat(32)}\n`

export const fault: Fault = {
  id: 'F22',
  about:
    'a backup is made while visitors and staff write, more is written, and the backup is restored under their open pages',
  async run({ nightly, tree, tell }) {
    const messages = nightly ? 2000 : 200
    const server = await prepareServer({ tree })
    await server.start()
    const folder = dirname(server.file)
    writeFileSync(join(folder, 'master.key'), MASTER_KEY)
    const command = (name: string, ...args: string[]) => commanded(tree, folder, name, args)
    const crowd = await gather({ tree, url: server.url, ...SIZE })
    try {
      crowd.beEager(() => server.isUp)
      crowd.talk(20)
      await until('messages are acknowledged', () => crowd.acked >= messages, 120)
      const before = acknowledged(crowd)
      const made = await command('backup')
      const alsoWhile = crowd.acked - before.size
      const verified = await command('restore', 'latest', '--verify')
      const during = crowd.acked
      await until('more is acknowledged', () => crowd.acked >= during + messages, 120)
      crowd.hush()
      await until('nothing is on its way', () =>
        [...crowd.visitors, ...crowd.staff].every(({ pending }) => pending === 0),
      )
      await server.kill()
      const whole = await readFinalState(server.file)
      const restoredWell = await command('restore', 'latest')
      const restored = await readFinalState(server.file)
      tell(`${events(whole).size} events before, ${events(restored).size} restored`)

      const gen = generationOf(server.file)
      await server.start()
      const convergedMs = await converged(crowd, gen)
      await server.kill()
      const healed = await readFinalState(server.file)
      const { dup, gap, misordered, wrongViews } = judge(crowd.ends, healed)
      const missing = [...before].filter((clientId) => !clientIds(restored).has(clientId)).length
      const fromVisitors = crowd.visitors.flatMap(({ testimony }) => testimony.sent)
      const notResent = fromVisitors.filter(({ clientId }) => !clientIds(healed).has(clientId)).length
      const fromStaff = crowd.staff.flatMap(({ testimony }) => testimony.sent)
      const figures = {
        eventsBefore: events(whole).size,
        eventsRestored: events(restored).size,
        acknowledgedDuringBackup: alsoWhile,
        missing,
        changed: [...events(restored)].filter((event) => !events(whole).has(event)).length,
        sentByVisitors: fromVisitors.length,
        notResent,
        notResentByStaff: fromStaff.filter(({ clientId }) => !clientIds(healed).has(clientId)).length,
        ...{ dup, gap, misordered, wrongViews, convergedMs },
      }
      return {
        figures,
        goals: [
          exactly('exit of the backup', made, 0),
          exactly('exit of its verification', verified, 0),
          exactly('exit of the restoring', restoredWell, 0),
          exactly('acknowledged before the backup and missing in it', missing, 0),
          exactly('events that were restored otherwise than they were', figures.changed, 0),
          exactly('messages of visitors that were not sent again', notResent, 0),
          exactly('messages of staff that were not sent again', figures.notResentByStaff, 0),
          exactly('dup', dup, 0),
          exactly('gap', gap, 0),
          exactly('views that differ from the log', wrongViews, 0),
        ],
      }
    } finally {
      crowd.stop()
      await server.cleanUp()
    }
  },
}

/** Waits until everybody is in the log that was restored, has said again what that lost, and sees the same. */
async function converged(crowd: Crowd, gen: string): Promise<number> {
  const from = performance.now()
  const all = [...crowd.visitors, ...crowd.staff]
  const isThere = () => {
    const views = all.flatMap(({ testimony }) => testimony.views())
    const newest = new Map<string, number>()
    for (const { chatId, thread } of views) newest.set(chatId, Math.max(thread.cursor, newest.get(chatId) ?? 0))
    return views.every(
      ({ chatId, thread }) => thread.gen === gen && !thread.needsSync && thread.cursor === newest.get(chatId),
    )
  }
  await until('everybody sees the restored log', () => isThere() && all.every(({ pending }) => pending === 0), 60)
  return Math.round(performance.now() - from)
}

function generationOf(file: string): string {
  const db = new DatabaseSync(file, { readOnly: true })
  try {
    return String(db.prepare("SELECT value FROM meta WHERE name = 'gen'").get()?.value)
  } finally {
    db.close()
  }
}

/** The messages that were acknowledged so far. */
const acknowledged = (crowd: Crowd): Set<string> =>
  new Set(crowd.ends.flatMap(({ sent, acked }) => sent.map(({ clientId }) => clientId).filter((id) => acked.has(id))))

/** Each event as text, with its chat. */
const events = ({ chats }: FinalState): Set<string> =>
  new Set([...chats].flatMap(([chatId, chat]) => chat.events.map((event) => `${chatId} ${JSON.stringify(event)}`)))

const isMessage = (event: LogEvent) => event.type === 'message:sent'

const clientIds = ({ chats }: FinalState): Set<string> =>
  new Set([...chats.values()].flatMap((chat) => chat.events.filter(isMessage).map(({ clientId }) => clientId)))

/** Runs one of the program's commands on the server's data; resolves with its exit code. */
async function commanded(tree: string, folder: string, name: string, args: string[]): Promise<number> {
  const child = spawn(process.execPath, [join(tree, `scripts/${name}.ts`), ...args], {
    cwd: tree,
    env: { PATH: process.env.PATH, DATA_DIR: folder, BACKUP_DIR: join(folder, 'backups') },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
  if (code === null) throw new Error(`${name} was ended by ${signal}`)
  return code
}
