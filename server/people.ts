import type { AuthContext } from 'better-auth'
import { z } from 'zod'
import { type Invitation, type PeoplePage, ROLES, type Role } from '../protocol/access.ts'
import type { AccountChange, AccountEvent } from './account-events.ts'
import { digestOf, newSecret } from './one-time.ts'
import { hashPassword } from './passwords.ts'
import { roleOf } from './roles.ts'
import { lastSeen, type SessionRow } from './session-rows.ts'

/** Why an account cannot be changed so. */
export class AccountError extends Error {
  override readonly name = 'AccountError'
  readonly code: 'not-found' | 'last-admin' | 'taken'

  constructor(code: AccountError['code']) {
    super(code)
    this.code = code
  }
}

/** What admins do with accounts. `by` is the admin's id, or null for the terminal. All reject with {@link AccountError} or the database's error. */
export interface People {
  page(): Promise<PeoplePage>
  /** A one-use secret for somebody who has no account yet. An earlier invitation of the same address is void. */
  invite(invited: { email: string; role: Role }, by: string): Promise<{ secret: string; until: number }>
  uninvite(id: string, by: string): Promise<void>
  /** Whom a secret invites, without using it; null for one that is unknown, used or too old. */
  invited(secret: string): Promise<{ email: string; role: Role } | null>
  /** Makes the invited account; null for a secret that is unknown, used or too old. */
  accept(secret: string, account: { name: string; password: string }): Promise<{ email: string } | null>
  /**
   * Whether who the clinic's own provider vouches for may come in: the address is an account's, which no other person at the provider
   * has, or was invited, and the account is made then, without a password.
   */
  admit(who: { provider: string; subject: string }, profile: { email: string; name: string }): Promise<boolean>
  /** Makes an account with a password. */
  make(account: { name: string; email: string; password: string; role: Role }, by: string | null): Promise<void>
  /**
   * A one-use secret to choose a new password with, for an hour. Second factor, passkeys and who the person is at the clinic's
   * provider are forgotten, and every session ended; who is locked out stays so.
   */
  reset(email: string): Promise<{ secret: string; name: string; lockedOut: boolean }>
  /** Whose password a secret sets, without using it; null for one that is unknown, used or too old. */
  resetting(secret: string): Promise<{ email: string } | null>
  /** Sets the password; null for a secret that is unknown, used or too old. */
  acceptReset(secret: string, password: string): Promise<{ email: string } | null>
  setRole(id: string, role: Role, by: string): Promise<void>
  setLockedOut(id: string, lockedOut: boolean, by: string): Promise<void>
  remove(id: string, by: string): Promise<void>
}

/** The library's way to its tables, as far as it is gone here. */
export interface AccountTables {
  adapter: Pick<AuthContext['adapter'], 'findMany' | 'delete' | 'deleteMany'>
  internalAdapter: AuthContext['internalAdapter']
}

interface PeopleDeps {
  context: AccountTables
  /** Does `work` while no other change of roles is done, at any node. */
  alone(work: () => Promise<void>): Promise<void>
  now(): number
  tell(event: AccountEvent): void
}

/** A row of the library's `user` table, as far as it is read here. */
export interface UserRow {
  id: string
  name: string
  email: string
  role?: string | null
  banned?: boolean | null
  twoFactorEnabled?: boolean | null
}

/** A row of the library's `account` table: what an account is known by at a provider. */
interface LinkRow {
  userId: string
  accountId: string
}

interface VerificationRow {
  id: string
  identifier: string
  value: string
  expiresAt: Date
}

/** A week: whoever is invited before a holiday finds a link that works. */
const INVITATION_MS = 7 * 24 * 60 * 60_000

const RESET_MS = 60 * 60_000

const KIND = 'invitation:'
const RESET_KIND = 'new-password:'
const invitedValue = z.strictObject({ email: z.string(), role: z.enum(ROLES) })

/** More staff than a clinic has. */
const MANY = 1000

/**
 * Accounts over the library's tables. Invitations stand in its table of one-use values, as digests: they outlive a restart,
 * any node redeems them, and no backup carries them.
 */
