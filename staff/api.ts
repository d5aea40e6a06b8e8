import { ChatError } from '../protocol/errors.ts'
import type { Locale } from '../protocol/events.ts'
import type { Library, Me } from '../protocol/staff.ts'

/** Why a form was not accepted. `refused`: other input may be; `expired`: the set-up link is of no use any more. */
export type FormFailure =
  | 'wrong'
  | 'too-many'
  | 'offline'
  | 'failed'
  | 'refused'
  | 'expired'
  | 'taken'
  | 'last-admin'
  | 'gone'
  | 'no-passkey'
  | 'passkey-known'
  | 'passkey-unable'
  | 'enough'
  | 'provider-away'
  | 'stale'
  | 'too-many-drafts'
  | 'broken'
  | 'read-only'

export type Outcome<T> = { ok: true; value: T } | { ok: false; why: FormFailure }

export interface NewAccount {
  token: string
  name: string
  email: string
  password: string
}

/** What a one-use link is for. */
export type LinkKind = 'invitation' | 'new-password'

/** The console's HTTP calls. None of them rejects but `ticket` and `library`. */
export interface Api {
  /** Who is signed in; null for nobody. */
  me(): Promise<Outcome<Me | null>>
  /** With `code` the password was right, and the code of the second factor is asked for next. */
  signIn(email: string, password: string): Promise<Outcome<{ code?: true }>>
  giveCode(code: string): Promise<Outcome<null>>
  /** Resolves with whether the server heard it. */
  signOut(): Promise<boolean>
  /** A one-use ticket for the socket. Rejects with ChatError: `unauthorized` when the session has ended or is locked. */
  ticket(): Promise<string>
  /** What may be sent and gone by in this language. Rejects when it cannot be had now. */
  library(lang: Locale): Promise<Library>
  /** Whether the first account may still be made. */
  setupOpen(): Promise<Outcome<boolean>>
  makeFirstAccount(account: NewAccount): Promise<Outcome<null>>
  /** An account or a new password by a one-use link, and signs in: with `code` the second factor is asked for next. */
  acceptLink(kind: LinkKind, account: object): Promise<Outcome<{ code?: true }>>
  /** What the pages of people and accounts ask, each of which knows the shape of its answers. */
  get<T>(path: string): Promise<Outcome<T>>
  post<T>(path: string, body: object): Promise<Outcome<T>>
  /** The server's clock minus this computer's, ms, within a second: ages are told by the server's clock. */
  readonly skewMs: number
}

/** What a refused request's error code means to a form; any other code is `failed`. */
const FAILURES = new Map<string, FormFailure>([
  ['wrong-credentials', 'wrong'],
  ['too-fast', 'too-many'],
  ['link-used', 'expired'],
  ['malformed', 'refused'],
  ['taken', 'taken'],
  ['last-admin', 'last-admin'],
  ['not-found', 'gone'],
  ['enough', 'enough'],
  ['provider-away', 'provider-away'],
  ['stale', 'stale'],
  ['too-many-drafts', 'too-many-drafts'],
  ['broken', 'broken'],
  ['read-only', 'read-only'],
])

export function createApi(fetchHere: typeof fetch = fetch.bind(globalThis)): Api {
  let skewMs = 0

  const call = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<Response> => {
    const response = await fetchHere(path, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(method === 'POST'
        ? { headers: { 'content-type': 'application/json', 'x-bedside': '1' }, body: JSON.stringify(body ?? {}) }
        : {}),
    })
    const date = Date.parse(response.headers.get('date') ?? '')
    if (Number.isFinite(date)) skewMs = date - Date.now()
    return response
  }

  /** The answer read by `read`, or what its failure means. */
  const attempt = async <T>(ask: Promise<Response>, read: (response: Response) => Promise<T>): Promise<Outcome<T>> => {
    const response = await ask.catch(() => null)
    if (!response) return { ok: false, why: 'offline' }
    try {
      if (response.ok) return { ok: true, value: await read(response) }
      const { error } = (await response.json()) as { error?: { code?: string } }
      return { ok: false, why: FAILURES.get(error?.code ?? '') ?? 'failed' }
    } catch {
      // Cut off on the way, or written by something in between that is not this server.
      return { ok: false, why: 'failed' }
    }
  }
  const nothing = async () => null

  return {
    async me() {
      const ask = call('GET', '/api/staff/me')
      if ((await ask.catch(() => null))?.status === 401) return { ok: true, value: null }
      return attempt(ask, async (response) => (await response.json()) as Me)
    },
    async signIn(email, password) {
      const answer = await attempt(
        call('POST', '/api/auth/sign-in/email', { email, password }),
        async (response) => (await response.json()) as { code?: true },
      )
      // A password too long for any account is a wrong one.
      return !answer.ok && answer.why === 'refused' ? { ok: false, why: 'wrong' } : answer
    },
    giveCode: (code) => attempt(call('POST', '/api/auth/code', { code }), nothing),
    async signOut() {
      const answer = await call('POST', '/api/auth/sign-out').catch(() => null)
      return answer?.ok ?? false
    },
    async ticket() {
      const response = await call('POST', '/api/staff/ticket').catch((cause: unknown) => {
        throw new ChatError('unavailable', 'the server was not reached', { cause })
      })
      if (response.status === 401 || response.status === 423)
        throw new ChatError('unauthorized', 'the session has ended')
      if (!response.ok) throw new ChatError('unavailable', `the server answered ${response.status}`)
      const { ticket } = (await response.json()) as { ticket: string }
      return ticket
    },
    async library(lang) {
      const response = await call('GET', `/api/staff/library?lang=${lang}`)
      if (!response.ok) throw new Error(`the server answered ${response.status}`)
      return (await response.json()) as Library
    },
    setupOpen: () =>
      attempt(call('GET', '/api/setup'), async (response) => ((await response.json()) as { open: boolean }).open),
    makeFirstAccount: (account) => attempt(call('POST', '/api/setup', account), nothing),
    acceptLink: (kind, account) =>
      attempt(
        call('POST', `/api/${kind}/accept`, account),
        async (response) => (await response.json()) as { code?: true },
      ),
    get: <T>(path: string) => attempt(call('GET', path), async (response) => (await response.json()) as T),
    post: <T>(path: string, body: object) =>
      attempt(call('POST', path, body), async (response) => (await response.json()) as T),
    get skewMs() {
      return skewMs
    },
  }
}
