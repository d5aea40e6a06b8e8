import { type ReadonlySignal, signal } from '@preact/signals'
import { backoffMs } from '../../client/backoff.ts'
import type { Me } from '../../protocol/staff.ts'
import type { Api, FormFailure, LinkKind, NewAccount, Outcome } from '../api.ts'
import { openByPasskey } from './passkey-door.ts'

/** `unreachable`: the server was not there to say who is signed in; it is asked again by itself. */
export type SessionState =
  | { name: 'looking' }
  | { name: 'unreachable' }
  | { name: 'signed-out'; why: 'ended' | 'left' | null }
  | { name: 'code-awaited' }
  | { name: 'signed-in'; me: Me }
  | { name: 'locked'; me: Me }

export interface Session {
  readonly state: ReadonlySignal<SessionState>
  /** Asks the server who is signed in. */
  look(): Promise<void>
  /** Resolves with null when signed in or a code is asked for next, else with why not. */
  signIn(email: string, password: string): Promise<FormFailure | null>
  makeFirstAccount(account: NewAccount): Promise<FormFailure | null>
  acceptLink(kind: LinkKind, account: object): Promise<FormFailure | null>
  /** The code of the second factor, or a backup code. */
  giveCode(code: string): Promise<FormFailure | null>
  /** Back to name and password. */
  startOver(): void
  /** Signs in, or unlocks. With a signal it waits until a passkey is chosen in a field, or the signal ends it. */
  usePasskey(offer?: AbortSignal): Promise<FormFailure | null>
  /** Nobody was here for a while. What is on the screen is hidden at once, also when the server does not hear of it. */
  lock(): Promise<void>
  unlock(password: string): Promise<FormFailure | null>
  signOut(): Promise<void>
  /** The server said that the session is over. It may have given this browser a new one in its place. */
  ended(): Promise<void>
}

/** Between the end of a session that is renewed and its new cookie, at most. */
const RENEWAL_MS = 1000

export function createSession(api: Api): Session {
  const state = signal<SessionState>({ name: 'looking' })
  let attempts = 0

  const settled = (me: Me): SessionState => ({ name: me.locked ? 'locked' : 'signed-in', me })

  const look = async () => {
    const answer = await api.me()
    if (answer.ok) {
      attempts = 0
      state.value = answer.value ? settled(answer.value) : { name: 'signed-out', why: null }
      return
    }
    state.value = { name: 'unreachable' }
    setTimeout(() => {
      if (state.peek().name === 'unreachable') void look()
    }, backoffMs(attempts++))
  }

  /** This page shows nothing any more at once; the session itself, which a reload would open, ends when the server hears it. */
  const leave = async (attempt = 0): Promise<void> => {
    if (await api.signOut()) return
    setTimeout(() => {
      if (state.peek().name === 'signed-out') void leave(attempt + 1)
    }, backoffMs(attempt))
  }

  const enter = async (answer: Outcome<unknown>): Promise<FormFailure | null> => {
    if (!answer.ok) return answer.why
    const who = await api.me()
    if (!who.ok) return who.why
    // Cookies are off in this browser: the server took the password and this page is nobody all the same.
    if (who.value === null) return 'failed'
    state.value = settled(who.value)
    return null
  }

  return {
    state,
    look,
    async signIn(email, password) {
      const answer = await api.signIn(email, password)
      if (!answer.ok || !answer.value.code) return enter(answer)
      state.value = { name: 'code-awaited' }
      return null
    },
    async giveCode(code) {
      const failure = await enter(await api.giveCode(code))
      if (failure === 'expired') state.value = { name: 'signed-out', why: 'ended' }
      return failure
    },
    startOver() {
      state.value = { name: 'signed-out', why: null }
    },
    async usePasskey(offer) {
      const locked = state.peek().name === 'locked'
      const path = locked ? '/api/staff/unlock/passkey' : '/api/auth/passkey'
      return enter(await openByPasskey(api, path, offer))
    },
    makeFirstAccount: async (account) => enter(await api.makeFirstAccount(account)),
    acceptLink: async (kind, account) => enter(await api.acceptLink(kind, account)),
    async lock() {
      const current = state.peek()
      if (current.name !== 'signed-in') return
      state.value = { name: 'locked', me: current.me }
      // Not heard: the server locks by itself when it hears of nobody.
      await api.post('/api/staff/lock', {})
    },
    unlock: async (password) => {
      const answer = await api.post('/api/staff/unlock', { password })
      if (answer.ok) return enter(answer)
      // The session may have ended while it was locked.
      if (answer.why === 'failed') await look()
      return answer.why
    },
    async signOut() {
      state.value = { name: 'signed-out', why: 'left' }
      await leave()
    },
    async ended() {
      if (state.peek().name !== 'signed-in') return
      let who = await api.me()
      if (who.ok && who.value === null) {
        // The new session's cookie may still be on its way to this browser.
        await new Promise((resolve) => setTimeout(resolve, RENEWAL_MS))
        who = await api.me()
      }
      if (state.peek().name !== 'signed-in') return
      // Elsewhere in this browser the second factor was set up or the password changed: the cookie is of a new session.
      if (who.ok && who.value) state.value = settled(who.value)
      else state.value = { name: 'signed-out', why: 'ended' }
    },
  }
}
