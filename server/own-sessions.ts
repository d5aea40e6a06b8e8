import type { OwnSession } from '../protocol/access.ts'
import type { AccountEvent } from './account-events.ts'
import type { AccountTables } from './people.ts'
import { lastSeen, type SessionRow } from './session-rows.ts'

/** The sessions of one account. All reject with the database's error. */
export interface OwnSessions {
  /** Newest first; `thisId` is the session that asks. */
  list(userId: string, thisId: string): Promise<OwnSession[]>
  /** Ends the session `id`, or all with null; `by` is who does it. False when this account has no such session. */
  end(userId: string, id: string | null, by: string): Promise<boolean>
}

export function openOwnSessions(
  { adapter, internalAdapter }: AccountTables,
  { now, tell }: { now(): number; tell(event: AccountEvent): void },
): OwnSessions {
  const live = async (userId: string): Promise<SessionRow[]> => {
    const rows = await adapter.findMany<SessionRow>({
      model: 'session',
      where: [{ field: 'userId', value: userId }],
      limit: 1000,
    })
    return rows.filter(({ expiresAt }) => new Date(expiresAt).getTime() > now())
  }
  return {
    async list(userId, thisId) {
      const own = (await live(userId)).map(
        (row): OwnSession => ({
          id: row.id,
          device: row.userAgent ?? '',
          begunAt: new Date(row.createdAt).getTime(),
          seenAt: lastSeen(row),
          isThis: row.id === thisId,
        }),
      )
      return own.sort((a, b) => b.begunAt - a.begunAt)
    },
    async end(userId, id, by) {
      if (id === null) await internalAdapter.deleteUserSessions(userId)
      else {
        const row = (await live(userId)).find((each) => each.id === id)
        if (!row) return false
        await internalAdapter.deleteSession(row.token)
      }
      tell({ type: 'changed', who: userId, what: 'sessions-ended', by })
      return true
    },
  }
}
