import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { FormFailure } from '../api.ts'
import { accessWords } from '../strings/access.ts'
import { type Door, Doorway } from './Doorway.tsx'
import { Field } from './Fields.tsx'
import { Problem } from './Problem.tsx'
import type { Say } from './say.ts'

interface Props {
  door: Door
  say: Say
  onCode: (code: string) => Promise<FormFailure | null>
  onBack: () => void
}

/** Asks for the code of the second factor, after the password. */
export function CodePage({ door, say, onCode, onBack }: Props) {
  const words = accessWords[say.locale]
  const code = useRef<HTMLInputElement>(null)
  const [working, setWorking] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  useLayoutEffect(() => code.current?.focus(), [])

  const submit = async (event: Event) => {
    event.preventDefault()
    if (working) return
    const given = code.current?.value.trim() ?? ''
    if (given === '') {
      setFailure(words.code.needed)
      return code.current?.focus()
    }
    setWorking(true)
    setFailure(null)
    const failed = await onCode(given)
    setWorking(false)
    if (failed === null) return
    setFailure(failed === 'wrong' ? words.code.wrong : words.failures[failed])
    code.current?.select()
    code.current?.focus()
  }

  return (
    <Doorway {...door} title={words.code.title}>
      <form noValidate onSubmit={submit}>
        <p class="door-lead">{words.code.lead}</p>
        <Problem text={failure} />
        <Field label={words.code.label} name="code" autocomplete="one-time-code" error={null} inputRef={code} />
        <button type="submit" class="button is-main door-submit" aria-disabled={working}>
          {working ? words.code.working : words.code.submit}
        </button>
        <button type="button" class="button is-plain" onClick={onBack}>
          {words.code.back}
        </button>
      </form>
    </Doorway>
  )
}
