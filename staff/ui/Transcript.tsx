import type { ReadonlySignal } from '@preact/signals'
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Item } from '../../client/thread.ts'
import { DOWN, Icon } from '../../client/ui/icons.tsx'
import type { Card } from '../../protocol/site.ts'
import type { Chat } from '../models/chat.ts'
import { piecesOf } from '../pieces.ts'
import { Entries } from './Entries.tsx'
import { Outgoing } from './Messages.tsx'
import type { Say } from './say.ts'
import '../css/transcript.css'

interface Props {
  chat: Chat
  /** What staff call the visitor. */
  code: string
  /** The reader's id. */
  me: string
  cards: Card[]
  /** The message that a search led to, or null. */
  foundSeq: number | null
  now: ReadonlySignal<number>
  say: Say
}

/** How near to its end the log must be to keep following it, px. */
const NEAR_PX = 48
/** Entries in one list of the log. What is out of sight is laid out by nobody, list by list. */
const PIECE = 50
/** Lists that are drawn at once, from the end: more than a screen. The earlier ones follow, one at a time. */
const AT_ONCE = 2

/** The chat from its first event on. It stays at its end unless the reader has scrolled up. */
export function Transcript({ chat, code, me, cards, foundSeq, now, say }: Props) {
  const { t } = say
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const topBefore = useRef(0)
  const outgoingBefore = useRef(0)
  const [below, setBelow] = useState(false)
  const { items } = chat.thread.value
  const outgoing = chat.outbox.value
  const typing = chat.visitorTyping.value
  const known = useRef<(readonly Item[])[]>([])
  const pieces = piecesOf(items, PIECE, known.current)
  known.current = pieces
  const [earlier, setEarlier] = useState(() => Math.max(0, pieces.length - AT_ONCE))
  // A restored server may know less than was drawn.
  const from = Math.min(earlier, Math.max(0, pieces.length - 1))
  const today = say.times.day(now.peek())

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
    // Whoever sends something wants to see it.
    if (outgoing.length > outgoingBefore.current) atEnd.current = true
    outgoingBefore.current = outgoing.length
    if (atEnd.current) toEnd()
    else setBelow(true)
  }, [items.length, outgoing.length])
  useLayoutEffect(() => {
    if (atEnd.current) toEnd()
  }, [typing, earlier])
  useEffect(() => {
    if (earlier === 0) return
    const timer = setTimeout(setEarlier, 0, earlier - 1)
    return () => clearTimeout(timer)
  }, [earlier])
  const foundIsDrawn = pieces.slice(from).some((piece) => piece.some(({ seq }) => seq === foundSeq))
  useLayoutEffect(() => {
    if (!foundIsDrawn) return
    atEnd.current = false
    setBelow(false)
    box.current?.querySelector('[data-found]')?.scrollIntoView({ block: 'center' })
  }, [foundSeq, foundIsDrawn])
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
        // What comes in before the rest was said long ago: nothing of it is read aloud.
        aria-busy={from > 0}
        onScroll={(event) => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget
          const isNear = scrollHeight - scrollTop - clientHeight < NEAR_PX
          // Far from the end without having been scrolled up: more came, or the box shrank, since the scrolling that this tells of.
          if (isNear || scrollTop < topBefore.current) atEnd.current = isNear
          topBefore.current = scrollTop
          if (atEnd.current) setBelow(false)
        }}
      >
        {pieces.slice(from).map((piece, at) => {
          const index = from + at
          const next = pieces[index + 1]?.[0]?.kind
          return (
            <Entries
              key={index}
              items={piece}
              before={pieces[index - 1]?.at(-1)}
              after={next ?? (outgoing.length > 0 ? 'staff' : undefined)}
              now={now}
              today={today}
              code={code}
              me={me}
              cards={cards}
              reading={chat.reading}
              foundSeq={piece.some(({ seq }) => seq === foundSeq) ? foundSeq : null}
              say={say}
            />
          )
        })}
        {outgoing.length > 0 && (
          <ol>
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
        )}
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
