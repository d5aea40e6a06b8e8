/** Who may do what, from least to most: each may do all that those before it may. */
export const ROLES = ['staff', 'editor', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** A staff member as an admin sees them (`GET /api/people`). */
export interface Person {
  id: string
  name: string
  email: string
  role: Role
  lockedOut: boolean
  secondFactor: boolean
  /** How many passkeys the account has; each is two factors at once. */
  passkeys: number
  /** When they were last at the console, UTC ms; null while they are not signed in. */
  seenAt: number | null
}

/** Somebody who was invited and has not come yet. `until` is UTC ms. */
export interface Invitation {
  id: string
  email: string
  role: Role
  until: number
}

export interface PeoplePage {
  people: Person[]
  invitations: Invitation[]
}

/** One browser that is signed in to one's own account. Times are UTC ms. */
export interface OwnSession {
  id: string
  /** Browser and system, such as `Firefox, Windows`; empty where they are not known. */
  device: string
  begunAt: number
  seenAt: number
  /** The one that asks. */
  isThis: boolean
}

/** A passkey of one's own account. Times are UTC ms. */
export interface OwnPasskey {
  id: string
  name: string
  addedAt: number
  /** Null until it was used. */
  usedAt: number | null
}

/**
 * Why signing in by the clinic's own provider did not work. `not-invited`: no account and no invitation has this address.
 * `said-no`: the provider refused. `lost`: the browser came back without what it left with, or too late. `away`: not reached.
 */
export const PROVIDER_PROBLEMS = ['not-invited', 'not-verified', 'said-no', 'lost', 'away', 'failed'] as const
export type ProviderProblem = (typeof PROVIDER_PROBLEMS)[number]

/** How people may sign in beside name and password (`GET /api/auth/ways`). */
export interface WaysIn {
  /** The clinic's own provider, and whether it can be reached now; null for none. */
  provider: { name: string; isThere: boolean } | null
}
