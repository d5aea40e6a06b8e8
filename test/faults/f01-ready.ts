import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Fact } from '../../protocol/events.ts'
import { masterKeys } from '../../server/master-keys.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import { asSaid, type Says } from '../support/keys.ts'
import { type Fault, inTime } from './fault.ts'
import { quantile } from './figures.ts'
import { startProgram } from './program.ts'

const CHATS = 1000
const EVENTS_A_CHAT = 100
const STARTS = 5
/** From the start of the process until it says that it can store, ms. */
const READY_MS = 2000

export const fault: Fault = {
  id: 'F1-ready',
  about: 'the program is killed and started again on a database of 100,000 events',
  async run({ tree }) {
    const dataDir = mkdtempSync(join(tmpdir(), 'bedside-fault-'))
    try {
      await fill(dataDir)
      const storeOpenMs = await timeToOpen(dataDir)
      const starts: number[] = []
      for (let n = 0; n < STARTS; n++) {
        const program = await startProgram({ tree, dataDir })
        starts.push(program.readyMs)
        await program.end('SIGKILL')
      }
      const [readyMs, readyMaxMs] = [quantile(starts, 0.5), quantile(starts, 1)]
      return {
        figures: { events: CHATS * EVENTS_A_CHAT, starts: STARTS, readyMs, readyMaxMs, storeOpenMs },
        goals: [inTime('ready', readyMs, READY_MS)],
      }
    } finally {
      rmSync(dataDir, { recursive: true, force: true })
    }
  },
}

/** How much of a start is the database: every page and row of it is checked, ms. */
async function timeToOpen(dataDir: string): Promise<number> {
  const ring = await masterKeys(join(dataDir, 'master.key'))
  const from = performance.now()
  const store = await openSqliteStore<Says>({ path: join(dataDir, 'chat.db'), ring, rule: asSaid })
  const tookMs = Math.round(performance.now() - from)
  await store.close()
  return tookMs
}

async function fill(dataDir: string): Promise<void> {
  const ring = await masterKeys(join(dataDir, 'master.key'))
  const store = await openSqliteStore<Says>({ path: join(dataDir, 'chat.db'), ring, rule: asSaid })
  const at = Date.now()
  const opened: Fact = { type: 'chat:opened', locale: 'en', noticeVersion: '1', page: '/' }
  const text = 'How long does it take until I feel better, and may I drive home by myself?'
  const newId = () => randomBytes(16).toString('hex')
  await Promise.all(
    Array.from({ length: CHATS }, async () => {
      const chatId = newId()
      await store.create(chatId, newId() + newId(), [opened], at)
      const says: Says = () =>
        Array.from({ length: EVENTS_A_CHAT - 1 }, () => ({
          type: 'message:sent',
          from: 'visitor',
          clientId: newId(),
          text,
          choice: null,
        }))
      await store.append(chatId, { sender: 'visitor', clientId: newId(), content: '', at }, says)
    }),
  )
  await store.close()
}
