import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Icon, SEND } from '../../../client/ui/icon.tsx'
import { MAX_TEXT_CHARS } from '../../../protocol/limits.ts'
import { useAround } from '../around.ts'
import type { ChatView } from '../chat.ts'
import type { Words } from '../strings/index.ts'

interface Props {
  view: ChatView
  draft: string
  onDraft: (draft: string) => void
  onSend: () => void
  /** A key that the field leaves to others: the arrows to the suggestions, Tab to titles that have just been offered. */
  onKey: (event: KeyboardEvent) => void
}

/** How close to the limit the characters left are told. */
const TELL_FROM = MAX_TEXT_CHARS - 200
/** After this long without a key the visitor no longer counts as writing, ms. */
const PAUSE_MS = 4000

export function Composer({ view, draft, onDraft, onSend, onKey }: Props) {
  const { words, chat } = useAround()
  const field = useRef<HTMLTextAreaElement>(null)
  const over = draft.length - MAX_TEXT_CHARS
  const ready = draft.trim() !== '' && over <= 0
  const typing = useTyping(chat.typing)

  useLayoutEffect(() => {
    const element = field.current
    if (!element) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  }, [draft])

  const send = () => {
    if (!ready) return
    typing(false)
    onSend()
    field.current?.focus()
  }
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {draft.length > TELL_FROM && (
        <p id="count" class={over > 0 ? 'count is-over' : 'count'} role="status">
          {over > 0 ? words.tooLong(over) : words.charactersLeft(-over)}
        </p>
      )}
      <div class="field">
        <textarea
          id="field"
          ref={field}
          rows={1}
          value={draft}
          placeholder={placeholder(view, words)}
          aria-label={words.yourMessage}
          aria-describedby={draft.length > TELL_FROM ? 'count' : undefined}
          enterkeyhint="send"
          autocomplete="off"
          dir="auto"
          onInput={(event) => {
            onDraft(event.currentTarget.value)
            typing(event.currentTarget.value !== '')
          }}
          onBlur={() => typing(false)}
          onKeyDown={(event) => {
            // Enter while an input method composes chooses a character; Safari says so by key code 229 alone.
            if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
              event.preventDefault()
              send()
            } else {
              onKey(event)
            }
          }}
        />
        <button type="submit" class="send" aria-label={words.send} disabled={!ready}>
          <Icon shape={SEND} />
        </button>
      </div>
    </form>
  )
}

function placeholder(view: ChatView, words: Words): string {
  const { owner, state, flag } = view.thread
  if (view.connection === 'offline') return words.writeLater
  if (owner) return words.writeTo(owner.name)
  if (flag) return words.keepWriting
  return state === 'waiting' ? words.addForStaff : words.ask
}

/** Tells that the visitor writes or has stopped, each once: never what. The field is there as long as the page. */
function useTyping(tell: (typing: boolean) => void): (typing: boolean) => void {
  const [typing] = useState(() => {
    let told = false
    let timer: ReturnType<typeof setTimeout> | undefined
    return function set(typing: boolean) {
      clearTimeout(timer)
      if (typing) timer = setTimeout(set, PAUSE_MS, false)
      if (typing === told) return
      told = typing
      tell(typing)
    }
  })
  return typing
}
