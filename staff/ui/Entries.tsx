import { type ReadonlySignal, useComputed } from '@preact/signals'
import type { VNode } from 'preact'
import { type Item, startsRun } from '../../client/thread.ts'
import { Bubble } from '../../client/ui/bubble.tsx'
import { CHECK, Icon, MESSAGE } from '../../client/ui/icons.tsx'
import type { Card } from '../../protocol/site.ts'
import type { Reading } from '../../protocol/visitor.ts'
import { lineWords } from './lines.ts'
import { ApprovedMessage, BotMessage, BotName, CardMessage, NoteBox, VisitorMessage } from './Messages.tsx'
import { memo } from './memo.tsx'
import type { Say } from './say.ts'
import { DOUBLE_CHECK } from './shapes.ts'
import { VisibleText } from './VisibleText.tsx'

interface Props {
  items: readonly Item[]
  /** What stands before the first of them. */
  before: Item | undefined
  /** The kind of what stands after the last of them. */
  after: Item['kind'] | undefined
  now: ReadonlySignal<number>
  /** Read by nothing but the comparison of before and after: times have their date from the next day on. */
  today: string
  /** What staff call the visitor. */
  code: string
  /** The reader's id. */
  me: string
  cards: Card[]
  /** How far messages have arrived at the visitor's, and were seen. */
  reading: ReadonlySignal<Reading>
  /** The message among these that a search led to, or null. */
  foundSeq: number | null
  say: Say
}

/** A piece of the log. */
export const Entries = memo(({ items, before, after, now, code, me, cards, reading, foundSeq, say }: Props) => (
  <ol>
    {items.map((item, index) => (
      <Entry
        key={item.seq}
        item={item}
        first={startsRun(index === 0 ? before : items[index - 1], item)}
        last={(index === items.length - 1 ? after : items[index + 1]?.kind) !== 'staff'}
        time={say.times.at(item.at, now.peek())}
        code={code}
        me={me}
        cards={cards}
        reading={reading}
        found={item.seq === foundSeq}
        t={say.t}
      />
    ))}
  </ol>
))

interface AfterProps extends Pick<Props, 'reading'> {
  seq: number
  time: string
  t: Say['t']
}

/** What is known of a message beyond that the server has it; nothing is guessed. Drawn anew only when that changes. */
function After({ seq, time, reading, t }: AfterProps) {
  const known = useComputed(() =>
    reading.value.seen >= seq ? 'seen' : reading.value.got >= seq ? 'delivered' : 'sent',
  )
  const state = known.value
  return (
    <p class="after">
      <Icon shape={state === 'seen' ? DOUBLE_CHECK : CHECK} size={16} />
      {`${t.chat.sent} ${time}`}
      {state !== 'sent' && ` · ${t.chat[state]}`}
    </p>
  )
}

interface EntryProps extends Pick<Props, 'code' | 'me' | 'cards' | 'reading'> {
  item: Item
  /** Begins a run of one speaker. */
  first: boolean
  /** Ends a run of staff messages. */
  last: boolean
  time: string
  /** A search led here. */
  found: boolean
  t: Say['t']
}

function Entry({ item, first, last, time, code, me, cards, reading, found, t }: EntryProps): VNode {
  switch (item.kind) {
    case 'visitor':
      return (
        <li class="theirs" data-found={found || undefined}>
          {first && <p class="speaker">{`${t.chat.visitor(code)} · ${time}`}</p>}
          <VisitorMessage item={item} t={t} />
        </li>
      )
    case 'staff': {
      const name = item.staff.id === me ? t.chat.you : t.chat.staff(item.staff.name)
      return (
        <li class="own" data-found={found || undefined}>
          {first && <p class="speaker is-own">{`${name} · ${time}`}</p>}
          {item.approved ? (
            <ApprovedMessage approved={item.approved} t={t} />
          ) : (
            <Bubble who="staff" text={<VisibleText text={item.text} t={t} />} />
          )}
          {last && item.staff.id === me && <After seq={item.seq} time={time} reading={reading} t={t} />}
        </li>
      )
    }
    case 'note': {
      const { staff, text } = item.note
      return (
        <li class="note-item" data-found={found || undefined}>
          <NoteBox who={`${staff.id === me ? t.chat.you : staff.name}, ${time}`} text={text} t={t} />
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
        <li class="left-message" data-found={found || undefined}>
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
        <>
          <li class="event">
            <span>{lineWords(item.line, time, me, t)}</span>
          </li>
          {item.line.type === 'joined' && item.line.from && item.line.note !== null && (
            <li class="note-item" data-found={found || undefined}>
              <NoteBox who={item.line.from.id === me ? t.chat.you : item.line.from.name} text={item.line.note} t={t} />
            </li>
          )}
        </>
      )
  }
}
