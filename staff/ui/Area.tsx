import { useId, useState } from 'preact/hooks'

interface Props {
  label: string
  hint?: string
  wrong?: boolean
  value: string
  rows: number
  /** Characters that it may have. */
  max?: number
  areaRef?: { current: HTMLTextAreaElement | null }
  onInput: (value: string) => void
  /** What is kept of it is tidier than what was typed: the field is not drawn from it. */
  loose?: boolean
  /** Holds the article's own words. */
  source?: boolean
  /** In any language, as visitors write. */
  anyLanguage?: boolean
}

/** Several lines of text: what answers are written in. */
export function Area({
  label,
  hint,
  wrong = false,
  value,
  rows,
  max,
  areaRef,
  onInput,
  loose,
  source,
  anyLanguage,
}: Props) {
  const id = useId()
  const [first] = useState(value)
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        ref={areaRef}
        id={id}
        rows={rows}
        maxLength={max}
        lang={anyLanguage ? undefined : 'en'}
        dir="auto"
        class={source ? 'draft-source' : undefined}
        {...(loose ? { defaultValue: first } : { value })}
        aria-invalid={wrong}
        aria-describedby={`${id}-about`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      <p id={`${id}-about`} class={wrong ? 'field-error' : 'field-hint'}>
        {hint}
      </p>
    </div>
  )
}
