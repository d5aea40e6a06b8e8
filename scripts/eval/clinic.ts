import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Decision, Matcher } from '../../faq/types.ts'
import type { StaffSessions } from '../../server/auth.ts'
import { systemClock } from '../../server/clock.ts'
import { openEngine } from '../../server/engine/host.ts'
import { openLimits } from '../../server/limits.ts'
import { editionOf } from '../../server/live.ts'
import { createLog } from '../../server/log.ts'
import { masterKeys } from '../../server/master-keys.ts'
import { attachSockets } from '../../server/sockets.ts'
import { openSqliteThread } from '../../server/store/sqlite-thread.ts'
import { defaultTimings } from '../../server/timers.ts'

/** A clinic's server with nobody on duty. */
export interface Clinic {
  url: string
  origin: string
  /** What the engine that serves makes of a message that the visitor of this chat would send next. */
  decide(chatId: string, text: string): Promise<Decision>
  /** What finds the answers. */
  matcher: Matcher
  /** The sections that an entry's passages come from, first the one where it belongs; none for an unknown entry. */
  sectionsOf(entryId: string): string[]
  close(): Promise<void>
}

const PATIENCE_MS = 5000

const nobodyOnDuty: StaffSessions = {
  redeem: async () => null,
  isLive: async () => false,
  liveAmong: async () => new Set(),
  onEnded: () => () => {},
}

/**
 * Serves the content in `dir` on a free port of loopback, with a database in a folder that `close` removes; `matcher` takes
 * the place of the clinic's own setting.
 */
export async function openClinic(dir: string, matcher?: Matcher): Promise<Clinic> {
  const log = createLog('error')
  // what is scored is what the engine decides, not how busy this machine is
  const engine = await openEngine({ contentDir: dir, matcher, log, deadlineMs: PATIENCE_MS, stuckMs: PATIENCE_MS })
  const { content } = engine
  const edition = editionOf(content, engine)
  const folder = await mkdtemp(join(tmpdir(), 'bedside-eval-'))
  const ring = await masterKeys(join(folder, 'master.key'))
  const store = await openSqliteThread({ path: join(folder, 'chat.db'), ring })
  const http = createServer((_, response) => response.writeHead(404).end())
  const origin = 'http://panel.example'
  const sockets = attachSockets(http, {
    store,
    edition: () => edition,
    sessions: nobodyOnDuty,
    clock: systemClock,
    log,
    origins: { panel: [origin], staff: [] },
    limits: openLimits,
    timings: defaultTimings(() => content.site),
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')

  return {
    url: `http://127.0.0.1:${address.port}`,
    origin,
    matcher: engine.footing.matcher,
    async decide(chatId, text) {
      const conversation = await store.conversation(chatId)
      return engine.answer(text, { locale: conversation?.locale ?? 'en', previous: conversation?.turns ?? [] })
    },
    sectionsOf: (entryId) => content.entries.find(({ id }) => id === entryId)?.sections ?? [],
    async close() {
      await sockets.close()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
      await engine.close()
      await store.close()
      await rm(folder, { recursive: true })
    },
  }
}
