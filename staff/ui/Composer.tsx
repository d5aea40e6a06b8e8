import { effect, type Signal, useSignal } from '@preact/signals'
import { useLayoutEffect } from 'preact/hooks'
import { Initial } from '../../client/ui/bubble.tsx'
import { Icon, LOCK, MESSAGE, WARN } from '../../client/ui/icons.tsx'
import type { ChatState, Locale } from '../../protocol/events.ts'
import type { Chat } from '../models/chat.ts'
import type { Drafts } from '../models/drafts.ts'
import type { Shelves } from '../models/library.ts'
import type { Strings } from '../strings/index.ts'
import { Key } from './Key.tsx'
import { refusal } from './Messages.tsx'
import { NoteField } from './NoteField.tsx'
import { ReplyField } from './ReplyField.tsx'
import { NOTE } from './shapes.ts'
import '../css/composer.css'

/** For whom something is written: the visitor, or the other staff. */
type Field = 'reply' | 'note'

/** The field that is to have the focus as soon as it is there. */
export type Wanted = { chatId: string; field: Field } | null

interface Props {
  chat: Chat
  code: string
  drafts: Drafts
  notes: Drafts
  chosen: Drafts
  shelves: Shelves
  /** The visitor's language. */
  lang: Locale
  wanted: Signal<Wanted>
  onTake: () => void
  t: Strings
}

/**
 * Under the transcript, one of two that are never mistaken: the reply, which only the owner of the chat has and everybody else
 * the way to it, or a note. What is written for one is not in the other.
 */
export function Composer({ chat, code, drafts, notes, chosen, shelves, lang, wanted, onTake, t }: Props) {
  const { state, owner } = chat.thread.value
  const setback = chat.setback.value
  const draft = drafts.all.value[chat.chatId] ?? ''
  const kept = !chat.isMine.value && draft.trim() !== '' ? draft : null
  const field = useSignal<Field>('reply')
  useLayoutEffect(
    () =>
      effect(() => {
        if (wanted.value?.chatId === chat.chatId) field.value = wanted.value.field
      }),
    [chat.chatId],
  )
  const tab = (of: Field, shape: string, words: string) => (
    <button
      type="button"
      class={`composer-tab is-${of}`}
      aria-pressed={field.value === of}
      onClick={() => {
        wanted.value = { chatId: chat.chatId, field: of }
      }}
    >
      <Icon shape={shape} size={18} />
      {words}
    </button>
  )
  return (
    <div class="composer-area">
      {setback && <Setback setback={setback} owner={chat.isMine.value ? null : (owner?.name ?? null)} t={t} />}
      {kept !== null && (
        <p class="kept">
          <b>{t.composer.kept}</b> <span dir="auto">{kept}</span>
        </p>
      )}
      <fieldset class="composer-tabs" aria-label={t.composer.writeTo}>
        {tab('reply', MESSAGE, t.composer.replyTo(code))}
        {tab('note', NOTE, t.composer.noteTab)}
      </fieldset>
      {field.value === 'note' ? (
        <NoteField chat={chat} notes={notes} wanted={wanted} t={t} />
      ) : chat.isMine.value ? (
        <ReplyField
          chat={chat}
          code={code}
          drafts={drafts}
          chosen={chosen}
          shelves={shelves}
          lang={lang}
          wanted={wanted}
          t={t}
        />
      ) : state === 'staff' && owner ? (
        <div class="locked">
          <Initial name={owner.name} large />
          <p>
            <b>{t.composer.othersTitle(owner.name)}</b>
            <span>{t.composer.othersMore(owner.name)}</span>
          </p>
        </div>
      ) : (
        <div class="locked">
          <Icon shape={LOCK} />
          <p>
            <b>{takeTitle(state, t)}</b>
            <span>{takeMore(state, t)}</span>
          </p>
          <button type="button" class="button is-main take" aria-disabled={chat.busy.value !== null} onClick={onTake}>
            {chat.busy.value === 'claim' ? t.composer.taking : t.composer.take}
            <Key name="C" />
          </button>
        </div>
      )}
    </div>
  )
}

function takeTitle(state: ChatState, t: Strings): string {
  if (state === 'closed') return t.composer.takeClosed
  if (state === 'left_message') return t.composer.takeLeft
  return state === 'bot' ? t.composer.takeBot : t.composer.takeTitle
}

function takeMore(state: ChatState, t: Strings): string {
  if (state === 'closed') return t.composer.takeClosedMore
  if (state === 'left_message') return t.composer.takeLeftMore
  return state === 'bot' ? t.composer.takeBotMore : t.composer.takeMore
}

interface SetbackProps {
  setback: NonNullable<Chat['setback']['value']>
  /** Who has the chat now, if it is somebody else. */
  owner: string | null
  t: Strings
}

/** Why the last action came to nothing, and what to do next. */
function Setback({ setback: { action, code, by }, owner, t }: SetbackProps) {
  const who = by ?? owner
  const changedHands = code === 'already-claimed' || code === 'stale-claim'
  const words =
    changedHands && action === 'claim' && who
      ? t.composer.lost(who)
      : changedHands
        ? who
          ? t.composer.stale(who)
          : t.composer.staleNobody
        : refusal(code === 'unavailable' ? 'timeout' : code, t)
  return (
    <p class="setback" role="alert">
      <Icon shape={WARN} size={18} />
      {words}
    </p>
  )
}
