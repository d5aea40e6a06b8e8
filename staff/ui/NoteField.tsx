import type { Signal } from '@preact/signals'
import { Icon } from '../../client/ui/icons.tsx'
import type { Chat } from '../models/chat.ts'
import type { Drafts } from '../models/drafts.ts'
import type { Strings } from '../strings/index.ts'
import type { Wanted } from './Composer.tsx'
import { Key } from './Key.tsx'
import { NOTE } from './shapes.ts'
import { canSend, WritingField } from './WritingField.tsx'

interface Props {
  chat: Chat
  notes: Drafts
  wanted: Signal<Wanted>
  t: Strings
}

/** What staff alone are going to read. Enter starts a line: whoever believes to be in the reply field saves nothing by it. */
export function NoteField({ chat, notes, wanted, t }: Props) {
  const text = notes.all.value[chat.chatId] ?? ''

  const save = () => {
    if (!canSend(text)) return
    chat.note(text)
    notes.set(chat.chatId, '')
    chat.doing('reading')
  }

  return (
    <WritingField
      kind="note"
      chatId={chat.chatId}
      label={t.composer.noteTab}
      placeholder={t.composer.notePlaceholder}
      hint={t.composer.noteHint}
      text={text}
      wanted={wanted}
      onInput={(typed) => {
        notes.set(chat.chatId, typed)
        chat.doing(typed === '' ? 'reading' : 'noting')
      }}
      onSubmit={save}
      submits={({ key, ctrlKey, metaKey }) => key === 'Enter' && (ctrlKey || metaKey)}
      t={t.composer}
    >
      <p class="note-truth">{t.composer.noteTruth}</p>
      <Key name={t.composer.ctrlEnter} />
      <button type="submit" class="button is-note" aria-disabled={!canSend(text)}>
        <Icon shape={NOTE} size={18} />
        {t.composer.noteSave}
      </button>
    </WritingField>
  )
}
