import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Icon, INFO } from '../../client/ui/icons.tsx'
import type { ProviderProblem } from '../../protocol/access.ts'
import type { Api, FormFailure } from '../api.ts'
import type { Strings } from '../strings/index.ts'
import { Field, PasswordField } from './Fields.tsx'
import { PasskeyButton } from './PasskeyButton.tsx'
import { Problem } from './Problem.tsx'
import { ProviderButton } from './ProviderButton.tsx'

interface Props {
  api: Pick<Api, 'get' | 'post'>
  t: Strings['signIn']
  /** Why the person is here again; null on a first visit. */
  why: 'ended' | 'left' | null
  /** Why the clinic's provider did not open the door. */
  turnedAway: ProviderProblem | null
  onSignIn: (email: string, password: string) => Promise<FormFailure | null>
  onPasskey: (offer?: AbortSignal) => Promise<FormFailure | null>
}

type Missing = 'email' | 'password' | null

/** E-mail and password, or a passkey. A failure never says which of the two was wrong. */
export function SignIn({ api, t, why, turnedAway, onSignIn, onPasskey }: Props) {
  const email = useRef<HTMLInputElement>(null)
  const password = useRef<HTMLInputElement>(null)
  const [working, setWorking] = useState(false)
  const [missing, setMissing] = useState<Missing>(null)
  const [failure, setFailure] = useState(turnedAway && t.turnedAway[turnedAway])
  useLayoutEffect(() => email.current?.focus(), [])

  const submit = async (event: Event) => {
    event.preventDefault()
    if (working) return
    const empty = !email.current?.value.trim() ? 'email' : !password.current?.value ? 'password' : null
    setMissing(empty)
    setFailure(null)
    if (empty === 'email') return email.current?.focus()
    if (empty === 'password') return password.current?.focus()
    setWorking(true)
    const failed = await onSignIn(email.current?.value.trim() ?? '', password.current?.value ?? '')
    if (failed === null) return
    setWorking(false)
    setFailure(problem(failed, t))
    password.current?.select()
    password.current?.focus()
  }

  return (
    <form noValidate onSubmit={submit}>
      {why && failure === null && (
        <p class="door-notice" role="status">
          <Icon shape={INFO} size={18} />
          <span>{why === 'ended' ? t.ended : t.left}</span>
        </p>
      )}
      <Problem text={failure} />
      <Field
        label={t.email}
        name="email"
        type="email"
        autocomplete="username webauthn"
        error={missing === 'email' ? t.emailNeeded : null}
        inputRef={email}
      />
      <PasswordField
        label={t.password}
        autocomplete="current-password"
        error={missing === 'password' ? t.passwordNeeded : null}
        words={t}
        inputRef={password}
      />
      <button type="submit" class="button is-main door-submit" aria-disabled={working}>
        {working ? t.working : t.submit}
      </button>
      <PasskeyButton
        label={t.passkey}
        working={t.working}
        offered
        onPasskey={onPasskey}
        onFailure={(failed) => setFailure(failed && (failed === 'wrong' ? t.passkeyWrong : problem(failed, t)))}
      />
      <ProviderButton api={api} t={t} onFailure={(failed) => setFailure(failed && problem(failed, t))} />
      <p class="door-foot">{t.help}</p>
    </form>
  )
}

function problem(failure: FormFailure, t: Strings['signIn']): string {
  switch (failure) {
    case 'wrong':
      return t.wrong
    case 'too-many':
      return t.tooMany
    case 'offline':
      return t.offline
    case 'no-passkey':
      return t.noPasskey
    case 'provider-away':
      return t.turnedAway.away
    case 'passkey-unable':
      return t.passkeyUnable
    default:
      return t.failed
  }
}
