import { useLayoutEffect, useRef } from 'preact/hooks'
import { Icon } from '../../client/ui/icons.tsx'
import type { StaffName } from '../../protocol/events.ts'
import { MAX_TEXT_CHARS } from '../../protocol/visitor.ts'
import type { Drafts } from '../models/drafts.ts'
import type { Strings } from '../strings/index.ts'
import { SWAP } from './shapes.ts'

interface Props {
  to: StaffName
  chatId: string
  /** What was written for staff and not saved goes along. */
  notes: Drafts
  busy: boolean
  onPass: (note: string | null) => void
  onCancel: () => void
  t: Strings['composer']
}

/** What the next one has to know. The chat changes hands with it, in one step. */
export function PassForm({ to, chatId, notes, busy, onPass, onCancel, t }: Props) {
  const field = useRef<HTMLTextAreaElement>(null)
  const text = notes.all.value[chatId] ?? ''
  const pass = () => {
    if (!busy && text.length <= MAX_TEXT_CHARS) onPass(text.trim() === '' ? null : text)
  }
  useLayoutEffect(() => field.current?.focus(), [])
  return (
    <form
      class="close-form is-note"
      onSubmit={(event) => {
        event.preventDefault()
        pass()
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel()
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        pass()
      }}
    >
      <label class="pass-label" for="pass-note">
        {t.passNote(to.name)}
      </label>
      <textarea
        ref={field}
        id="pass-note"
        class="pass-note"
        rows={3}
        dir="auto"
        maxLength={MAX_TEXT_CHARS}
        value={text}
        onInput={(event) => notes.set(chatId, event.currentTarget.value)}
      />
      <p class="close-note">{t.passMore(to.name)}</p>
      <div class="close-actions">
        <button type="button" class="button" onClick={onCancel}>
          {t.closeCancel}
        </button>
        <button type="submit" class="button is-main" aria-disabled={busy}>
          <Icon shape={SWAP} size={18} />
          {t.passTo(to.name)}
        </button>
      </div>
    </form>
  )
}
