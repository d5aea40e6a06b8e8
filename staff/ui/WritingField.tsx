import { effect, type Signal } from '@preact/signals'
import type { ComponentChildren, RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { MAX_TEXT_CHARS } from '../../protocol/visitor.ts'
import type { Strings } from '../strings/index.ts'
import type { Wanted } from './Composer.tsx'

interface Props {
  kind: 'reply' | 'note'
  chatId: string
  label: string
  placeholder: string
  /** What a screen reader is told of the keys. */
  hint: string
  text: string
  wanted: Signal<Wanted>
  onInput: (text: string) => void
  onBlur?: () => void
  /** Looked at before the field's own keys; what it prevents is not done. */
  onKeyDown?: (event: KeyboardEvent) => void
  /** Sends or saves what is written; called by its own keys and by the button. */
  onSubmit: () => void
  /** Whether a key press is the one that sends or saves. */
  submits: (event: KeyboardEvent) => boolean
  fieldRef?: RefObject<HTMLTextAreaElement | null>
  /** Between the text and the foot. */
  above?: ComponentChildren
  /** In the foot, beside the counter. */
  children: ComponentChildren
  attributes?: Record<string, string | undefined>
  t: Strings['composer']
}

/** The counter appears near the limit, where it begins to matter. */
const COUNT_FROM_CHARS = MAX_TEXT_CHARS - 200

/** Whether it can be sent: something, and not too much. */
export const canSend = (text: string): boolean => text.trim() !== '' && text.length <= MAX_TEXT_CHARS

/** A text that grows with what is written, with its counter and its buttons. */
export function WritingField(props: Props) {
  const { kind, chatId, text, wanted, t } = props
  const own = useRef<HTMLTextAreaElement>(null)
  const field = props.fieldRef ?? own
  const over = text.length - MAX_TEXT_CHARS

  // Before the next key is read: what is typed right after the key that opens the field is for the field, and no command.
  useLayoutEffect(
    () =>
      effect(() => {
        if (wanted.value?.chatId !== chatId || wanted.value.field !== kind) return
        field.current?.focus()
        wanted.value = null
      }),
    [chatId, kind],
  )
  useLayoutEffect(() => {
    const area = field.current
    if (!area) return
    area.style.blockSize = 'auto'
    area.style.blockSize = `${area.scrollHeight}px`
  }, [text, chatId])

  return (
    <form
      class={`composer is-${kind}`}
      onSubmit={(event) => {
        event.preventDefault()
        props.onSubmit()
        field.current?.focus()
      }}
    >
      {props.above}
      <textarea
        ref={field}
        id={kind}
        rows={2}
        dir="auto"
        aria-label={props.label}
        aria-describedby={`${kind}-about`}
        placeholder={props.placeholder}
        value={text}
        {...props.attributes}
        onInput={(event) => props.onInput(event.currentTarget.value)}
        onBlur={props.onBlur}
        onKeyDown={(event) => {
          props.onKeyDown?.(event)
          if (event.defaultPrevented) return
          if (event.key === 'Escape') field.current?.blur()
          // Enter that ends the composition of a character is not meant for the message.
          if (event.isComposing || event.keyCode === 229 || !props.submits(event)) return
          event.preventDefault()
          props.onSubmit()
        }}
      />
      <div class="composer-foot">
        <p id={`${kind}-about`} class="unseen">
          {props.hint}
        </p>
        <p class={over > 0 ? 'counter is-over' : 'counter'} role="status">
          {over > 0 ? t.tooLong(over) : text.length >= COUNT_FROM_CHARS ? t.left(-over) : ''}
        </p>
        {props.children}
      </div>
    </form>
  )
}
