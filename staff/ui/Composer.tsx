import { type Signal, useSignalEffect } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { Initial } from '../../client/ui/bubble.tsx'
import { Icon, LOCK, MESSAGE, SEND, WARN } from '../../client/ui/icons.tsx'
import type { ChatState } from '../../protocol/events.ts'
import { MAX_TEXT_CHARS } from '../../protocol/visitor.ts'
import type { Chat } from '../models/chat.ts'
import type { Drafts } from '../models/drafts.ts'
import type { Strings } from '../strings/index.ts'
import { Key } from './Key.tsx'
import { refusal } from './Messages.tsx'
import '../css/composer.css'

interface Props {
  chat: Chat
  code: string
  drafts: Drafts
  /** The chat whose reply field is to have the focus as soon as it is there; null for none. */
  replyWanted: Signal<string | null>
  onTake: () => void
  t: Strings
}

/** Under the transcript: the reply field of a chat that is yours, and for any other the way to it. */
export function Composer({ chat, code, drafts, replyWanted, onTake, t }: Props) {
  const { state, owner } = chat.thread.value
  const setback = chat.setback.value
  const draft = drafts.all.value[chat.chatId] ?? ''
  const kept = !chat.isMine.value && draft.trim() !== '' ? draft : null
  return (
    <div class="composer-area">
      {setback && <Setback setback={setback} owner={chat.isMine.value ? null : (owner?.name ?? null)} t={t} />}
      {kept !== null && (
        <p class="kept">
          <b>{t.composer.kept}</b> <span dir="auto">{kept}</span>
        </p>
      )}
      {chat.isMine.value ? (
        <ReplyField chat={chat} code={code} drafts={drafts} replyWanted={replyWanted} t={t} />
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

type FieldProps = Pick<Props, 'chat' | 'code' | 'drafts' | 'replyWanted' | 't'>

/** The counter appears near the limit, where it begins to matter. */
const COUNT_FROM_CHARS = MAX_TEXT_CHARS - 200

function ReplyField({ chat, code, drafts, replyWanted, t }: FieldProps) {
  const field = useRef<HTMLTextAreaElement>(null)
  const text = drafts.all.value[chat.chatId] ?? ''
  const over = text.length - MAX_TEXT_CHARS
  const canSend = text.trim() !== '' && over <= 0

  useSignalEffect(() => {
    if (replyWanted.value !== chat.chatId) return
    field.current?.focus()
    replyWanted.value = null
  })
  useLayoutEffect(() => {
    const area = field.current
    if (!area) return
    area.style.blockSize = 'auto'
    area.style.blockSize = `${area.scrollHeight}px`
  }, [text, chat])
  useEffect(() => () => chat.typing(false), [chat])

  const send = () => {
    if (!canSend) return field.current?.focus()
    chat.send(text)
    drafts.set(chat.chatId, '')
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
      <label class="composer-tab" for="reply">
        <Icon shape={MESSAGE} size={18} />
        {t.composer.replyTo(code)}
      </label>
      <textarea
        ref={field}
        id="reply"
        rows={2}
        dir="auto"
        placeholder={t.composer.placeholder(code)}
        aria-describedby="reply-about"
        aria-invalid={over > 0}
        value={text}
        onInput={(event) => {
          drafts.set(chat.chatId, event.currentTarget.value)
          chat.typing(event.currentTarget.value !== '')
        }}
        onBlur={() => chat.typing(false)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') field.current?.blur()
          // Enter that ends the composition of a character is not meant for the message.
          if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return
          event.preventDefault()
          send()
        }}
      />
      <div class="composer-foot">
        <p id="reply-about" class="unseen">
          {t.composer.enterHint}
        </p>
        <p class={over > 0 ? 'counter is-over' : 'counter'} role="status">
          {over > 0 ? t.composer.tooLong(over) : text.length >= COUNT_FROM_CHARS ? t.composer.left(-over) : ''}
        </p>
        <Key name={t.composer.enter} />
        <button type="submit" class="button is-main" aria-disabled={!canSend}>
          <Icon shape={SEND} size={18} />
          {t.composer.send}
        </button>
      </div>
    </form>
  )
}
