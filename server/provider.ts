import { createHash } from 'node:crypto'
import { type BetterAuthOptions, betterAuth } from 'better-auth'
import { APIError } from 'better-auth/api'
import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import type { ProviderProblem } from '../protocol/access.ts'
import type { People } from './people.ts'
import { seenName } from './person-name.ts'

/** The clinic's own way to sign in (OpenID Connect), as the owner set it. */
export interface ProviderSettings {
  /** Its address, without a slash at the end. */
  issuer: string
  clientId: string
  clientSecret: string
  /** What the button calls it. */
  name: string
}

/** Signing in by the clinic's own provider. */
export interface Provider {
  readonly name: string
  /** Whether it can be used now. Never rejects. */
  isThere(): Promise<boolean>
  /** Where to send the browser; null while the provider cannot be used. */
  begin(headers: Headers): Promise<{ url: string; cookies: string[] } | null>
  /** What came of it when the browser is back; `query` is what the provider sent along, with its `?`. */
  end(headers: Headers, query: string): Promise<{ cookies: string[]; problem: ProviderProblem | null }>
}

/** Who waits at the sign-in page is told after so long that it cannot be reached. */
const PATIENCE_MS = 5000

/** Found to be away, it is asked again after so long at the earliest. */
const AGAIN_MS = 10_000

/** Where the provider sends browsers back to: its owner has to know this address. */
export const CALLBACK_PATH = '/api/auth/callback'

interface ProviderDeps {
  settings: ProviderSettings
  publicUrl: URL
  /** Those of the accounts. */
  options: BetterAuthOptions
  people: Pick<People, 'admit'>
  now(): number
}

/** Accounts are known by issuer and subject: another issuer is another provider, whoever it says people are. */
const idOf = (issuer: string): string => `oidc-${createHash('sha256').update(issuer).digest('hex').slice(0, 16)}`

/** A code that {@link admitted} ends a sign-in with. */
const refusal = (code: ProviderProblem) => new APIError('FORBIDDEN', { code, message: code })

/**
 * Nothing is asked of the provider before it is needed, so a start does not wait for it. The library is opened with it once it
 * answers.
 */
export function openProvider({ settings, publicUrl, options, people, now }: ProviderDeps): Provider {
  const { issuer, clientId, clientSecret, name } = settings
  const id = idOf(issuer)
  const discoveryUrl = `${issuer}/.well-known/openid-configuration`
  const redirectURI = new URL(CALLBACK_PATH, publicUrl).href

  const admitted = async (profile: Record<string, unknown>) => {
    const { sub, email, name: called } = profile
    if (typeof email !== 'string' || profile.emailVerified !== true) throw refusal('not-verified')
    const named = (typeof called === 'string' && seenName(called)) || email.split('@')[0]
    const may = await people.admit({ provider: id, subject: String(sub) }, { email, name: String(named).slice(0, 80) })
    if (!may) throw refusal('not-invited')
    return {}
  }

  const connect = async () => {
    const response = await fetch(discoveryUrl, { signal: AbortSignal.timeout(PATIENCE_MS) })
    const found = (await response.json()) as { issuer?: unknown }
    if (!response.ok || String(found.issuer).replace(/\/$/, '') !== issuer) throw new Error('this is another issuer')
    const plugin = genericOAuth({
      config: [
        {
          providerId: id,
          discoveryUrl,
          clientId,
          clientSecret,
          redirectURI,
          scopes: ['openid', 'email', 'profile'],
          pkce: true,
          requireIdTokenVerification: true,
          disableSignUp: true,
          mapProfileToUser: admitted,
          // The signature was checked before. Without an ID token there is nobody.
          accountSubject: ({ tokens }) => subjectOf(tokens.idToken),
        },
      ],
    })
    const auth = betterAuth({ ...options, plugins: [...(options.plugins ?? []), plugin] })
    await auth.$context
    return auth
  }
  let opened: ReturnType<typeof connect> | null = null
  let awayAt = Number.NEGATIVE_INFINITY
  const open = async () => {
    if (opened === null && now() < awayAt + AGAIN_MS) return null
    opened ??= connect()
    return opened.catch(() => {
      opened = null
      awayAt = now()
      return null
    })
  }

  return {
    name,
    isThere: async () => (await open()) !== null,
    async begin(headers) {
      const auth = await open()
      if (!auth) return null
      const response = await auth.handler(
        new Request(new URL('/api/auth/sign-in/social', publicUrl), {
          method: 'POST',
          headers,
          body: JSON.stringify({
            provider: id,
            callbackURL: '/staff',
            errorCallbackURL: '/staff',
            disableRedirect: true,
          }),
        }),
      )
      if (!response.ok) return null
      const { url } = (await response.json()) as { url: string }
      return { url, cookies: response.headers.getSetCookie() }
    },
    async end(headers, query) {
      const auth = await open()
      if (!auth) return { cookies: [], problem: 'away' }
      const request = new Request(new URL(`${CALLBACK_PATH}/${id}${query}`, publicUrl), { headers })
      const response = await auth.handler(request)
      return { cookies: response.headers.getSetCookie(), problem: await problemOf(response) }
    },
  }
}

/** What the library's codes mean to who wanted to sign in. */
const PROBLEMS: Record<string, ProviderProblem> = {
  'not-invited': 'not-invited',
  'not-verified': 'not-verified',
  // Who is locked out is told what a stranger is told.
  BANNED_USER: 'not-invited',
  signup_disabled: 'not-invited',
  account_not_linked: 'not-invited',
  access_denied: 'said-no',
  login_required: 'said-no',
  consent_required: 'said-no',
  state_not_found: 'lost',
  state_mismatch: 'lost',
  state_invalid: 'lost',
}

async function problemOf(response: Response): Promise<ProviderProblem | null> {
  const location = response.headers.get('location')
  if (location === null) {
    const { code } = (await response.json().catch(() => ({}))) as { code?: string }
    return PROBLEMS[code ?? ''] ?? 'failed'
  }
  const error = new URL(location, 'http://here.invalid').searchParams.get('error')
  return error === null ? null : (PROBLEMS[error] ?? 'failed')
}

function subjectOf(idToken: string | undefined): string {
  const claims = idToken?.split('.')[1]
  if (!claims) return ''
  const { sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { sub?: unknown }
  return typeof sub === 'string' ? sub : ''
}
