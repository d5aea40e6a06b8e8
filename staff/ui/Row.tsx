import type { ReadonlySignal } from '@preact/signals'
import { Icon } from '../../client/ui/icons.tsx'
import type { InboxRow } from '../../protocol/staff.ts'
import { awaitedSince, needsPerson, type Reason, reasonOf } from '../inbox-view.ts'
import type { Strings } from '../strings/index.ts'
import { AgePill } from './AgePill.tsx'
import { memo } from './memo.tsx'
import { drawn } from './reasons.ts'
import { VisibleText } from './VisibleText.tsx'

interface Props {
  row: InboxRow
  /** The reader's id. */
  me: string
  unread: boolean
  /** A reply was begun. */
  draft: boolean
  /** Who passed it to the reader. */
  passedBy: string | undefined
  href: string
  selected: boolean
  now: ReadonlySignal<number>
  t: Strings
}

/** One chat in a list: why it is there, since when, the last words, and whose they are. */
export const Row = memo(({ row, me, unread, draft, passedBy, href, selected, now, t }: Props) => {
  const reason = reasonOf(row, me, { unread, draft, passedBy })
  const flagged = reason.kind === 'flag'
  const { shape, words } = drawn(reason, t)
  return (
    <li>
      <a
        class={`row${flagged ? ' is-flag' : ''}`}
        href={href}
        aria-current={selected ? 'true' : undefined}
        data-chat={row.chatId}
      >
        <span class="row-top">
          <Icon shape={shape} size={18} />
          <span class="row-reason">{words}</span>
          {needsPerson(row) ? (
            <AgePill since={awaitedSince(row)} now={now} kind={flagged ? 'flag' : 'wait'} t={t} />
          ) : (
            <AgePill since={row.lastAt} now={now} kind="plain" t={t} />
          )}
        </span>
        <span class="row-words" dir="auto" lang={row.locale}>
          <VisibleText text={row.lastWords} t={t} />
        </span>
        <span class="row-meta">
          {meta(row, reason, t).join(' · ')}
          {row.page && row.page !== '/' && (
            <>
              {' · '}
              <VisibleText text={row.page} t={t} />
            </>
          )}
        </span>
      </a>
    </li>
  )
})

function meta(row: InboxRow, reason: Reason, t: Strings): string[] {
  const parts = [t.list.visitor(row.code)]
  if (reason.kind === 'flag') parts.push(row.state === 'staff' ? t.list.withYou : t.list.sawCard)
  if (row.state === 'waiting' && row.epoch > 0) parts.push(t.list.passedBack)
  if (row.contact !== null) parts.push(t.list.contactLeft)
  if (row.locale !== 'en') parts.push(t.about.languages[row.locale])
  return parts
}
