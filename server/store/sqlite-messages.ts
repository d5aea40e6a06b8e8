import type { ErrorCode } from '../../protocol/errors.ts'
import type { Store } from './port.ts'
import type { MasterKey } from './seal.ts'

/** What the server's thread and the database's thread say to each other. */

export type StoreMethod = Exclude<keyof Store, 'gen'>

/** What the database's thread is started with. */
export interface StoreSetup {
  path: string
  masters: readonly [MasterKey, ...MasterKey[]]
}

export interface StoreCall {
  id: number
  method: StoreMethod
  args: unknown[]
}

export type StoreAnswer =
  | { id: number; value: unknown }
  | { id: number; refusal: { code: ErrorCode; message: string; details: object; cause: string | null } }
  /** Something that nobody foresaw; its name alone is told, its message could quote what somebody wrote. */
  | { id: number; failure: string }

export type FromStore =
  | { opened: { gen: string } }
  | { notOpened: string }
  | { answers: StoreAnswer[] }
  | { log: 'error' | 'info'; fields: { code: number | null; waiting: number }; message: string }
