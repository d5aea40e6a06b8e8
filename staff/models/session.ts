import { type ReadonlySignal, signal } from '@preact/signals'
import { backoffMs } from '../../client/backoff.ts'
import type { Me } from '../../protocol/staff.ts'
import type { Api, FormFailure, NewAccount } from '../api.ts'

/** `unreachable`: the server was not there to say who is signed in; it is asked again by itself. */
export type SessionState =
  | { name: 'looking' }
  | { name: 'unreachable' }
  | { name: 'signed-out'; why: 'ended' | 'left' | null }
  | { name: 'signed-in'; me: Me }

export interface Session {
  readonly state: ReadonlySignal<SessionState>
  /** Asks the server who is signed in. */
  look(): Promise<void>
  /** Resolves with null when signed in, else with why not. */
  signIn(email: string, password: string): Promise<FormFailure | null>
  makeFirstAccount(account: NewAccount): Promise<FormFailure | null>
  signOut(): Promise<void>
  /** The server said that the session is over. */
  ended(): void
}

export function createSession(api: Api): Session {
  const state = signal<SessionState>({ name: 'looking' })
  let attempts = 0

  const look = async () => {
    const answer = await api.me()
    if (answer.ok) {
      attempts = 0
      state.value = answer.value ? { name: 'signed-in', me: answer.value } : { name: 'signed-out', why: null }
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

  const enter = async (answer: Awaited<ReturnType<Api['signIn']>>): Promise<FormFailure | null> => {
    if (!answer.ok) return answer.why
    const who = await api.me()
    if (!who.ok) return who.why
    // Cookies are off in this browser: the server took the password and this page is nobody all the same.
    if (who.value === null) return 'failed'
    state.value = { name: 'signed-in', me: who.value }
    return null
  }

  return {
    state,
    look,
    signIn: async (email, password) => enter(await api.signIn(email, password)),
    makeFirstAccount: async (account) => enter(await api.makeFirstAccount(account)),
    async signOut() {
      state.value = { name: 'signed-out', why: 'left' }
      await leave()
    },
    ended() {
      if (state.peek().name === 'signed-in') state.value = { name: 'signed-out', why: 'ended' }
    },
  }
}
