import { type Log, traceOf } from '../log.ts'
import type { StaffPresence } from '../presence.ts'
import { type Attendance, RestoredError } from './attendance.ts'
import type { Doorbell } from './doorbell.ts'

/** Keeps this node's presence and the others' alike. */
export interface Attending {
  /** Says who is here, whether or not that changed: the node lives. Rejects when the database is away. */
  write(): Promise<void>
  /** Learns who is on the other nodes. Rejects when the database is away. */
  look(): Promise<void>
  /** Says goodbye: everybody who was here is gone from now on. Never rejects. */
  close(): Promise<void>
}

interface AttendingDeps {
  attendance: Attendance
  presence: StaffPresence
  doorbell: Doorbell
  log: Log
}

export function attend({ attendance, presence, doorbell, log }: AttendingDeps): Attending {
  /** Duties that the database has not been told yet; until then it may say what was before. */
  const duties = new Map<string, boolean>()
  let writing: Promise<void> | null = null
  let again = false

  async function writeNow(): Promise<void> {
    try {
      do {
        again = false
        await attendance.write(presence.attendants())
        for (const [staffId, onDuty] of [...duties]) {
          await attendance.setDuty(staffId, onDuty)
          if (duties.get(staffId) === onDuty) duties.delete(staffId)
        }
      } while (again)
    } catch (error) {
      // Nothing that this process knows of the log can be trusted: it ends, and the next one begins from what was restored.
      if (error instanceof RestoredError) {
        setImmediate(() => {
          throw error
        })
      }
      throw error
    } finally {
      writing = null
    }
  }

  function write(): Promise<void> {
    if (writing) again = true
    else writing = writeNow()
    return writing
  }

  /** The others learn it at once; if the database is away, with the next sweep. */
  function changed(): void {
    write().then(
      () => doorbell.ringStaff(),
      (error: unknown) => log.warn({ event: 'attendance', ...traceOf(error) }, 'other nodes learn of staff later'),
    )
  }

  presence.tellOthers({
    membersChanged: changed,
    dutySet(staffId, onDuty) {
      duties.set(staffId, onDuty)
      changed()
    },
  })

  return {
    write,
    async look() {
      const untold = [...duties]
      const { elsewhere, duties: stored } = await attendance.read()
      presence.setElsewhere(elsewhere, new Map([...stored, ...untold, ...duties]))
    },
    async close() {
      await write().catch((error: unknown) => log.warn({ event: 'attendance', ...traceOf(error) }, 'no goodbye'))
      doorbell.ringStaff()
    },
  }
}
