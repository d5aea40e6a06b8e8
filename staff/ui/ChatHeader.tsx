import type { ReadonlySignal } from '@preact/signals'
import type { Ref } from 'preact'
import { Initial } from '../../client/ui/bubble.tsx'
import { BACK, CHECK, Icon } from '../../client/ui/icons.tsx'
import { Mark } from '../../client/ui/mark.tsx'
import type { StaffName } from '../../protocol/events.ts'
import type { InboxRow } from '../../protocol/staff.ts'
import { ageWords, stageOf } from '../age.ts'
import { awaitedSince, needsPersonFirst, reasonOf } from '../inbox-view.ts'
import type { Chat } from '../models/chat.ts'
import type { Strings } from '../strings/index.ts'
import { Menu } from './Menu.tsx'
import { drawn } from './reasons.ts'
import { INBOX, SWAP } from './shapes.ts'

interface Props {
  chat: Chat
  row: InboxRow
  me: string
  now: ReadonlySignal<number>
  backHref: string
  titleRef: Ref<HTMLHeadingElement>
  /** Who could have the chat instead: on duty now. */
  colleagues: readonly StaffName[]
  onPass: (to: StaffName) => void
  onClose: () => void
  t: Strings
}

/** Who the chat is with, how it stands, and what its owner can do with it. */
export function ChatHeader({ chat, row, me, now, backHref, titleRef, colleagues, onPass, onClose, t }: Props) {
  const mine = chat.isMine.value
  const busy = chat.busy.value !== null
  return (
    <header class="chat-head">
      <a class="icon-button chat-back" href={backHref} aria-label={t.chat.back}>
        <Icon shape={BACK} size={22} />
      </a>
      <div class="chat-title">
        <h2 ref={titleRef} tabIndex={-1}>
          {t.chat.visitor(row.code)}
        </h2>
        <p>
          <StatePill row={row} mine={mine} now={now} t={t} />
          <span class="chat-reason">{sideWords(row, mine, me, now, t)}</span>
          <span class="chat-onlookers" role="status">
            {chat.onlookers.value.map(({ name, doing }) => t.chat.doing[doing](name)).join(' · ')}
          </span>
        </p>
      </div>
      {mine && (
        <div class="chat-actions">
          <Menu
            disabled={busy}
            label={
              <>
                <Icon shape={SWAP} size={18} />
                {t.chat.passOn}
              </>
            }
          >
            {(close) => (
              <>
                {colleagues.map((colleague) => (
                  <button
                    key={colleague.id}
                    type="button"
                    class="menu-item"
                    onClick={() => {
                      close()
                      onPass(colleague)
                    }}
                  >
                    <Initial name={colleague.name} />
                    <span>
                      {t.chat.toColleague(colleague.name)}
                      <small>{t.chat.toColleagueMore}</small>
                    </span>
                  </button>
                ))}
                {colleagues.length === 0 && <p class="menu-none">{t.chat.noColleague}</p>}
                <button
                  type="button"
                  class="menu-item"
                  onClick={() => {
                    close()
                    void chat.release('queue')
                  }}
                >
                  <Icon shape={INBOX} />
                  <span>
                    {t.chat.toQueue}
                    <small>{t.chat.toQueueMore}</small>
                  </span>
                </button>
                <button
                  type="button"
                  class="menu-item"
                  onClick={() => {
                    close()
                    void chat.release('bot')
                  }}
                >
                  <Mark lit={false} size={20} />
                  <span>
                    {t.chat.toBot}
                    <small>{t.chat.toBotMore}</small>
                  </span>
                </button>
              </>
            )}
          </Menu>
          <button type="button" class="button" aria-disabled={busy} onClick={() => !busy && onClose()}>
            <Icon shape={CHECK} size={18} />
            {t.chat.close}
          </button>
        </div>
      )}
    </header>
  )
}

/** The chat's state in a word; the reading of the clock is part of it while somebody waits. */
function StatePill({ row, mine, now, t }: { row: InboxRow; mine: boolean } & Pick<Props, 'now' | 't'>) {
  if (row.state === 'waiting' && !needsPersonFirst(row)) {
    const ms = now.value - awaitedSince(row)
    const stage = stageOf(ms)
    const words = stage === 'new' ? t.chat.waitingNew : t.chat.waiting(ageWords(ms, t.list))
    return <span class={`pill is-${stage}`}>{words}</span>
  }
  if (row.flag !== null && (mine || needsPersonFirst(row))) {
    return <span class="pill is-flag">{t.chat.emergency}</span>
  }
  switch (row.state) {
    case 'staff':
      return (
        <span class={mine ? 'pill is-minute' : 'pill'}>
          {mine ? t.chat.yours : t.chat.withStaff(row.owner?.name ?? '')}
        </span>
      )
    case 'left_message':
      return <span class="pill">{t.chat.left}</span>
    case 'closed':
      return <span class="pill">{t.chat.closed}</span>
    default:
      return <span class="pill">{t.chat.bot}</span>
  }
}

function sideWords(row: InboxRow, mine: boolean, me: string, now: Props['now'], t: Strings): string {
  if (row.flag !== null && mine) return t.chat.yours
  if (needsPersonFirst(row)) return ageWords(now.value - awaitedSince(row), t.list)
  if (row.state !== 'waiting') return ''
  return drawn(reasonOf(row, me, { unread: false, draft: false }), t).words
}
