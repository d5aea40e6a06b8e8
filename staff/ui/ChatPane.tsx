import { type ReadonlySignal, type Signal, useSignal, useSignalEffect } from '@preact/signals'
import type { Ref } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { CHECK, Icon, INFO } from '../../client/ui/icons.tsx'
import type { CloseOutcome, StaffName } from '../../protocol/events.ts'
import type { SiteInfo } from '../../protocol/site.ts'
import type { Chat } from '../models/chat.ts'
import type { Desk } from '../models/desk.ts'
import type { Shelves } from '../models/library.ts'
import { type List, listHref } from '../route.ts'
import { explain, percent } from '../why.ts'
import { ChatHeader } from './ChatHeader.tsx'
import { CloseForm } from './CloseForm.tsx'
import { Composer, type Wanted } from './Composer.tsx'
import { Context, whySentence } from './Context.tsx'
import { PassForm } from './PassForm.tsx'
import type { Say } from './say.ts'
import { Transcript } from './Transcript.tsx'
import '../css/chat.css'

interface Props {
  desk: Desk
  chat: Chat
  list: List
  site: SiteInfo
  shelves: Shelves
  now: ReadonlySignal<number>
  wanted: Signal<Wanted>
  /** Whether it is being asked how the chat ended. */
  closing: Signal<boolean>
  /** The message to be shown first, which a search led to; null for the end of the chat. */
  foundSeq: number | null
  onTake: () => void
  /** Makes a draft of an answer to a visitor's question. */
  onDraft: (question: string) => void
  say: Say
}

/** One chat: its head, its transcript, the way to answer, and what is known about it beside. */
export function ChatPane({
  desk,
  chat,
  list,
  site,
  shelves,
  now,
  wanted,
  closing,
  foundSeq,
  onTake,
  onDraft,
  say,
}: Props) {
  const { t } = say
  const row = desk.inbox.rows.value.find(({ chatId }) => chatId === chat.chatId) ?? null
  const details = useSignal(false)
  const passing = useSignal<StaffName | null>(null)
  const closedAs = useSignal<CloseOutcome | null>(null)
  const title = useRef<HTMLHeadingElement>(null)
  const detailsButton = useRef<HTMLButtonElement>(null)

  useLayoutEffect(() => {
    // What had the focus is gone (a phone's list, the closing form, a menu): the reader goes on at the chat's name.
    if (document.activeElement === document.body) title.current?.focus()
  }, [chat.isMine.value, closing.value, passing.value])
  useSignalEffect(() => {
    if (!chat.isMine.value) closing.value = false
    if (!chat.isMine.value || closing.value) passing.value = null
    if (chat.thread.value.state !== 'closed') closedAs.value = null
  })

  if (chat.status.value === 'gone') return <Missing title={t.chat.gone} more={t.chat.goneMore} list={list} t={t} />
  if (chat.status.value === 'erased') {
    return <Missing title={t.chat.erased} more={t.chat.erasedMore} list={list} t={t} />
  }
  if (!row || chat.status.value === 'loading') return <Missing title={t.chat.loading} list={list} t={t} />

  const pass = async (to: StaffName, note: string | null) => {
    if (!(await chat.pass(to.id, note))) return
    desk.notes.set(chat.chatId, '')
    passing.value = null
  }
  const close = async (outcome: CloseOutcome) => {
    if (await chat.close(outcome)) {
      closedAs.value = outcome
      closing.value = false
    }
  }
  return (
    <>
      <section class="chat" id="chat" aria-label={t.chat.log(row.code)}>
        <ChatHeader
          chat={chat}
          row={row}
          me={desk.me.id}
          now={now}
          backHref={listHref(list)}
          titleRef={title}
          colleagues={desk.presence.value?.staff.filter(({ id, onDuty }) => onDuty && id !== desk.me.id) ?? []}
          onPass={(to) => {
            closing.value = false
            passing.value = to
          }}
          onClose={() => {
            closing.value = true
          }}
          t={t}
        />
        <WhyStrip
          chat={chat}
          open={details.value}
          buttonRef={detailsButton}
          onDetails={() => (details.value = !details.value)}
          t={t}
        />
        <Transcript
          chat={chat}
          code={row.code}
          me={desk.me.id}
          cards={site.cards}
          foundSeq={foundSeq}
          now={now}
          say={say}
        />
        {closedAs.value && (
          <p class="closed-note" role="status">
            <Icon shape={CHECK} size={18} />
            {t.composer.closedNow} {t.composer.outcomes[closedAs.value]}.
          </p>
        )}
        {closing.value && chat.isMine.value ? (
          <CloseForm
            busy={chat.busy.value !== null}
            hasDraft={(desk.drafts.all.value[chat.chatId] ?? '').trim() !== ''}
            onClose={close}
            onCancel={() => {
              closing.value = false
            }}
            t={t.composer}
          />
        ) : passing.value && chat.isMine.value ? (
          <PassForm
            to={passing.value}
            chatId={chat.chatId}
            notes={desk.notes}
            busy={chat.busy.value !== null}
            onPass={(note) => passing.value && void pass(passing.value, note)}
            onCancel={() => {
              passing.value = null
            }}
            t={t.composer}
          />
        ) : (
          <Composer
            chat={chat}
            code={row.code}
            drafts={desk.drafts}
            notes={desk.notes}
            chosen={desk.chosen}
            shelves={shelves}
            lang={row.locale}
            wanted={wanted}
            onTake={onTake}
            t={t}
          />
        )}
      </section>
      <Context
        chat={chat}
        row={row}
        site={site}
        shelves={shelves}
        ticks={desk.ticks}
        now={now}
        open={details.value}
        onClose={() => {
          details.value = false
          detailsButton.current?.focus()
        }}
        onDraft={onDraft}
        say={say}
      />
    </>
  )
}

interface WhyStripProps {
  chat: Chat
  /** The drawer is. */
  open: boolean
  buttonRef: Ref<HTMLButtonElement>
  onDetails: () => void
  t: Say['t']
}

/** Where the context is a drawer, its gist in one line and the way to it. */
function WhyStrip({ chat, open, buttonRef, onDetails, t }: WhyStripProps) {
  const why = explain(chat.thread.value)
  const best = why?.candidates[0]?.score
  return (
    <div class="why-strip">
      <Icon shape={INFO} size={18} />
      <p>
        {why && <b>{t.chat.whyYou}</b>}{' '}
        {why === null
          ? t.why.notYetMore
          : why.needed !== null && best !== undefined && !why.tooClose && !why.topic
            ? t.why.short(percent(best), percent(why.needed))
            : whySentence(why, t)}
      </p>
      <button ref={buttonRef} type="button" class="link" aria-expanded={open} onClick={onDetails}>
        {t.chat.details}
      </button>
    </div>
  )
}

function Missing({ title, more, list, t }: { title: string; more?: string; list: List; t: Say['t'] }) {
  return (
    <section class="chat is-empty" id="chat" aria-label={title}>
      <div class="nothing" role="status">
        <p>
          <b>{title}</b>
        </p>
        {more && <p>{more}</p>}
        <a class="button chat-back" href={listHref(list)}>
          {t.chat.back}
        </a>
      </div>
    </section>
  )
}
