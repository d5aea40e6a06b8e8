import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Icon, WARN } from '../../client/ui/icons.tsx'
import type { Role } from '../../protocol/access.ts'
import type { Api, FormFailure, LinkKind } from '../api.ts'
import { accessWords } from '../strings/access.ts'
import { type Door, Doorway } from './Doorway.tsx'
import { Field, PasswordField } from './Fields.tsx'
import { Problem } from './Problem.tsx'
import { check, problem } from './Setup.tsx'
import type { Say } from './say.ts'

interface Props {
  door: Door
  say: Say
  api: Api
  kind: LinkKind
  /** From the one-time link, or null. */
  token: string | null
  onAccept: (account: object) => Promise<FormFailure | null>
  onSignIn: () => void
}

type Stage = 'checking' | 'expired' | { email: string; role?: Role }

/**
 * Where an invited person chooses a name and a password, or somebody with a link from the terminal a new password. Who they are stands
 * in what the link was made for.
 */
export function LinkPage({ door, say, api, kind, token, onAccept, onSignIn }: Props) {
  const { t } = say
  const words = accessWords[say.locale][kind]
  const name = useRef<HTMLInputElement>(null)
  const password = useRef<HTMLInputElement>(null)
  const [stage, setStage] = useState<Stage>('checking')
  const [working, setWorking] = useState(false)
  const [errors, setErrors] = useState<ReturnType<typeof check>>({})
  const [failure, setFailure] = useState<FormFailure | null>(null)

  const look = async () => {
    if (token === null) return setStage('expired')
    setFailure(null)
    const answer = await api.post<{ email: string; role?: Role }>(`/api/${kind}`, { token })
    if (answer.ok) setStage(answer.value)
    else if (answer.why === 'expired' || answer.why === 'refused') setStage('expired')
    else setFailure(answer.why)
  }
  useEffect(() => void look(), [])
  const ready = typeof stage === 'object'
  useLayoutEffect(() => {
    if (ready) (name.current ?? password.current)?.focus()
  }, [ready])

  const submit = async (event: Event) => {
    event.preventDefault()
    if (working || token === null || !ready) return
    const named = kind === 'invitation' ? { name: name.current?.value.trim() ?? '' } : {}
    const account = { token, ...named, password: password.current?.value ?? '' }
    const found = check({ name: 'has one', ...account, email: stage.email }, t.setup)
    setErrors(found)
    setFailure(null)
    if (found.name) return name.current?.focus()
    if (found.password) return password.current?.focus()
    setWorking(true)
    const failed = await onAccept(account)
    if (failed === null) return
    setWorking(false)
    if (failed === 'expired') setStage('expired')
    else setFailure(failed)
  }

  const alert = <Problem text={failure && problem(failure, t)} />
  if (stage === 'checking' || stage === 'expired') {
    return (
      <Doorway {...door} title={words.title}>
        {alert}
        {stage === 'checking' && failure === null && <p role="status">{t.setup.checking}</p>}
        {stage === 'checking' && failure !== null && (
          <button type="button" class="button is-main door-submit" onClick={() => void look()}>
            {t.signIn.tryNow}
          </button>
        )}
        {stage === 'expired' && (
          <div role="status">
            <p class="door-problem">
              <Icon shape={WARN} size={18} />
              <span>{words.expired}</span>
            </p>
            <p class="door-lead">{words.expiredNext}</p>
            <button type="button" class="button is-main door-submit" onClick={onSignIn}>
              {t.setup.toSignIn}
            </button>
          </div>
        )}
      </Doorway>
    )
  }
  return (
    <Doorway {...door} title={words.title}>
      <form noValidate onSubmit={submit}>
        <p class="door-lead">{words.lead(stage.email, stage.role ? accessWords[say.locale].roles[stage.role] : '')}</p>
        {alert}
        {/* For the password manager: it keeps the password with this name. */}
        <input type="hidden" name="username" autocomplete="username" value={stage.email} />
        {kind === 'invitation' && (
          <Field
            label={t.setup.name}
            name="name"
            autocomplete="name"
            hint={t.setup.nameHint}
            error={errors.name ?? null}
            inputRef={name}
          />
        )}
        <PasswordField
          label={t.signIn.password}
          autocomplete="new-password"
          hint={t.setup.passwordHint}
          error={errors.password ?? null}
          words={t.signIn}
          inputRef={password}
        />
        <button type="submit" class="button is-main door-submit" aria-disabled={working}>
          {working ? words.working : words.submit}
        </button>
      </form>
    </Doorway>
  )
}
