import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Icon, WARN } from '../../client/ui/icons.tsx'
import type { FormFailure, NewAccount, Outcome } from '../api.ts'
import type { Strings } from '../strings/index.ts'
import { Field, PasswordField } from './Fields.tsx'
import { Problem } from './Problem.tsx'

interface Props {
  t: Strings
  /** From the one-time link; null when the page was opened without it. */
  token: string | null
  /** Whether the first account may still be made. */
  isOpen: () => Promise<Outcome<boolean>>
  onMake: (account: NewAccount) => Promise<FormFailure | null>
  onSignIn: () => void
}

const MIN_CHARS = 12
const MAX_CHARS = 128

type Stage = 'checking' | 'form' | 'expired' | 'no-link'
type Errors = Partial<Record<'name' | 'email' | 'password', string>>

/** Makes the first account from the link that the server printed. */
export function Setup({ t, token, isOpen, onMake, onSignIn }: Props) {
  const name = useRef<HTMLInputElement>(null)
  const email = useRef<HTMLInputElement>(null)
  const password = useRef<HTMLInputElement>(null)
  const [stage, setStage] = useState<Stage>('checking')
  const [working, setWorking] = useState(false)
  const [errors, setErrors] = useState<Errors>({})
  const [failure, setFailure] = useState<FormFailure | null>(null)

  useEffect(() => {
    void isOpen().then((answer) => {
      // Where the server could not say, the form may still work, and if not it will say so.
      if (answer.ok && !answer.value) setStage('expired')
      else setStage(token === null ? 'no-link' : 'form')
    })
  }, [])
  useLayoutEffect(() => {
    if (stage === 'form') name.current?.focus()
  }, [stage])

  const submit = async (event: Event) => {
    event.preventDefault()
    if (working || token === null) return
    const account = {
      token,
      name: name.current?.value.trim() ?? '',
      email: email.current?.value.trim() ?? '',
      password: password.current?.value ?? '',
    }
    const found = check(account, t.setup)
    setErrors(found)
    setFailure(null)
    const first = found.name ? name : found.email ? email : found.password ? password : null
    if (first) return first.current?.focus()
    setWorking(true)
    const failed = await onMake(account)
    if (failed === null) return
    setWorking(false)
    if (failed === 'expired') setStage('expired')
    else setFailure(failed)
  }

  if (stage === 'checking') return <p role="status">{t.setup.checking}</p>
  if (stage !== 'form') {
    return (
      <div role="status">
        <p class="door-problem">
          <Icon shape={WARN} size={18} />
          <span>{stage === 'expired' ? t.setup.expired : t.setup.noLink}</span>
        </p>
        <p class="door-lead">{stage === 'expired' ? t.setup.expiredNext : t.setup.noLinkNext}</p>
        <button type="button" class="button is-main door-submit" onClick={onSignIn}>
          {t.setup.toSignIn}
        </button>
      </div>
    )
  }
  return (
    <form noValidate onSubmit={submit}>
      <p class="door-lead">{t.setup.lead}</p>
      <Problem text={failure && problem(failure, t)} />
      <Field
        label={t.setup.name}
        name="name"
        autocomplete="name"
        hint={t.setup.nameHint}
        error={errors.name ?? null}
        inputRef={name}
      />
      <Field
        label={t.signIn.email}
        name="email"
        type="email"
        autocomplete="email"
        error={errors.email ?? null}
        inputRef={email}
      />
      <PasswordField
        label={t.signIn.password}
        autocomplete="new-password"
        hint={t.setup.passwordHint}
        error={errors.password ?? null}
        words={t.signIn}
        inputRef={password}
      />
      <button type="submit" class="button is-main door-submit" aria-disabled={working}>
        {working ? t.setup.working : t.setup.submit}
      </button>
    </form>
  )
}

/** What keeps an account from being made; the server has the last word. */
export function check({ name, email, password }: Omit<NewAccount, 'token'>, t: Strings['setup']): Errors {
  const errors: Errors = {}
  if (name === '') errors.name = t.nameNeeded
  if (!/^\S+@\S+\.\S+$/.test(email)) errors.email = t.emailNeeded
  if (password.length < MIN_CHARS) errors.password = t.tooShort(MIN_CHARS - password.length)
  if (password.length > MAX_CHARS) errors.password = t.tooLong
  return errors
}

/** What a failed form says. */
export function problem(failure: FormFailure, t: Strings): string {
  switch (failure) {
    case 'offline':
      return t.signIn.offline
    case 'too-many':
      return t.signIn.tooMany
    case 'refused':
      return t.setup.refused
    default:
      return t.signIn.failed
  }
}
