import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { BOOK, Icon, SEND } from '../../client/ui/icons.tsx'
import type { Locale } from '../../protocol/events.ts'
import type { Chat } from '../models/chat.ts'
import type { Drafts } from '../models/drafts.ts'
import type { Insert, Shelves } from '../models/library.ts'
import { slashIn } from '../slash.ts'
import type { Strings } from '../strings/index.ts'
import type { Wanted } from './Composer.tsx'
import { Inserts, optionId } from './Inserts.tsx'
import { Key } from './Key.tsx'
import { ApprovedMessage } from './Messages.tsx'
import { canSend, WritingField } from './WritingField.tsx'

interface Props {
  chat: Chat
  code: string
  drafts: Drafts
  /** The approved answer that goes with the reply. */
  chosen: Drafts
  shelves: Shelves
  /** The visitor's language. */
  lang: Locale
  wanted: Signal<Wanted>
  t: Strings
}

/**
 * What the visitor is going to read: own words, an approved answer after them, or both. Enter alone sends it; the keys that
 * save a note do nothing here.
 */
export function ReplyField({ chat, code, drafts, chosen, shelves, lang, wanted, t }: Props) {
  const { chatId } = chat
  const field = useRef<HTMLTextAreaElement>(null)
  const text = drafts.all.value[chatId] ?? ''
  const entryId = chosen.all.value[chatId] ?? ''
  const library = shelves.in(lang).value
  const approved = entryId === '' ? null : shelves.answer(lang, entryId)
  /** What was put away with Escape: it stays so until another slash is typed. */
  const putAway = useSignal<number | null>(null)
  const at = useSignal(0)
  const slash = slashIn(text)
  const open = slash !== null && slash.from !== putAway.value
  const found = open ? shelves.find(lang, slash.typed) : []
  const ready = (text.trim() === '' ? approved !== null : canSend(text)) && (entryId === '' || approved !== null)

  useEffect(() => () => chat.typing(false), [chat])
  const wantsLibrary = open || entryId !== ''
  useEffect(() => {
    if (wantsLibrary) shelves.load(lang)
  }, [wantsLibrary, lang])

  const type = (typed: string) => {
    drafts.set(chatId, typed)
    at.value = 0
    if (slashIn(typed) === null) putAway.value = null
    chat.typing(typed !== '')
    chat.doing(typed === '' ? 'reading' : 'replying')
  }
  const choose = (insert: Insert) => {
    if (!slash) return
    const before = text.slice(0, slash.from)
    if (insert.kind === 'answer') chosen.set(chatId, insert.approved.answers[0].entryId)
    type(insert.kind === 'answer' ? before.trimEnd() : before + insert.text)
    field.current?.focus()
  }
  const send = () => {
    if (open || !ready) return
    // First what the person says, then what the article says.
    if (text.trim() !== '') chat.send(text)
    if (approved) chat.answer(entryId, approved.answers[0].title)
    drafts.set(chatId, '')
    chosen.set(chatId, '')
    chat.doing('reading')
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!open || event.isComposing) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && found.length > 0) at.value = (at.value + step + found.length) % found.length
    else if (event.key === 'Escape') putAway.value = slash.from
    else if (event.key === 'Enter' && !event.shiftKey) {
      const insert = found[at.value]
      if (insert) choose(insert)
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <WritingField
      kind="reply"
      chatId={chatId}
      label={t.composer.replyTo(code)}
      placeholder={t.composer.placeholder(code)}
      hint={t.composer.enterHint}
      text={text}
      wanted={wanted}
      fieldRef={field}
      onInput={type}
      onBlur={() => chat.typing(false)}
      onKeyDown={onKeyDown}
      onSubmit={send}
      submits={({ key, shiftKey, ctrlKey, metaKey }) => key === 'Enter' && !shiftKey && !ctrlKey && !metaKey}
      attributes={{
        'aria-haspopup': 'listbox',
        'aria-autocomplete': 'list',
        'aria-controls': open ? 'inserts' : undefined,
        'aria-activedescendant': found.length > 0 ? optionId(at.value) : undefined,
      }}
      above={
        <>
          {open && <Inserts found={found} at={at.value} isHere={library !== null} onChoose={choose} t={t.composer} />}
          {entryId !== '' && (
            <div class="chosen">
              {approved ? (
                <ApprovedMessage approved={approved} open t={t} />
              ) : (
                <p role="status">{library === null ? t.composer.insertLoading : t.composer.insertGone}</p>
              )}
              <button
                type="button"
                class="link"
                onClick={() => {
                  chosen.set(chatId, '')
                  field.current?.focus()
                }}
              >
                {t.composer.insertRemove}
              </button>
            </div>
          )}
        </>
      }
      t={t.composer}
    >
      <button
        type="button"
        class="button is-plain insert-button"
        onClick={() => {
          type(text === '' || /\s$/.test(text) ? `${text}/` : `${text} /`)
          field.current?.focus()
        }}
      >
        <Icon shape={BOOK} size={18} />
        {t.composer.insert}
        <Key name="/" />
      </button>
      <Key name={t.composer.enter} />
      <button type="submit" class="button is-main" aria-disabled={!ready}>
        <Icon shape={SEND} size={18} />
        {t.composer.send}
      </button>
    </WritingField>
  )
}
