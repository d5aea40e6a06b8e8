import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Api } from '../api.ts'
import { accessWords } from '../strings/access.ts'
import { Field, PasswordField } from './Fields.tsx'
import { QrCode } from './QrCode.tsx'
import type { Say } from './say.ts'

interface Props {
  api: Api
  say: Say
  isOn: boolean
  /** It was turned on or off: the session is a new one. */
  onChanged: () => Promise<void>
}

type Step =
  | { name: 'rest' }
  | { name: 'password'; to: 'begin' | 'codes' | 'off' }
  | { name: 'scan'; uri: string; codes: string[] }
  | { name: 'codes'; codes: string[] }

/** Turns the second factor on and off, and makes new backup codes. Each asks for the password first. */
export function SecondFactor({ api, say, isOn, onChanged }: Props) {
  const words = accessWords[say.locale]
  const t = words.secondFactor
  const [step, setStep] = useState<Step>({ name: 'rest' })
  const [error, setError] = useState<string | null>(null)
  const [done, setDone] = useState('')
  const [copied, setCopied] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.focus(), [step])

  const go = (next: Step) => {
    setError(null)
    setCopied(false)
    setStep(next)
  }
  const fail = (what: string) => {
    setError(what)
    field.current?.select()
    field.current?.focus()
  }
  const givePassword = async (to: 'begin' | 'codes' | 'off') => {
    const password = field.current?.value ?? ''
    if (password === '') return fail(t.passwordNeeded)
    const answer = await api.post<{ uri: string; codes: string[] }>(`/api/account/second-factor/${to}`, { password })
    if (!answer.ok) return fail(answer.why === 'wrong' ? t.passwordWrong : words.failures[answer.why])
    if (to === 'begin') return go({ name: 'scan', ...answer.value })
    if (to === 'codes') return go({ name: 'codes', codes: answer.value.codes })
    await onChanged()
    go({ name: 'rest' })
    setDone(t.isOff)
  }
  const confirm = async () => {
    const code = field.current?.value.trim() ?? ''
    if (code === '') return fail(words.code.needed)
    const answer = await api.post('/api/account/second-factor/confirm', { code })
    if (!answer.ok) return fail(answer.why === 'wrong' ? words.code.wrong : words.failures[answer.why])
    await onChanged()
    go({ name: 'rest' })
    setDone(t.done)
  }
  const codesBox = (codes: string[]) => (
    <div class="access-link">
      <p>{t.save}</p>
      <ul class="backup-codes" aria-label={t.codes}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <button
        type="button"
        class="button"
        onClick={() => void navigator.clipboard?.writeText(codes.join('\n')).then(() => setCopied(true))}
      >
        {t.copy}
      </button>
      <span role="status">{copied && t.copied}</span>
    </div>
  )
  const cancel = (
    <button type="button" class="button" onClick={() => go({ name: 'rest' })}>
      {t.cancel}
    </button>
  )
  return (
    <div class="second-factor">
      <p role="status">{done}</p>
      {step.name === 'rest' && (
        <>
          <p>{isOn ? t.on : t.off}</p>
          <div class="access-acts">
            {isOn ? (
              <>
                <button type="button" class="button" onClick={() => go({ name: 'password', to: 'codes' })}>
                  {t.newCodes}
                </button>
                <button type="button" class="button" onClick={() => go({ name: 'password', to: 'off' })}>
                  {t.turnOff}
                </button>
              </>
            ) : (
              <button type="button" class="button is-main" onClick={() => go({ name: 'password', to: 'begin' })}>
                {t.begin}
              </button>
            )}
          </div>
        </>
      )}
      {step.name === 'password' && (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void givePassword(step.to)
          }}
        >
          <PasswordField
            label={t.password}
            autocomplete="current-password"
            error={error}
            words={say.t.signIn}
            inputRef={field}
          />
          <div class="access-acts">
            <button type="submit" class="button is-main">
              {step.to === 'begin' ? t.begin : step.to === 'codes' ? t.newCodes : t.turnOff}
            </button>
            {cancel}
          </div>
        </form>
      )}
      {step.name === 'scan' && (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void confirm()
          }}
        >
          <p>{t.scan}</p>
          <QrCode text={step.uri} label={t.picture} />
          <p>
            {t.byHand} <code class="by-hand">{new URL(step.uri).searchParams.get('secret')}</code>
          </p>
          {codesBox(step.codes)}
          <Field label={t.code} name="code" autocomplete="one-time-code" error={error} inputRef={field} />
          <div class="access-acts">
            <button type="submit" class="button is-main">
              {t.confirm}
            </button>
            {cancel}
          </div>
        </form>
      )}
      {step.name === 'codes' && (
        <>
          <p role="status">{t.newCodesMore}</p>
          {codesBox(step.codes)}
          <button type="button" class="button" onClick={() => go({ name: 'rest' })}>
            {say.t.help.done}
          </button>
        </>
      )}
    </div>
  )
}
