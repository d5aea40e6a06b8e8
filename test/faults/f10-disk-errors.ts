import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureTool } from '../support/ensure-tools.ts'
import { diskTrouble, type Hurt, type Trouble, unharmed } from './disk-trouble.ts'
import { failCalls } from './failing-calls.ts'
import { atLeast, type Fault, type FaultOptions, type Found } from './fault.ts'
import { until } from './load.ts'

const filesIn = (dataDir: string) => [join(dataDir, 'chat.db'), join(dataDir, 'chat.db-wal')]

async function inFolder({ tree }: FaultOptions, hurtIn: (dataDir: string) => Hurt): Promise<Trouble> {
  ensureTool('strace')
  const dataDir = mkdtempSync(join(tmpdir(), 'bedside-errors-'))
  try {
    return await diskTrouble({ tree, dataDir }, hurtIn(dataDir))
  } finally {
    rmSync(dataDir, { recursive: true })
  }
}

/** Each write and each sync fails, until it is well again. */
async function allFail(options: FaultOptions, error: 'EIO' | 'EROFS'): Promise<Found> {
  const found = await inFolder(options, (dataDir) => async (pid) => {
    const failing = await failCalls(pid, filesIn(dataDir), { error })
    return () => failing.stop()
  })
  return { figures: { ...found }, goals: unharmed(found) }
}

export const readOnly: Fault = {
  id: 'F10-read-only',
  about:
    'the disk becomes read-only while 20 visitors write (every write of the database fails with EROFS), and writable again',
  run: (options) => allFail(options, 'EROFS'),
}

/** How many different calls of a commit are made to fail, one at a time. */
const POSITIONS = 12

export const errors: Fault = {
  id: 'F10-errors',
  about: `the disk gives an error at one call, for ${POSITIONS} calls one after the other, and then at each`,
  async run(options) {
    let single = 0
    const found = await inFolder(options, (dataDir) => async (pid, isGone) => {
      const fail = (which: { first?: number; once?: boolean }) =>
        failCalls(pid, filesIn(dataDir), { error: 'EIO', ...which }).catch((error) => {
          if (isGone()) return null
          throw error
        })
      for (let first = 1; first <= POSITIONS && !isGone(); first++) {
        const failing = await fail({ first, once: true })
        await until('a call has failed', () => isGone() || (failing && failing.failed() > 0))
        await failing?.stop()
        single += 1
      }
      const failing = await fail({})
      return async () => failing?.stop()
    })
    return {
      figures: { ...found, singleErrors: single },
      goals: [...unharmed(found), atLeast('single errors', single, POSITIONS)],
    }
  },
}
