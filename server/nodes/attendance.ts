import type { Pool } from 'pg'
import type { StaffName } from '../../protocol/events.ts'

/** A staff member, and for how long, ms, they have had no connection; null while they have one. */
export interface Attendant {
  staff: StaffName
  goneMs: number | null
}

/** A backup was restored under a node that slept through it: what the node knows of the log is not true any more. */
export class RestoredError extends Error {
  override readonly name = 'RestoredError'
}

/** Who is on duty where, in a place that all nodes see. Rejects with the database's error. */
export interface Attendance {
  /** Says that this node lives, and who is or was on it. Rejects with {@link RestoredError} when the log is another one by now. */
  write(attendants: Attendant[]): Promise<void>
  setDuty(staffId: string, onDuty: boolean): Promise<void>
  /** Who is or was on the other nodes, each person once, and whoever said whether they are on duty. */
  read(): Promise<{ elsewhere: Attendant[]; duties: Map<string, boolean> }>
}

/** A node that has not been heard of for so long is counted as gone, and everybody on it since it was last heard of. */
export const NODE_GONE_MS = 15_000

const WRITE = `
  WITH node AS (
    INSERT INTO bedside.node (id, session_mark, seen_at) VALUES ($1, $2, now())
    ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at
  ), attended AS (
    INSERT INTO bedside.attendance (node_id, staff_id, name, gone_at)
    SELECT $1, member.staff_id, member.name, now() - make_interval(secs => member.gone_ms / 1000)
    FROM unnest($3::text[], $4::text[], $5::float8[]) AS member (staff_id, name, gone_ms)
    ON CONFLICT (node_id, staff_id) DO UPDATE SET name = excluded.name, gone_at = excluded.gone_at
  )
  SELECT value AS gen FROM bedside.meta WHERE name = 'gen'`

const READ = `
  SELECT staff_id, (array_agg(name ORDER BY seen_at DESC))[1] AS name,
    CASE WHEN bool_or(here) THEN NULL ELSE 1000 * extract(epoch FROM now() - max(last_at))::float8 END AS gone_ms
  FROM (
    SELECT staff_id, name, seen_at, coalesce(gone_at, seen_at) AS last_at,
      gone_at IS NULL AND seen_at > now() - make_interval(secs => $2::float8 / 1000) AS here
    FROM bedside.attendance JOIN bedside.node ON node.id = attendance.node_id
    WHERE node.id <> $1
  ) AS known
  GROUP BY staff_id`

const SET_DUTY = `
  INSERT INTO bedside.duty (staff_id, on_duty) VALUES ($1, $2)
  ON CONFLICT (staff_id) DO UPDATE SET on_duty = excluded.on_duty`

/** The attendance of the node `nodeId`. Spans are the database's: the nodes' clocks are not compared. */
export function postgresAttendance(pool: Pool, node: { id: string; sessionMark: string; gen: string }): Attendance {
  return {
    async write(attendants) {
      const ids = attendants.map(({ staff }) => staff.id)
      const names = attendants.map(({ staff }) => staff.name)
      const gone = attendants.map(({ goneMs }) => goneMs)
      const { rows } = await pool.query<{ gen: string }>(WRITE, [node.id, node.sessionMark, ids, names, gone])
      if (rows[0]?.gen !== node.gen) throw new RestoredError('a backup was restored while this server slept')
    },
    async setDuty(staffId, onDuty) {
      await pool.query(SET_DUTY, [staffId, onDuty])
    },
    async read() {
      const known = await pool.query<AttendantRow>(READ, [node.id, NODE_GONE_MS])
      const duties = await pool.query<DutyRow>('SELECT staff_id, on_duty FROM bedside.duty')
      return {
        elsewhere: known.rows.map((row) => ({ staff: { id: row.staff_id, name: row.name }, goneMs: row.gone_ms })),
        duties: new Map(duties.rows.map((row) => [row.staff_id, row.on_duty])),
      }
    },
  }
}

interface AttendantRow {
  staff_id: string
  name: string
  gone_ms: number | null
}

interface DutyRow {
  staff_id: string
  on_duty: boolean
}
