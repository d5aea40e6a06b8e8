import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Icon, MESSAGE } from '../../client/ui/icons.tsx'
import type { Locale } from '../../protocol/events.ts'
import type { SiteInfo } from '../../protocol/site.ts'
import { needsPersonFirst, reasonOf } from '../inbox-view.ts'
import { commandFor, neighbour } from '../keys.ts'
import type { Desk } from '../models/desk.ts'
import type { Prefs } from '../models/prefs.ts'
import { HOME, type List, listHref, parseRoute, type Route } from '../route.ts'
import { Account } from './Account.tsx'
import { Banner } from './Banner.tsx'
import { ChatPane } from './ChatPane.tsx'
import { Help } from './Help.tsx'
import { ListPane } from './ListPane.tsx'
import { ListLink, Nav, TabBar } from './Nav.tsx'
import { drawn } from './reasons.ts'
import type { Say } from './say.ts'
import '../css/console.css'

interface Props {
  desk: Desk
  route: Route
  site: SiteInfo
  prefs: Prefs
  now: ReadonlySignal<number>
  sound: 'on' | 'off' | 'blocked'
  outdated: boolean
  onTestSound: () => void
  onUnblockSound: () => void
  onLanguage: (locale: Locale) => void
  onSignOut: () => void
  say: Say
}

/** The whole console of one signed-in staff member. */
export function Console(props: Props) {
  const { desk, route, site, prefs, now, sound, say } = props
  const { t } = say
  const list: List = route.page === 'list' ? route.list : 'waiting'
  const chatId = route.page === 'list' ? route.chatId : null
  const chat = chatId === null ? null : desk.chat(chatId)
  const help = useSignal(false)
  const closing = useSignal(false)
  const replyWanted = useSignal<string | null>(null)

  const go = (to: List, id: string | null) => {
    location.hash = listHref(to, id)
  }
  const take = async (id: string, from: List) => {
    const chatTaken = desk.chat(id)
    if (chatTaken.isMine.peek()) return
    if (!(await chatTaken.claim())) return
    // What was taken leaves these lists: it is followed to where it is now.
    if (from !== 'all') go('mine', id)
    replyWanted.value = id
  }
  const takeNext = (from: List) => {
    const first = desk.inbox.line.peek()[0]
    if (!first) return
    go(from === 'all' ? 'all' : 'waiting', first.chatId)
    void take(first.chatId, from)
  }
  const openFirst = () => {
    const first = desk.inbox.line.peek()[0]
    if (first) go('waiting', first.chatId)
  }

  useEffect(() => {
    closing.value = false
    const look = () => desk.look(document.visibilityState === 'visible' ? chatId : null)
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [chatId, desk])

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { target } = event
      const typing =
        target instanceof HTMLElement &&
        target.matches('textarea, select, input:not([type="radio"], [type="checkbox"])')
      const command = prefs.keys.value ? commandFor(event, typing) : null
      if (command === null) return
      event.preventDefault()
      // Read off the address: keys pressed faster than the page is drawn anew count from where the last one led.
      const at = parseRoute(location.hash)
      const [list, chatId] = at.page === 'list' ? [at.list, at.chatId] : [HOME.list, null]
      const ids = Array.from(
        document.querySelectorAll<HTMLElement>('.rows [data-chat]'),
        (row) => row.dataset.chat ?? '',
      )
      switch (command) {
        case 'next':
        case 'previous': {
          const next = neighbour(ids, chatId, command === 'next' ? 1 : -1)
          if (next === null) return
          go(list, next)
          document.querySelector<HTMLElement>(`.rows [data-chat="${next}"]`)?.focus()
          return
        }
        case 'take':
          return chatId === null ? undefined : void take(chatId, list)
        case 'take-next':
          return takeNext(list)
        case 'reply':
          replyWanted.value = chatId
          return
        case 'close':
          closing.value = chatId !== null && desk.chat(chatId).isMine.peek()
          return
        case 'search':
          return document.getElementById('search')?.focus()
        case 'help':
          help.value = true
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [desk])

  const waiting = desk.inbox.line.value.length
  useEffect(() => {
    const page = route.page === 'more' ? t.nav.more : t.nav.lists[list]
    document.title = t.title(waiting, page, site.clinic.name)
  }, [waiting, route, t])

  const account = (
    <Account
      desk={desk}
      now={now}
      sound={sound}
      say={say}
      onSound={(on) => {
        prefs.sound.value = on
      }}
      onTestSound={props.onTestSound}
      onLanguage={props.onLanguage}
      onShortcuts={() => {
        help.value = true
      }}
      onSignOut={props.onSignOut}
    />
  )
  const counts = desk.inbox.counts.value
  return (
    <div class={`console${chat ? ' has-chat' : ''}${route.page === 'more' ? ' is-more' : ''}`}>
      <button type="button" class="skip button" onClick={skipToChat}>
        {t.skipToChat}
      </button>
      <Nav clinic={site.clinic.name} route={route} counts={counts} lit={(desk.presence.value?.here ?? 0) > 0} t={t}>
        {route.page !== 'more' && account}
      </Nav>
      <div class="stage">
        <Banner
          desk={desk}
          now={now}
          sound={sound}
          chatId={chatId}
          outdated={props.outdated}
          onTakeNext={() => takeNext(list)}
          onOpenFirst={openFirst}
          onUnblockSound={props.onUnblockSound}
          t={t}
        />
        <main class="pages">
          {route.page === 'more' ? (
            <section class="more">
              <h1>{t.nav.more}</h1>
              <ListLink list="left" current={false} counts={counts} t={t} />
              <ListLink list="closed" current={false} counts={counts} t={t} />
              {account}
            </section>
          ) : (
            <>
              <ListPane desk={desk} list={list} chatId={chatId} now={now} t={t} />
              {chat ? (
                <ChatPane
                  key={chat.chatId}
                  desk={desk}
                  chat={chat}
                  list={list}
                  site={site}
                  now={now}
                  replyWanted={replyWanted}
                  closing={closing}
                  onTake={() => void take(chat.chatId, list)}
                  say={say}
                />
              ) : (
                <section class="chat is-empty" id="chat" aria-label={t.chat.none}>
                  <div class="nothing">
                    <Icon shape={MESSAGE} size={28} />
                    <p>
                      <b>{t.chat.none}</b>
                    </p>
                    <p>{t.chat.noneMore}</p>
                  </div>
                </section>
              )}
            </>
          )}
        </main>
      </div>
      <TabBar route={route} counts={counts} t={t} />
      {help.value && (
        <Help
          keys={prefs.keys}
          onDone={() => {
            help.value = false
          }}
          t={t.help}
        />
      )}
      <Announcer desk={desk} t={t} />
    </div>
  )
}

/** A button and no link: fragments are routes here. */
function skipToChat(): void {
  document.querySelector<HTMLElement>('#chat h2, #chat a, #chat button')?.focus()
}

/** Says, for those who do not see the list, that somebody new needs a person. */
function Announcer({ desk, t }: { desk: Desk; t: Say['t'] }) {
  const news = useComputed(() => {
    const row = desk.inbox.arrived.value
    if (row === null) return { polite: '', urgent: '' }
    if (needsPersonFirst(row)) return { polite: '', urgent: t.banner.announceFlag(row.code) }
    const { words } = drawn(reasonOf(row, desk.me.id, { unread: false, draft: false }), t)
    return { polite: t.banner.announceWaiting(words, row.code), urgent: '' }
  })
  return (
    <>
      <p class="unseen" role="status">
        {news.value.polite}
      </p>
      <p class="unseen" role="alert">
        {news.value.urgent}
      </p>
    </>
  )
}
