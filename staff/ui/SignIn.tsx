import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon, INFO, WARN } from '../../client/ui/icons.tsx'
import type { FormFailure } from '../api.ts'
import type { Strings } from '../strings/index.ts'
import { Field, PasswordField } from './Fields.tsx'

interface Props {
  t: Strings['signIn']
  /** Why the person is here again; null on a first visit. */
  why: 'ended' | 'left' | null
  onSignIn: (email: string, password: string) => Promise<FormFailure | null>
}

type Missing = 'email' | 'password' | null

/** E-mail and password. A failure never says which of the two was wrong. */
export function SignIn({ t, why, onSignIn }: Props) {
  const email = useRef<HTMLInputElement>(null)
  const password = useRef<HTMLInputElement>(null)
  const [working, setWorking] = useState(false)
  const [missing, setMissing] = useState<Missing>(null)
  const [failure, setFailure] = useState<FormFailure | null>(null)
  useEffect(() => email.current?.focus(), [])

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
    setFailure(failed)
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
      <div role="alert">
        {failure && (
          <p class="door-problem">
            <Icon shape={WARN} size={18} />
            <span>{problem(failure, t)}</span>
          </p>
        )}
      </div>
      <Field
        label={t.email}
        name="email"
        type="email"
        autocomplete="username"
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
    default:
      return t.failed
  }
}
