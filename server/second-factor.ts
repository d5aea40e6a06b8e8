import type { AuthContext } from 'better-auth'
import type { AccountChange } from './account-events.ts'

/** What the library's handler answered. */
export interface Handled {
  status: number
  cookies: string[]
  /** Its JSON; null for none. */
  answer: unknown
}

/** What a person needs to set the second factor up. It is shown once. */
export interface SecondFactorKit {
  /** `otpauth:` address for an authenticator app. */
  uri: string
  /** Ten codes that work once each. */
  codes: string[]
}

/** Codes of an authenticator app (RFC 6238), and backup codes. What is wrong is told as `null` or `ok: false`. */
export interface SecondFactor {
  /** The id of the account whose password was right and whose code is awaited; null for none. */
  awaited(headers: Headers): Promise<string | null>
  /** Ends a sign-in, or a setting-up when somebody is signed in. A code works once. */
  answer(headers: Headers, userId: string, code: string): Promise<{ ok: boolean; cookies: string[] }>
  /** A new secret, which counts once a code of it was given; null when there is one that counts already. */
  begin(headers: Headers, password: string): Promise<SecondFactorKit | null>
  /** New backup codes; the old ones are void. */
  newCodes(headers: Headers, password: string): Promise<string[] | null>
  turnOff(headers: Headers, userId: string, password: string): Promise<{ ok: boolean; cookies: string[] }>
}

interface SecondFactorDeps {
  internalAdapter: AuthContext['internalAdapter']
  /** The name of the cookie that a sign-in gets whose code is awaited. */
  cookieName: string
  /** Asks the library. */
  ask(path: `two-factor/${string}`, headers: Headers, body: object): Promise<Handled>
  now(): number
  changed(who: string, what: AccountChange): void
}

/** A code is good for its own 30 s and for 30 s before and after. */
const CODE_MS = 90_000

export function openSecondFactor({ internalAdapter, cookieName, ask, now, changed }: SecondFactorDeps): SecondFactor {
  /** False for a code that this account has used: who looked over a shoulder has nothing. */
  const isFresh = (userId: string, code: string): Promise<boolean> =>
    internalAdapter.reserveVerificationValue({
      identifier: `used-code:${userId}:${code}`,
      value: userId,
      expiresAt: new Date(now() + CODE_MS),
    })
  const result = ({ status, cookies }: Handled) => ({ ok: status === 200, cookies })

  return {
    async awaited(headers) {
      // The library checks the signature before it acts; here it only finds whose tries are counted.
      const signed = headers
        .get('cookie')
        ?.split('; ')
        .find((cookie) => cookie.startsWith(`${cookieName}=`))
      const value = signed && decodeURIComponent(signed.slice(cookieName.length + 1))
      const found = value && (await internalAdapter.findVerificationValue(value.slice(0, value.lastIndexOf('.'))))
      return found ? found.value : null
    },
    async answer(headers, userId, given) {
      const code = given.replaceAll(/\s/g, '')
      if (!/^\d{6}$/.test(code)) {
        const handled = await ask('two-factor/verify-backup-code', headers, { code })
        if (handled.status === 200) changed(userId, 'backup-code-used')
        return result(handled)
      }
      if (!(await isFresh(userId, code))) return { ok: false, cookies: [] }
      return result(await ask('two-factor/verify-totp', headers, { code }))
    },
    async begin(headers, password) {
      const { status, answer } = await ask('two-factor/enable', headers, { password })
      if (status !== 200) return null
      const { totpURI, backupCodes } = answer as { totpURI: string; backupCodes: string[] }
      return { uri: totpURI, codes: backupCodes }
    },
    async newCodes(headers, password) {
      const { status, answer } = await ask('two-factor/generate-backup-codes', headers, { password })
      return status === 200 ? (answer as { backupCodes: string[] }).backupCodes : null
    },
    async turnOff(headers, userId, password) {
      const done = result(await ask('two-factor/disable', headers, { password }))
      if (done.ok) changed(userId, 'second-factor-off')
      return done
    },
  }
}
