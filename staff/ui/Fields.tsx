import type { Ref } from 'preact'
import { useId, useState } from 'preact/hooks'

interface FieldProps {
  label: string
  name: string
  type?: 'text' | 'email'
  autocomplete: 'name' | 'username webauthn' | 'email' | 'one-time-code' | 'off'
  hint?: string
  /** What is wrong with it; null when nothing is known to be. */
  error: string | null
  inputRef?: Ref<HTMLInputElement>
}

/** A labelled line to type in. What is wrong stands under it, in words. */
export function Field({ label, name, type = 'text', autocomplete, hint, error, inputRef }: FieldProps) {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        ref={inputRef}
        id={id}
        name={name}
        {...(type === 'email' ? ({ type: 'email', autocapitalize: 'none' } as const) : ({ type: 'text' } as const))}
        autocomplete={autocomplete}
        spellcheck={false}
        required
        aria-invalid={error !== null}
        aria-describedby={`${id}-about`}
      />
      <Under id={`${id}-about`} hint={hint} error={error} />
    </div>
  )
}

interface PasswordProps {
  label: string
  autocomplete: 'current-password' | 'new-password'
  hint?: string
  error: string | null
  words: { show: string; hide: string; showPassword: string; hidePassword: string }
  inputRef?: Ref<HTMLInputElement>
}

/** A password that can be looked at, pasted and filled in by a password manager. */
export function PasswordField({ label, autocomplete, hint, error, words, inputRef }: PasswordProps) {
  const id = useId()
  const [shown, setShown] = useState(false)
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="password">
        <input
          ref={inputRef}
          id={id}
          name="password"
          {...(shown ? ({ type: 'text' } as const) : ({ type: 'password' } as const))}
          autocomplete={autocomplete}
          autocapitalize="none"
          spellcheck={false}
          required
          aria-invalid={error !== null}
          aria-describedby={`${id}-about`}
        />
        <button
          type="button"
          aria-label={shown ? words.hidePassword : words.showPassword}
          onClick={() => setShown(!shown)}
        >
          {shown ? words.hide : words.show}
        </button>
      </div>
      <Under id={`${id}-about`} hint={hint} error={error} />
    </div>
  )
}

function Under({ id, hint, error }: { id: string; hint: string | undefined; error: string | null }) {
  return (
    <p id={id} class={error === null ? 'field-hint' : 'field-error'}>
      {error ?? hint}
    </p>
  )
}
