import { expect } from 'vitest'
import type { Auth } from '../../server/auth.ts'
import { softPasskey } from './soft-passkey.ts'
import { PUBLIC_URL } from './staff-http.ts'

export const BEN = {
  name: 'Ben Ode',
  email: 'ben@clinic.example',
  password: 'another lamp left on',
  role: 'editor',
} as const

/** A signed-in browser at one server. */
export interface SignedInBrowser {
  headers: Headers
  userId: string
  sessionId: string
  ticket(): Promise<string>
}

const newHeaders = () =>
  new Headers({ 'content-type': 'application/json', origin: PUBLIC_URL.origin, host: PUBLIC_URL.host })

export async function signIn(auth: Auth, { email, password } = BEN as { email: string; password: string }) {
  const { status, cookies } = await auth.handle('sign-in/email', newHeaders(), JSON.stringify({ email, password }))
  expect(status).toBe(200)
  return browserWith(auth, cookies)
}

/** Signs in by a passkey that is added for it. */
export async function signInByPasskey(auth: Auth): Promise<SignedInBrowser> {
  const found = await auth.who((await signIn(auth)).headers)
  if (!found) throw new Error('nobody is signed in')
  const passkey = softPasskey({ origin: PUBLIC_URL.origin, rpId: PUBLIC_URL.hostname })
  const making = (await auth.passkeys.begin(found.me)) as { challenge: string }
  await auth.passkeys.add(found.me.id, { name: 'front desk', response: passkey.make(making) })
  const asked = (await auth.passkeys.ask()) as { challenge: string }
  const { ok, cookies } = await auth.signInByPasskey(newHeaders(), passkey.say(asked))
  expect(ok).toBe(true)
  return browserWith(auth, cookies)
}

async function browserWith(auth: Auth, cookies: string[]): Promise<SignedInBrowser> {
  const headers = newHeaders()
  headers.set('cookie', cookies.map((cookie) => cookie.split(';', 1)[0]).join('; '))
  const found = await auth.who(headers)
  if (!found) throw new Error('nobody is signed in')
  const { me, sessionId } = found
  return {
    headers,
    userId: me.id,
    sessionId,
    ticket: () => auth.ticket({ sessionId, staff: { id: me.id, name: 'Ben' }, role: me.role }),
  }
}

/** Every way in which what a person may do at a console ends. */
export const REVOKING: [name: string, act: (auth: Auth, at: SignedInBrowser) => Promise<unknown>][] = [
  ['signing out', (auth, { headers }) => auth.handle('sign-out', headers, '{}')],
  ['ending one session', (auth, { userId, sessionId }) => auth.ownSessions.end(userId, sessionId, userId)],
  ['ending all sessions', (auth, { userId }) => auth.ownSessions.end(userId, null, userId)],
  [
    'a changed password',
    (auth, { headers, userId }) =>
      auth.changePassword(headers, userId, { password: BEN.password, newPassword: 'a third lamp left on' }),
  ],
  ['being locked out', (auth, { userId }) => auth.people.setLockedOut(userId, true, 'an admin')],
  ['another role', (auth, { userId }) => auth.people.setRole(userId, 'staff', 'an admin')],
  ['the reset from the terminal', (auth) => auth.people.reset(BEN.email)],
  ['a removed account', (auth, { userId }) => auth.people.remove(userId, 'an admin')],
  ['a locked console', (auth, { sessionId }) => auth.lock(sessionId)],
]
