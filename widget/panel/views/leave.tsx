import { useRef, useState } from 'preact/hooks'
import { useAround } from '../around.ts'
import type { ChatView } from '../chat.ts'
import { staffBack } from '../hours.ts'
import { Rich } from '../rich.tsx'
import { BeforeSending } from './before-sending.tsx'
import { tel } from './call.tsx'

interface Props {
  view: ChatView
  onNotNow: () => void
}

/** Nobody can join: the question as it was asked, and one way to answer it. Nothing else is asked for. */
export function LeaveMessage({ view, onNotNow }: Props) {
  const { site, words, locale, chat } = useAround()
  const [question, setQuestion] = useState(view.thread.lastQuestion)
  const [contact, setContact] = useState('')
  const [incomplete, setIncomplete] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const { pending } = view
  const found = pending?.payload.type === 'contact:leave' ? pending.found : null
  const back = staffBack(view.presence, site, locale)
  const leave = (event: Event) => {
    event.preventDefault()
    const blank = question.trim() === '' || contact.trim() === ''
    setIncomplete(blank)
    if (!blank) chat.post({ type: 'contact:leave', question, contact })
  }
  return (
    <form
      class="leave"
      aria-labelledby="leave"
      onSubmit={leave}
      onInput={() => {
        if (found) chat.decline()
      }}
      noValidate
    >
      <h2 id="leave">{words.nobodyCanJoin}</h2>
      <p>
        <Rich
          text={back ? words.backOrCall(back.day, back.time, back.zone) : words.leaveOrCall}
          slots={{
            phone: (
              <a class="link" href={tel(site.clinic.phone)}>
                {site.clinic.phone}
              </a>
            ),
          }}
        />
      </p>
      <label for="leave-question">{words.questionField}</label>
      <textarea
        id="leave-question"
        ref={field}
        rows={2}
        maxLength={4000}
        value={question}
        aria-invalid={incomplete && question.trim() === ''}
        onInput={(event) => setQuestion(event.currentTarget.value)}
      />
      <label for="leave-contact">{words.contactField}</label>
      <input
        id="leave-contact"
        maxLength={200}
        placeholder={words.onlyOne}
        value={contact}
        autocomplete="off"
        aria-invalid={incomplete && contact.trim() === ''}
        onInput={(event) => setContact(event.currentTarget.value)}
      />
      {incomplete && <p role="alert">{words.leaveEmpty}</p>}
      <BeforeSending
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
