import type { AuthContext, BetterAuthPlugin } from 'better-auth'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { z } from 'zod'
import type { OwnPasskey } from '../protocol/access.ts'
import type { AccountChange } from './account-events.ts'
import { type Challenges, openChallenges } from './challenges.ts'
import type { AccountTables } from './people.ts'

/** The passkeys of accounts (WebAuthn level 3). All reject with the database's error. */
export interface Passkeys {
  /** Oldest first. */
  list(userId: string): Promise<OwnPasskey[]>
  /** What a browser needs to make a passkey; null when there are enough. */
  begin(user: { id: string; name: string; email: string }): Promise<object | null>
  /** Keeps what an authenticator made; false for what it should not have said. */
  add(userId: string, passkey: { name: string; response: unknown }): Promise<boolean>
  /** False when this account has no such passkey. */
  remove(userId: string, id: string): Promise<boolean>
  /** What a browser needs to ask for a passkey of anybody here. */
  ask(): Promise<object>
  /** Whose passkey said `response`; null for one that is unknown or wrong. */
  answered(response: unknown): Promise<string | null>
}

/** EdDSA, ES256, RS256 (COSE): what authenticators have. */
const ALGORITHMS = [-8, -7, -257]

/** More than a person has devices. */
const MOST = 20

/** A row of the table that {@link passkeyPlugin} makes. */
interface PasskeyRow {
  id: string
  userId: string
  name: string
  credentialId: string
  /** COSE key, base64url. */
  publicKey: string
  counter: number
  /** Separated by commas; empty where the browser did not say. */
  transports: string
  createdAt: Date
  usedAt?: Date | null
}

interface Where {
  publicUrl: URL
  secret: string
  now(): number
}

const base64url = z
  .string()
  .max(8192)
  .regex(/^[\w-]+$/)
const credential = { id: base64url, rawId: base64url, type: z.literal('public-key') }
const made = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z
      .array(z.string().regex(/^[a-z-]{1,20}$/))
      .max(8)
      .optional(),
  }),
})
const said = z.object({
  ...credential,
  response: z.object({ clientDataJSON: base64url, authenticatorData: base64url, signature: base64url }),
})

/** A quarter of a second of reading code: loaded for the first passkey, not at start. */
const webAuthn = () => import('@simplewebauthn/server')

/** In the session of who showed two factors at once by it. */
const BY_PASSKEY = 'passkey'

/** The table, and the sign-in itself: the library makes its cookies inside of a request to it alone. */
export function passkeyPlugin(where: Where) {
  return {
    id: 'bedside-passkey',
    schema: {
      passkey: {
        fields: {
          userId: { type: 'string', required: true, references: { model: 'user', field: 'id' }, index: true },
          name: { type: 'string', required: true },
          credentialId: { type: 'string', required: true, unique: true },
          publicKey: { type: 'string', required: true },
          counter: { type: 'number', required: true },
          transports: { type: 'string', required: true },
          createdAt: { type: 'date', required: true },
          usedAt: { type: 'date', required: false },
        },
      },
    },
    endpoints: {
      signInByPasskey: createAuthEndpoint(
        '/sign-in/passkey',
        { method: 'POST', body: z.object({ response: z.unknown() }) },
        async (ctx) => {
          const userId = await openPasskeys({ ...where, context: ctx.context }).answered(ctx.body.response)
          const user = userId && (await ctx.context.internalAdapter.findUserById(userId))
          if (!user) throw new APIError('UNAUTHORIZED')
          const { internalAdapter } = ctx.context
          const session = await internalAdapter.createSession(user.id, false, { signedInBy: BY_PASSKEY })
          await setSessionCookie(ctx, { session, user })
          return ctx.json({ userId: user.id })
        },
      ),
    },
  } satisfies BetterAuthPlugin
}

interface PasskeyDeps extends Where {
  context: {
    adapter: AccountTables['adapter'] & Pick<AuthContext['adapter'], 'findOne' | 'create' | 'update' | 'count'>
    internalAdapter: AuthContext['internalAdapter']
  }
  changed?: (who: string, what: AccountChange) => void
}

