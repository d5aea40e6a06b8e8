/**
 * Everything that the audit log may say, and nothing else: no words of visitors or staff, no words that were searched for,
 * no addresses of networks. `who` is the id of the account that did it; null is the terminal, a visitor, or nobody known.
 */
export type Deed =
  /** A member of staff was given the log of a chat: once for each chat and session, and again after an hour. */
  | { what: 'transcript-opened'; who: string; which: string }
  /** `count`: how many chats the first page of results had, or those questions were of that nobody could answer. */
  | { what: 'searched'; who: string; count: number }
  /** Numbers were taken out as a file. */
  | { what: 'exported'; who: string }
  | { what: 'erased-by-visitor'; who: null; which: string }
  /** `count`: how many chats one sweep deleted because their time was over. */
  | { what: 'retention-deleted'; who: null; count: number }
  | { what: 'signed-in' | 'signed-out'; who: string }
  /** `which` is the account that the name belongs to, null for a name that nobody has: who tried is not known. */
  | { what: 'sign-in-failed'; who: null; which: string | null }
  /** `which` is the account or the invitation, `detail` what was done to it, such as `role`. */
  | { what: 'account-changed'; who: string | null; which: string; detail: string }
  /** Other content came into force; `count`: its answers. */
  | { what: 'content-changed'; who: string | null; count: number }
  | { what: 'settings-changed'; who: string | null }
  /** A backup took the place of the database; rows of the log after it stayed where they could be read. */
  | { what: 'restored'; who: null }

export const AUDIT_KINDS = [
  'transcript-opened',
  'searched',
  'exported',
  'erased-by-visitor',
  'retention-deleted',
  'signed-in',
  'signed-out',
  'sign-in-failed',
  'account-changed',
  'content-changed',
  'settings-changed',
  'restored',
] as const satisfies readonly Deed['what'][]
export type AuditKind = (typeof AUDIT_KINDS)[number]

/** A deed with the time at which it was done (UTC ms), every field there. */
export interface AuditEntry {
  at: number
  who: string | null
  what: Deed['what']
  detail: string | null
  count: number | null
  /** The id of a chat or an account. */
  which: string | null
}

/** One row of the log. Numbers are 1, 2, 3 … without holes. */
export interface AuditRow extends AuditEntry {
  number: number
  /** SHA-256, hexadecimal, over the hash of the row before and all that stands in this one. */
  hash: string
}

/** A page of the log, newest first (`GET /api/audit`). */
export interface AuditPage {
  rows: AuditRow[]
  /** There are older rows. */
  more: boolean
  /** Everybody with an account, for names; who was removed since has none. */
  people: { id: string; name: string }[]
}
