import { ChatError } from '../../protocol/errors.ts'
import { type EventRow, type SealedChat, type SenderRole, unavailable } from './rows.ts'

/** A row as SQLite gives it. */
export type SqliteRow = Record<string, unknown>

const textOrNull = (value: unknown): string | null => (value === null ? null : String(value))

export function eventRowOf(row: SqliteRow): EventRow {
  return {
    chatId: String(row.chat_id),
    seq: Number(row.seq),
    kind: String(row.kind),
    role: row.sender_role as SenderRole,
    sender: String(row.sender_key),
    clientId: textOrNull(row.client_id),
    contentHash: textOrNull(row.content_hash),
    body: row.body as Uint8Array,
    disclaimer: textOrNull(row.disclaimer_id),
    at: Number(row.server_time),
    checksum: String(row.checksum),
  }
}

/** A row of `chat` joined with its `chat_key`. */
export function sealedChatOf(row: SqliteRow): SealedChat {
  return {
    id: String(row.id),
    fold: row.fold as Uint8Array,
    checksum: String(row.checksum),
    masterId: String(row.master_id),
    wrapped: row.wrapped as Uint8Array,
  }
}

/** Gives what `query` gives; whatever is not a refusal of ours becomes `unavailable`. */
export async function reading<T>(query: () => T): Promise<T> {
  try {
    return query()
  } catch (error) {
    throw error instanceof ChatError ? error : unavailable(error)
  }
}