/** The authenticator checks who holds it each time (user verification), so a passkey is both factors. */
export function openPasskeys({ context, publicUrl, secret, now, changed = () => {} }: PasskeyDeps): Passkeys {
  const { adapter, internalAdapter } = context
  const challenges: Challenges = openChallenges({ secret, internalAdapter, now })
  const expected = { expectedOrigin: publicUrl.origin, expectedRPID: publicUrl.hostname, requireUserVerification: true }
  const of = (userId: string) =>
    adapter.findMany<PasskeyRow>({
      model: 'passkey',
      where: [{ field: 'userId', value: userId }],
      sortBy: { field: 'createdAt', direction: 'asc' },
      limit: MOST,
    })
  const transportsOf = ({ transports }: PasskeyRow) => transports.split(',').filter(Boolean)
  const adding = (userId: string): string => `add ${userId}`
  return {
    async list(userId) {
      return (await of(userId)).map(({ id, name, createdAt, usedAt }) => ({
        id,
        name,
        addedAt: new Date(createdAt).getTime(),
        usedAt: usedAt ? new Date(usedAt).getTime() : null,
      }))
    },
    async begin({ id, name, email }) {
      const has = await of(id)
      if (has.length >= MOST) return null
      const { generateRegistrationOptions } = await webAuthn()
      return generateRegistrationOptions({
        rpName: 'Bedside',
        rpID: publicUrl.hostname,
        userID: new Uint8Array(Buffer.from(id)),
        userName: email,
        userDisplayName: name,
        challenge: challenges.issue(adding(id)),
        // what kind of authenticator it is makes no difference here, so nobody is asked
        attestationType: 'none',
        excludeCredentials: has.map((row) => ({ id: row.credentialId, transports: transportsOf(row) })),
        supportedAlgorithmIDs: ALGORITHMS,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      })
    },
    async add(userId, { name, response }) {
      const parsed = made.safeParse(response)
      if (!parsed.success) return false
      const { verifyRegistrationResponse } = await webAuthn()
      const { transports = [] } = parsed.data.response
      const checked = await verifyRegistrationResponse({
        ...expected,
        response: { ...parsed.data, clientExtensionResults: {} },
        expectedChallenge: (challenge) => challenges.use(challenge, adding(userId)),
        supportedAlgorithmIDs: ALGORITHMS,
      }).catch(() => null)
      if (!checked?.verified || (await of(userId)).length >= MOST) return false
      const { id, publicKey, counter } = checked.registrationInfo.credential
      const taken = await adapter.count({ model: 'passkey', where: [{ field: 'credentialId', value: id }] })
      if (taken > 0) return false
      await adapter.create({
        model: 'passkey',
        data: {
          userId,
          name,
          credentialId: id,
          publicKey: Buffer.from(publicKey).toString('base64url'),
          counter,
          transports: transports.join(','),
          createdAt: new Date(now()),
        },
      })
      changed(userId, 'passkey-added')
      return true
    },
    async remove(userId, id) {
      if (!(await of(userId)).some((row) => row.id === id)) return false
      await adapter.delete({ model: 'passkey', where: [{ field: 'id', value: id }] })
      changed(userId, 'passkey-removed')
      return true
    },
    async ask() {
      const { generateAuthenticationOptions } = await webAuthn()
      return generateAuthenticationOptions({
        rpID: publicUrl.hostname,
        challenge: challenges.issue('sign-in'),
        userVerification: 'required',
      })
    },
    async answered(response) {
      const parsed = said.safeParse(response)
      if (!parsed.success) return null
      const row = await adapter.findOne<PasskeyRow>({
        model: 'passkey',
        where: [{ field: 'credentialId', value: parsed.data.id }],
      })
      if (!row) return null
      const { verifyAuthenticationResponse } = await webAuthn()
      // it throws for whatever is not as it must be
      const checked = await verifyAuthenticationResponse({
        ...expected,
        response: { ...parsed.data, clientExtensionResults: {} },
        expectedChallenge: (challenge) => challenges.use(challenge, 'sign-in'),
        credential: {
          id: row.credentialId,
          publicKey: new Uint8Array(Buffer.from(row.publicKey, 'base64url')),
          counter: row.counter,
          transports: transportsOf(row),
        },
      }).catch(() => null)
      if (!checked?.verified) return null
      await adapter.update({
        model: 'passkey',
        where: [{ field: 'id', value: row.id }],
        update: { counter: checked.authenticationInfo.newCounter, usedAt: new Date(now()) },
      })
      return row.userId
    },
  }
}
