/** What was done to an account. */
export type AccountChange =
  | 'made'
  | 'invited'
  | 'uninvited'
  | 'role'
  | 'locked-out'
  | 'let-in'
  | 'removed'
  | 'second-factor-on'
  | 'second-factor-off'
  | 'backup-code-used'
  | 'passkey-added'
  | 'passkey-removed'
  | 'password'
  | 'reset'
  | 'sessions-ended'

/**
 * What happens with accounts, for whoever keeps a record. `who` is the account's id (the invitation's for an invitation; null for
 * a name that nobody has), `by` the id of who did it, null for the terminal and for one-use links.
 */
export type AccountEvent =
  | { type: 'signed-in' | 'signed-out'; who: string }
  | { type: 'sign-in-failed'; who: string | null }
  | { type: 'changed'; who: string; what: AccountChange; by: string | null }
