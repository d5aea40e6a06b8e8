import type { ReadonlySignal } from '@preact/signals'
import type { VNode } from 'preact'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { type Item, startsRun } from '../../client/thread.ts'
import { Bubble } from '../../client/ui/bubble.tsx'
import { CHECK, DOWN, Icon, MESSAGE } from '../../client/ui/icons.tsx'
import type { Card } from '../../protocol/site.ts'
import type { Chat } from '../models/chat.ts'
import { lineWords } from './lines.ts'
import { BotMessage, BotName, CardMessage, Outgoing, VisitorMessage } from './Messages.tsx'
import type { Say } from './say.ts'
import { VisibleText } from './VisibleText.tsx'
import '../css/transcript.css'

interface Props {
  chat: Chat
  /** What staff call the visitor. */
  code: string
  /** The reader's id. */
  me: string
  cards: Card[]
  now: ReadonlySignal<number>
  say: Say
}

/** How near to its end the log must be to keep following it, px. */
const NEAR_PX = 48

/** The chat from its first event on. It stays at its end unless the reader has scrolled up. */
export function Transcript({ chat, code, me, cards, now, say }: Props) {
  const { t } = say
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const [below, setBelow] = useState(false)
  const { items } = chat.thread.value
  const outgoing = chat.outbox.value
  const typing = chat.visitorTyping.value

  const toEnd = () => {
    const log = box.current
    if (log) log.scrollTop = log.scrollHeight
    setBelow(false)
  }
  useLayoutEffect(() => {
    atEnd.current = true
    toEnd()
  }, [chat])
  useLayoutEffect(() => {
    if (atEnd.current) toEnd()
    else setBelow(true)
  }, [items.length, outgoing.length])
  useLayoutEffect(() => {
    if (atEnd.current) toEnd()
  }, [typing])
  useEffect(() => {
    const log = box.current
    if (!log) return
    // Not every browser lets keys into a scrolling box by itself.
    log.tabIndex = 0
    // The box shrinks when a keyboard or a longer composer takes its place.
    const watch = new ResizeObserver(() => atEnd.current && toEnd())
    watch.observe(log)
    return () => watch.disconnect()
  }, [])

  return (
    <div class="transcript">
      <div
        ref={box}
        class="log"
        role="log"
        aria-label={t.chat.log(code)}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget
          atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX
          if (atEnd.current) setBelow(false)
        }}
      >
        <ol>
          {items.map((item, index) => (
            <Entry
              key={item.seq}
              item={item}
              first={startsRun(items[index - 1], item)}
              last={items[index + 1]?.kind !== 'staff' && outgoing.length === 0}
              time={say.times.at(item.at, now.peek())}
              code={code}
              me={me}
              cards={cards}
              t={t}
            />
          ))}
          {outgoing.map((item) => (
            <Outgoing
              key={item.clientId}
              item={item}
              mine={chat.isMine.value}
              onRetry={() => chat.retry(item.clientId)}
              onDiscard={() => chat.discard(item.clientId)}
              t={t}
            />
          ))}
        </ol>
        <p class="typing" role="status">
          {typing && (
            <>
              <span class="dots" aria-hidden="true">
                <i />
                <i />
                <i />
              </span>
              {t.chat.writing(code)}
            </>
          )}
        </p>
      </div>
      {below && (
        <button type="button" class="button below" onClick={toEnd}>
          <Icon shape={DOWN} size={16} />
          {t.chat.newMessage}
        </button>
      )}
    </div>
  )
}

interface EntryProps {
  item: Item
  /** Begins a run of one speaker. */
  first: boolean
  /** Ends a run of staff messages. */
  last: boolean
  time: string
  code: string
  me: string
  cards: Card[]
  t: Say['t']
}

function Entry({ item, first, last, time, code, me, cards, t }: EntryProps): VNode {
  switch (item.kind) {
    case 'visitor':
      return (
        <li class="theirs">
          {first && <p class="speaker">{`${t.chat.visitor(code)} · ${time}`}</p>}
          <VisitorMessage item={item} t={t} />
        </li>
      )
    case 'staff': {
      const name = item.staff.id === me ? t.chat.you : t.chat.staff(item.staff.name)
      return (
        <li class="own">
          {first && <p class="speaker is-own">{`${name} · ${time}`}</p>}
          <Bubble who="staff" text={<VisibleText text={item.text} t={t} />} />
          {last && item.staff.id === me && (
            <p class="after">
              <Icon shape={CHECK} size={16} />
              {`${t.chat.sent} ${time}`}
            </p>
          )}
        </li>
      )
    }
    case 'bot':
      return (
        <li class="own">
          {first && <BotName t={t} />}
          <BotMessage item={item} t={t} />
        </li>
      )
    case 'card':
      return (
        <li class="own">
          <BotName t={t} />
          <CardMessage kind={item.card} cards={cards} t={t} />
        </li>
      )
    case 'line':
      return item.line.type === 'contact' ? (
        <li class="left-message">
          <p class="left-title">
            <Icon shape={MESSAGE} size={18} />
            {lineWords(item.line, time, me, t)}
          </p>
          <p dir="auto">
            <VisibleText text={item.line.question} t={t} />
          </p>
          <p>
            {t.chat.lines.contactBy}{' '}
            <b dir="auto">
              <VisibleText text={item.line.contact} t={t} />
            </b>
          </p>
        </li>
      ) : (
        <li class="event">
          <span>{lineWords(item.line, time, me, t)}</span>
        </li>
      )
  }
}
