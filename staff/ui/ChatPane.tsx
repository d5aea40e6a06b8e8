import { type ReadonlySignal, type Signal, useSignal, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { CHECK, Icon, INFO } from '../../client/ui/icons.tsx'
import type { CloseOutcome } from '../../protocol/events.ts'
import type { SiteInfo } from '../../protocol/site.ts'
import type { Chat } from '../models/chat.ts'
import type { Desk } from '../models/desk.ts'
import { type List, listHref } from '../route.ts'
import { explain, percent } from '../why.ts'
import { ChatHeader } from './ChatHeader.tsx'
import { CloseForm } from './CloseForm.tsx'
import { Composer } from './Composer.tsx'
import { Context, whySentence } from './Context.tsx'
import type { Say } from './say.ts'
import { Transcript } from './Transcript.tsx'
import '../css/chat.css'

interface Props {
  desk: Desk
  chat: Chat
  list: List
  site: SiteInfo
  now: ReadonlySignal<number>
  replyWanted: Signal<string | null>
  /** Whether it is being asked how the chat ended. */
  closing: Signal<boolean>
  onTake: () => void
  say: Say
}

/** One chat: its head, its transcript, the way to answer, and what is known about it beside. */
export function ChatPane({ desk, chat, list, site, now, replyWanted, closing, onTake, say }: Props) {
  const { t } = say
  const row = desk.inbox.rows.value.find(({ chatId }) => chatId === chat.chatId) ?? null
  const details = useSignal(false)
  const closedAs = useSignal<CloseOutcome | null>(null)
  const title = useRef<HTMLHeadingElement>(null)

  useEffect(() => {
    // What had the focus is gone (a phone's list, the closing form, a menu): the reader goes on at the chat's name.
    if (document.activeElement === document.body) title.current?.focus()
  }, [chat.isMine.value, closing.value])
  useSignalEffect(() => {
    if (!chat.isMine.value) closing.value = false
    if (chat.thread.value.state !== 'closed') closedAs.value = null
  })

  if (chat.status.value === 'gone') return <Missing title={t.chat.gone} more={t.chat.goneMore} list={list} t={t} />
  if (!row || chat.status.value === 'loading') return <Missing title={t.chat.loading} list={list} t={t} />

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
          onClose={() => {
            closing.value = true
          }}
          t={t}
        />
        <WhyStrip chat={chat} onDetails={() => (details.value = !details.value)} open={details.value} t={t} />
        <Transcript chat={chat} code={row.code} me={desk.me.id} cards={site.cards} now={now} say={say} />
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
        ) : (
          <Composer chat={chat} code={row.code} drafts={desk.drafts} replyWanted={replyWanted} onTake={onTake} t={t} />
        )}
      </section>
      <Context
        chat={chat}
        row={row}
        site={site}
        now={now}
        open={details.value}
        onClose={() => {
          details.value = false
        }}
        say={say}
      />
    </>
  )
}

/** Where the context is a drawer, its gist in one line and the way to it. */
function WhyStrip({ chat, open, onDetails, t }: { chat: Chat; open: boolean; onDetails: () => void; t: Say['t'] }) {
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
      <button type="button" class="link" aria-expanded={open} onClick={onDetails}>
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
