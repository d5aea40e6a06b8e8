import { useRef, useState } from 'preact/hooks'
import { useAround } from '../around.ts'
import type { ChatView } from '../chat.ts'
import type { MoreWords } from '../strings/more-en.ts'
import type { BeforeSending } from './before-sending.tsx'

interface Props {
  view: ChatView
  more: MoreWords
  beforeSending: typeof BeforeSending
  onNotNow: () => void
}

/** The question as it was asked, and one way to answer it. Nothing else is asked for. */
export function LeaveForm({ view, more, beforeSending: Ask, onNotNow }: Props) {
  const { words, chat } = useAround()
  const [question, setQuestion] = useState(view.thread.lastQuestion)
  const [contact, setContact] = useState('')
  const [incomplete, setIncomplete] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const { pending } = view
  const found = pending?.payload.type === 'contact:leave' ? pending.found : null
  const leave = (event: Event) => {
    event.preventDefault()
    const blank = question.trim() === '' || contact.trim() === ''
    setIncomplete(blank)
    if (!blank) chat.post({ type: 'contact:leave', question, contact })
  }
  return (
    <form
      aria-labelledby="leave"
      onSubmit={leave}
      onInput={() => {
        if (found) chat.decline()
      }}
      noValidate
    >
      <label for="leave-question">{more.questionField}</label>
      <textarea
        id="leave-question"
        ref={field}
        rows={2}
        maxLength={4000}
        value={question}
        aria-invalid={incomplete && question.trim() === ''}
        onInput={(event) => setQuestion(event.currentTarget.value)}
      />
      <label for="leave-contact">{more.contactField}</label>
      <input
        id="leave-contact"
        maxLength={200}
        placeholder={more.onlyOne}
        value={contact}
        autocomplete="off"
        aria-invalid={incomplete && contact.trim() === ''}
        onInput={(event) => setContact(event.currentTarget.value)}
      />
      {incomplete && <p role="alert">{more.leaveEmpty}</p>}
      <Ask
        found={found}
        focus
        onEdit={(rest = question) => {
          setQuestion(rest)
          field.current?.focus()
        }}
      />
      {!found && (
        <div class="buttons">
          <button type="submit" class="button is-main">
            {words.leave}
          </button>
          <button type="button" class="button is-text" onClick={onNotNow}>
            {words.notNow}
          </button>
        </div>
      )}
    </form>
  )
}