export function openPeople({ context: { adapter, internalAdapter }, alone, now, tell }: PeopleDeps): People {
  const userOf = async (id: string): Promise<UserRow> => {
    const user = await internalAdapter.findUserById(id)
    if (!user) throw new AccountError('not-found')
    return user
  }
  const changed = (who: string, what: AccountChange, by: string | null) => tell({ type: 'changed', who, what, by })

  /** Refuses what would leave nobody who could let others in again. */
  const requireAnotherAdmin = async (leaving: UserRow): Promise<void> => {
    if (roleOf(leaving.role) !== 'admin' || leaving.banned) return
    const admins = await adapter.findMany<UserRow>({
      model: 'user',
      where: [{ field: 'role', value: 'admin' }],
      limit: MANY,
    })
    if (!admins.some(({ id, banned }) => id !== leaving.id && !banned)) throw new AccountError('last-admin')
  }

  const pending = async (): Promise<VerificationRow[]> => {
    const rows = await adapter.findMany<VerificationRow>({
      model: 'verification',
      where: [{ field: 'identifier', operator: 'starts_with', value: KIND }],
      limit: MANY,
    })
    return rows.filter(({ expiresAt }) => new Date(expiresAt).getTime() > now())
  }
  const read = ({ value }: Pick<VerificationRow, 'value'>) => invitedValue.parse(JSON.parse(value))
  const forget = (id: string) => adapter.delete({ model: 'verification', where: [{ field: 'id', value: id }] })

  const forgetFactors = async (userId: string): Promise<void> => {
    for (const model of ['twoFactor', 'passkey']) {
      await adapter.deleteMany({ model, where: [{ field: 'userId', value: userId }] })
    }
  }

  const create = async ({ name, email, role }: { name: string; email: string; role: Role }): Promise<string> => {
    if (await internalAdapter.findUserByEmail(email)) throw new AccountError('taken')
    const user = await internalAdapter.createUser(
      { name, email: email.toLowerCase(), emailVerified: false, role },
      { method: 'email' },
    )
    return user.id
  }
  /** Who came by the clinic's provider has had none. */
  const setPassword = async (userId: string, hash: string): Promise<void> => {
    const accounts = await internalAdapter.findAccounts(userId)
    if (accounts.some(({ providerId }) => providerId === 'credential')) {
      return internalAdapter.updatePassword(userId, hash)
    }
    await internalAdapter.linkAccount({ userId, accountId: userId, providerId: 'credential', password: hash })
  }

  const make: People['make'] = async ({ password, ...account }, by) => {
    const hash = await hashPassword(password)
    const id = await create(account)
    await setPassword(id, hash)
    changed(id, 'made', by)
  }
  const subjectsOf = async (where: { field: string; value: string }[]): Promise<LinkRow[]> =>
    adapter.findMany<LinkRow>({ model: 'account', where, limit: 10 })

  return {
    async page() {
      const users = await adapter.findMany<UserRow>({
        model: 'user',
        sortBy: { field: 'name', direction: 'asc' },
        limit: MANY,
      })
      const sessions = await adapter.findMany<SessionRow>({ model: 'session', limit: 10 * MANY })
      const passkeys = await adapter.findMany<{ userId: string }>({ model: 'passkey', limit: 10 * MANY })
      const seenAt = (userId: string): number | null => {
        const times = sessions.filter((session) => session.userId === userId).map(lastSeen)
        return times.length > 0 ? Math.max(...times) : null
      }
      const invitations = (await pending()).map((row): Invitation => {
        const { email, role } = read(row)
        return { id: row.id, email, role, until: new Date(row.expiresAt).getTime() }
      })
      return {
        people: users.map(({ id, name, email, role, banned, twoFactorEnabled }) => ({
          id,
          name,
          email,
          role: roleOf(role),
          lockedOut: banned === true,
          secondFactor: twoFactorEnabled === true,
          passkeys: passkeys.filter(({ userId }) => userId === id).length,
          seenAt: seenAt(id),
        })),
        invitations,
      }
    },
    async invite({ email, role }, by) {
      const address = email.toLowerCase()
      if (await internalAdapter.findUserByEmail(address)) throw new AccountError('taken')
      for (const row of await pending()) if (read(row).email === address) await forget(row.id)
      const secret = newSecret()
      const until = now() + INVITATION_MS
      const { id } = await internalAdapter.createVerificationValue({
        identifier: KIND + digestOf(secret),
        value: JSON.stringify({ email: address, role }),
        expiresAt: new Date(until),
      })
      changed(id, 'invited', by)
      return { secret, until }
    },
    async uninvite(id, by) {
      if (!(await pending()).some((row) => row.id === id)) throw new AccountError('not-found')
      await forget(id)
      changed(id, 'uninvited', by)
    },
    async invited(secret) {
      const row = (await pending()).find(({ identifier }) => identifier === KIND + digestOf(secret))
      return row ? read(row) : null
    },
    async accept(secret, account) {
      const row = await internalAdapter.consumeVerificationValue(KIND + digestOf(secret))
      if (!row || new Date(row.expiresAt).getTime() <= now()) return null
      const { email, role } = read(row)
      await make({ ...account, email, role }, null)
      return { email }
    },
    make,
    async admit({ provider, subject }, { email, name }) {
      const known = await subjectsOf([
        { field: 'providerId', value: provider },
        { field: 'accountId', value: subject },
      ])
      const user = (await internalAdapter.findUserByEmail(email.toLowerCase()))?.user
      if (known.some(({ userId }) => userId !== user?.id)) return false
      if (user) {
        const others = await subjectsOf([
          { field: 'providerId', value: provider },
          { field: 'userId', value: user.id },
        ])
        return others.every(({ accountId }) => accountId === subject)
      }
      const row = (await pending()).find((each) => read(each).email === email.toLowerCase())
      if (!row || !(await internalAdapter.consumeVerificationValue(row.identifier))) return false
      changed(await create({ name, ...read(row) }), 'made', null)
      return true
    },
    async reset(email) {
      const user: UserRow | undefined = (await internalAdapter.findUserByEmail(email))?.user
      if (!user) throw new AccountError('not-found')
      await forgetFactors(user.id)
      await adapter.deleteMany({
        model: 'account',
        where: [
          { field: 'userId', value: user.id },
          { field: 'providerId', operator: 'ne', value: 'credential' },
        ],
      })
      await internalAdapter.updateUser(user.id, { twoFactorEnabled: false })
      await internalAdapter.deleteUserSessions(user.id)
      const secret = newSecret()
      await internalAdapter.createVerificationValue({
        identifier: RESET_KIND + digestOf(secret),
        value: user.id,
        expiresAt: new Date(now() + RESET_MS),
      })
      changed(user.id, 'reset', null)
      return { secret, name: user.name, lockedOut: user.banned === true }
    },
    async resetting(secret) {
      const row = await internalAdapter.findVerificationValue(RESET_KIND + digestOf(secret))
      if (!row || new Date(row.expiresAt).getTime() <= now()) return null
      const user = await internalAdapter.findUserById(row.value)
      return user && { email: user.email }
    },
    async acceptReset(secret, password) {
      const row = await internalAdapter.consumeVerificationValue(RESET_KIND + digestOf(secret))
      if (!row || new Date(row.expiresAt).getTime() <= now()) return null
      const { email } = await userOf(row.value)
      await setPassword(row.value, await hashPassword(password))
      await internalAdapter.deleteUserSessions(row.value)
      changed(row.value, 'password', null)
      return { email }
    },
    setRole: (id, role, by) =>
      alone(async () => {
        const user = await userOf(id)
        if (roleOf(user.role) === role) return
        if (role !== 'admin') await requireAnotherAdmin(user)
        await internalAdapter.updateUser(id, { role })
        // Whoever is signed in holds what the old role allowed: they sign in again.
        await internalAdapter.deleteUserSessions(id)
        changed(id, 'role', by)
      }),
    setLockedOut: (id, lockedOut, by) =>
      alone(async () => {
        const user = await userOf(id)
        if ((user.banned === true) === lockedOut) return
        if (lockedOut) await requireAnotherAdmin(user)
        await internalAdapter.updateUser(id, { banned: lockedOut })
        if (lockedOut) await internalAdapter.deleteUserSessions(id)
        changed(id, lockedOut ? 'locked-out' : 'let-in', by)
      }),
    remove: (id, by) =>
      alone(async () => {
        await requireAnotherAdmin(await userOf(id))
        await internalAdapter.deleteUserSessions(id)
        await forgetFactors(id)
        await internalAdapter.deleteUser(id)
        changed(id, 'removed', by)
      }),
  }
}
