import { useRef, useState } from 'preact/hooks'
import type { Api } from '../api.ts'
import { accessWords } from '../strings/access.ts'
import { PasswordField } from './Fields.tsx'
import type { Say } from './say.ts'

interface Props {
  api: Api
  say: Say
  /** The session is a new one. */
  onChanged: () => Promise<void>
}

/** Changes one's own password, which needs the old one. */
export function NewPassword({ api, say, onChanged }: Props) {
  const words = accessWords[say.locale]
  const t = words.account
  const current = useRef<HTMLInputElement>(null)
  const next = useRef<HTMLInputElement>(null)
  const [errors, setErrors] = useState<{ current?: string; next?: string }>({})
  const [done, setDone] = useState('')

  const submit = async (event: Event) => {
    event.preventDefault()
    const [password, newPassword] = [current.current?.value ?? '', next.current?.value ?? '']
    setDone('')
    if (password === '') {
      setErrors({ current: words.secondFactor.passwordNeeded })
      return current.current?.focus()
    }
    if (newPassword.length < 12 || newPassword.length > 128) {
      setErrors({ next: t.nextShort })
      return next.current?.focus()
    }
    const answer = await api.post('/api/account/password', { password, newPassword })
    if (!answer.ok) {
      setErrors({ current: answer.why === 'wrong' ? words.secondFactor.passwordWrong : words.failures[answer.why] })
      return current.current?.focus()
    }
    for (const field of [current, next]) if (field.current) field.current.value = ''
    setErrors({})
    await onChanged()
    setDone(t.changed)
  }

  return (
    <form class="access-form" noValidate onSubmit={submit}>
      <p>{t.passwordMore}</p>
      <PasswordField
        label={t.current}
        autocomplete="current-password"
        error={errors.current ?? null}
        words={say.t.signIn}
        inputRef={current}
      />
      <PasswordField
        label={t.next}
        autocomplete="new-password"
        hint={say.t.setup.passwordHint}
        error={errors.next ?? null}
        words={say.t.signIn}
        inputRef={next}
      />
      <button type="submit" class="button">
        {t.change}
      </button>
      <p role="status">{done}</p>
    </form>
  )
}
