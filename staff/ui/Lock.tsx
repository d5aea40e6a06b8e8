import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Api, FormFailure } from '../api.ts'
import { accessWords } from '../strings/access.ts'
import { PasswordField } from './Fields.tsx'
import { PasskeyButton } from './PasskeyButton.tsx'
import { Problem } from './Problem.tsx'
import { ProviderButton } from './ProviderButton.tsx'
import type { Say } from './say.ts'

interface Props {
  api: Pick<Api, 'get' | 'post'>
  name: string
  say: Say
  onUnlock: (password: string) => Promise<FormFailure | null>
  onPasskey: () => Promise<FormFailure | null>
  onSignOut: () => void
}

/** Stands before a locked console. The focus goes back to where it was when it goes. */
export function Lock({ api, name, say, onUnlock, onPasskey, onSignOut }: Props) {
  const words = accessWords[say.locale]
  const t = words.lock
  const password = useRef<HTMLInputElement>(null)
  const [working, setWorking] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  useLayoutEffect(() => {
    const before = document.activeElement
    return () => {
      // After the console can be used again.
      if (before instanceof HTMLElement) setTimeout(() => before.focus())
    }
  }, [])
  useLayoutEffect(() => password.current?.focus(), [])

  const submit = async (event: Event) => {
    event.preventDefault()
    if (working) return
    const given = password.current?.value ?? ''
    if (given === '') {
      setFailure(words.secondFactor.passwordNeeded)
      return password.current?.focus()
    }
    setWorking(true)
    setFailure(null)
    const failed = await onUnlock(given)
    setWorking(false)
    if (failed === null) return
    setFailure(failed === 'wrong' ? t.wrong : words.failures[failed])
    password.current?.select()
    password.current?.focus()
  }

  return (
    <div class="lock" role="dialog" aria-modal="true" aria-labelledby="lock-title">
      <form class="door" noValidate onSubmit={submit}>
        <h1 id="lock-title">{t.title}</h1>
        <p class="door-lead">{t.lead(name)}</p>
        <Problem text={failure} />
        <PasswordField
          label={say.t.signIn.password}
          autocomplete="current-password"
          error={null}
          words={say.t.signIn}
          inputRef={password}
        />
        <button type="submit" class="button is-main door-submit" aria-disabled={working}>
          {working ? t.working : t.submit}
        </button>
        <PasskeyButton
          label={t.passkey}
          working={t.working}
          offered={false}
          onPasskey={onPasskey}
          onFailure={(failed) => setFailure(failed && (failed === 'wrong' ? t.passkeyWrong : words.failures[failed]))}
        />
        <ProviderButton
          api={api}
          t={say.t.signIn}
          onFailure={(failed) => setFailure(failed && words.failures[failed])}
        />
        <button type="button" class="button is-plain" onClick={onSignOut}>
          {t.signOut}
        </button>
      </form>
    </div>
  )
}
