import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { OwnPasskey } from '../../protocol/access.ts'
import type { Api, FormFailure } from '../api.ts'
import { hasPasskeys } from '../models/passkey-door.ts'
import { type MakeOptions, makePasskey } from '../passkey.ts'
import { accessWords } from '../strings/access.ts'
import { Field, PasswordField } from './Fields.tsx'
import { Problem } from './Problem.tsx'
import type { Say } from './say.ts'

interface Props {
  api: Api
  /** UTC ms. */
  now: () => number
  say: Say
}

/** The passkeys of one's own account: adding one asks for the password first. */
export function Passkeys({ api, now, say }: Props) {
  const words = accessWords[say.locale]
  const t = words.passkeys
  const [passkeys, setPasskeys] = useState<OwnPasskey[] | null>(null)
  const [adding, setAdding] = useState(false)
  const [failure, setFailure] = useState<FormFailure | null>(null)
  const [done, setDone] = useState('')
  const add = useRef<HTMLButtonElement>(null)
  const when = (at: number) => say.times.at(at, now())

  const load = async () => {
    const answer = await api.get<{ passkeys: OwnPasskey[] }>('/api/account/passkeys')
    if (answer.ok) setPasskeys(answer.value.passkeys)
    else setFailure(answer.why)
  }
  useEffect(() => void load(), [])

  const settle = (said: string) => {
    setAdding(false)
    setDone(said)
    setTimeout(() => add.current?.focus())
  }
  const remove = async ({ id, name }: OwnPasskey) => {
    setFailure(null)
    setDone('')
    const answer = await api.post('/api/account/passkeys/remove', { id })
    if (!answer.ok) setFailure(answer.why)
    else settle(t.removed(name))
    await load()
  }

  return (
    <div class="access-form">
      <p>{t.about}</p>
      <Problem text={failure && words.failures[failure]} />
      <p role="status">{done || (passkeys === null && failure === null && t.loading)}</p>
      {passkeys !== null && passkeys.length > 0 && (
        <ul class="access-list" aria-label={t.title}>
          {passkeys.map((passkey) => (
            <li key={passkey.id} class="access-row">
              <p class="access-who">
                <b>{passkey.name}</b>
                <span>
                  {t.added(when(passkey.addedAt))} ·{' '}
                  {passkey.usedAt === null ? t.notUsed : t.used(when(passkey.usedAt))}
                </span>
              </p>
              <button
                type="button"
                class="button"
                aria-label={`${t.remove}: ${passkey.name}`}
                onClick={() => void remove(passkey)}
              >
                {t.remove}
              </button>
            </li>
          ))}
        </ul>
      )}
      {passkeys !== null && passkeys.length === 0 && <p>{t.none}</p>}
      {!hasPasskeys() && <p>{t.unable}</p>}
      {hasPasskeys() && !adding && (
        <button
          ref={add}
          type="button"
          class="button"
          onClick={() => {
            setDone('')
            setFailure(null)
            setAdding(true)
          }}
        >
          {t.add}
        </button>
      )}
      {adding && (
        <NewPasskey
          api={api}
          say={say}
          onDone={async (name) => {
            await load()
            settle(t.wasAdded(name))
          }}
          onCancel={() => settle('')}
        />
      )}
    </div>
  )
}

interface NewProps {
  api: Api
  say: Say
  onDone: (name: string) => Promise<void>
  onCancel: () => void
}

function NewPasskey({ api, say, onDone, onCancel }: NewProps) {
  const words = accessWords[say.locale]
  const t = words.passkeys
  const name = useRef<HTMLInputElement>(null)
  const password = useRef<HTMLInputElement>(null)
  const [working, setWorking] = useState(false)
  const [missing, setMissing] = useState<'name' | 'password' | null>(null)
  const [wrong, setWrong] = useState(false)
  const [failure, setFailure] = useState<FormFailure | null>(null)
  useLayoutEffect(() => name.current?.focus(), [])

  const make = async (named: string, given: string): Promise<FormFailure | null> => {
    const options = await api.post<MakeOptions>('/api/account/passkeys/begin', { password: given })
    if (!options.ok) {
      setWrong(options.why === 'wrong')
      return options.why
    }
    const made = await makePasskey(options.value)
    if (!made.ok) return made.why
    const kept = await api.post('/api/account/passkeys/add', { name: named, response: made.response })
    return kept.ok ? null : kept.why
  }
  const submit = async (event: Event) => {
    event.preventDefault()
    if (working) return
    const [named, given] = [name.current?.value.trim() ?? '', password.current?.value ?? '']
    const empty = named === '' || named.length > 60 ? 'name' : given === '' ? 'password' : null
    setMissing(empty)
    setWrong(false)
    setFailure(null)
    if (empty) return (empty === 'name' ? name : password).current?.focus()
    setWorking(true)
    const failed = await make(named, given)
    setWorking(false)
    if (failed === null) return onDone(named)
    setFailure(failed)
    if (failed === 'wrong') password.current?.focus()
  }
  const passwordError = wrong
    ? words.secondFactor.passwordWrong
    : missing === 'password'
      ? words.secondFactor.passwordNeeded
      : null
  return (
    <form noValidate onSubmit={submit}>
      <Problem text={failure && !wrong ? words.failures[failure] : null} />
      <Field
        label={t.name}
        name="passkey"
        autocomplete="off"
        hint={t.nameHint}
        error={missing === 'name' ? t.nameNeeded : null}
        inputRef={name}
      />
      <PasswordField
        label={words.secondFactor.password}
        autocomplete="current-password"
        error={passwordError}
        words={say.t.signIn}
        inputRef={password}
      />
      <div class="access-acts">
        <button type="submit" class="button is-main" aria-disabled={working}>
          {working ? t.working : t.goOn}
        </button>
        <button type="button" class="button" onClick={onCancel}>
          {words.secondFactor.cancel}
        </button>
      </div>
    </form>
  )
}
