import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Icon, MESSAGE } from '../../client/ui/icons.tsx'
import type { Locale } from '../../protocol/events.ts'
import type { SiteInfo } from '../../protocol/site.ts'
import type { Api } from '../api.ts'
import { needsPersonFirst, reasonOf } from '../inbox-view.ts'
import { commandFor, neighbour } from '../keys.ts'
import type { Desk } from '../models/desk.ts'
import type { Shelves } from '../models/library.ts'
import type { Desktop } from '../models/notices.ts'
import type { Prefs } from '../models/prefs.ts'
import { HOME, type List, listHref, parseRoute, type Route } from '../route.ts'
import { Account } from './Account.tsx'
import { AlertsPage } from './AlertsPage.tsx'
import { Banner } from './Banner.tsx'
import { ChatPane } from './ChatPane.tsx'
import type { Wanted } from './Composer.tsx'
import type { Begun } from './drafts/Drafts.tsx'
import { Help } from './Help.tsx'
import { Later } from './Later.tsx'
import { ListPane } from './ListPane.tsx'
import { ListLink, Nav, TabBar } from './Nav.tsx'
import { drawn } from './reasons.ts'
import type { Say } from './say.ts'
import '../css/access.css'
import '../css/console.css'

const youPage = () => import('./You.tsx')
const insightPage = () => import('./Insight.tsx')
const peoplePage = () => import('./People.tsx')
const auditPage = () => import('./AuditLog.tsx')
const settingsPage = () => import('./settings/Settings.tsx')
const welcomePage = () => import('./settings/Welcome.tsx')
const draftsPage = () => import('./drafts/Drafts.tsx')
const unansweredPage = () => import('./Unanswered.tsx')
const searchPane = () => import('./SearchPane.tsx')

/** As in `console.css`. */
const TWO_PAGES = '(max-width: 56.24rem)'

interface Props {
  api: Api
  /** Nobody can see or use it. */
  locked: boolean
  /** Asks anew who is signed in. */
  onAccountChanged: () => Promise<void>
  desk: Desk
  route: Route
  site: SiteInfo
  shelves: Shelves
  prefs: Prefs
  now: ReadonlySignal<number>
  sound: 'on' | 'off' | 'blocked'
  desktop: Desktop
  outdated: boolean
  onTestSound: () => void
  onUnblockSound: () => void
  onLanguage: (locale: Locale) => void
  onSignOut: () => void
  say: Say
}

/** The whole console of one signed-in staff member. */
export function Console(props: Props) {
  const { desk, route, site, prefs, now, sound, desktop, say } = props
  const { t } = say
  const list: List = route.page === 'list' ? route.list : 'waiting'
  const chatId = route.page === 'list' ? route.chatId : null
  const chat = chatId === null ? null : desk.chat(chatId)
  const help = useSignal(false)
  const closing = useSignal(false)
  const wanted = useSignal<Wanted>(null)
  const searching = useSignal(false)
  /** The question of a chat that is to become an answer. Never in an address: it is a visitor's words. */
  const drafting = useSignal<Begun | null>(null)
  const draft = (question: string, phrasings: string[] = []) => {
    drafting.value = { question, phrasings }
    location.hash = '#/drafts'
  }
  /** The message that a search led to. */
  const found = useSignal<{ chatId: string; seq: number } | null>(null)

  const go = (to: List, id: string | null) => {
    location.hash = listHref(to, id)
  }
  const take = async (id: string, from: List) => {
    const chatTaken = desk.chat(id)
    if (chatTaken.isMine.peek()) return
    if (!(await chatTaken.claim())) return
    // What was taken leaves these lists: it is followed to where it is now.
    if (from !== 'all') go('mine', id)
    wanted.value = { chatId: id, field: 'reply' }
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
    searching.value = false
  }, [list, route.page])
  const leaveSearch = () => {
    searching.value = false
    // After the list is there again.
    setTimeout(() => document.getElementById('search')?.focus())
  }

  useEffect(() => {
    closing.value = false
    if (found.peek()?.chatId !== chatId) found.value = null
    const look = () => desk.look(document.visibilityState === 'visible' ? chatId : null)
    look()
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [chatId, desk])

  useEffect(() => {
    if (props.locked) return
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
      // The search is on its way: what is typed is for it.
      if (searching.peek() && !document.getElementById('search-all')) return
      // Who types on while a chat is being taken means the reply: no letter of it is a command.
      if (chatId !== null && desk.chat(chatId).busy.peek() === 'claim') return
      const ids = Array.from(
        document.querySelectorAll<HTMLElement>('.rows [data-chat]'),
        (row) => row.dataset.chat ?? '',
      )
      switch (command) {
        case 'next':
        case 'previous': {
          if (searching.peek()) return
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
        case 'note':
          wanted.value = chatId === null ? null : { chatId, field: command }
          return
        case 'close':
          closing.value = chatId !== null && desk.chat(chatId).isMine.peek()
          return
        case 'search':
          return document.getElementById(searching.peek() ? 'search-all' : 'search')?.focus()
        case 'search-all':
          // Where list and chat are two pages, the search is on the list's.
          if (at.page !== 'list' || matchMedia(TWO_PAGES).matches) location.hash = listHref(list)
          searching.value = true
          return document.getElementById('search-all')?.focus()
        case 'help':
          help.value = true
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [desk, props.locked])

  const waiting = desk.inbox.line.value.length
  useEffect(() => {
    const page =
      route.page === 'list'
        ? t.nav.lists[list]
        : route.page === 'alerts'
          ? t.alerts.title
          : 'token' in route
            ? ''
            : route.page === 'welcome'
              ? t.nav.settings
              : t.nav[route.page]
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
  const settings = { api: props.api, desk, now: () => now.peek(), zone: site.clinic.zone, say }
  const counts = desk.inbox.counts.value
  return (
    <div class={`console${chat ? ' has-chat' : ''}${route.page === 'list' ? '' : ' is-more'}`}>
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
          notices={prefs.notices.value ? desktop.permission.value : null}
          chatId={chatId}
          outdated={props.outdated}
          onTakeNext={() => takeNext(list)}
          onOpenFirst={openFirst}
          onUnblockSound={props.onUnblockSound}
          t={t}
        />
        <main class="pages">
          {route.page === 'people' ? (
            <Later load={peoplePage}>
              {({ People }) => <People api={props.api} meId={desk.me.id} now={() => now.peek()} say={say} />}
            </Later>
          ) : route.page === 'audit' ? (
            <Later load={auditPage}>
              {({ AuditLog }) => <AuditLog api={props.api} now={() => now.peek()} say={say} />}
            </Later>
          ) : route.page === 'you' ? (
            <Later load={youPage}>
              {({ You }) => (
                <You api={props.api} me={desk.me} now={() => now.peek()} say={say} onChanged={props.onAccountChanged} />
              )}
            </Later>
          ) : route.page === 'insight' ? (
            <Later load={insightPage}>
              {({ Insight }) => <Insight api={props.api} now={() => now.peek()} say={say} />}
            </Later>
          ) : route.page === 'drafts' ? (
            <Later load={draftsPage}>
              {({ Drafts }) => (
                <Drafts
                  api={props.api}
                  me={desk.me}
                  begun={drafting.value}
                  onBegun={() => {
                    drafting.value = null
                  }}
                  say={say}
                />
              )}
            </Later>
          ) : route.page === 'unanswered' ? (
            <Later load={unansweredPage}>
              {({ Unanswered }) => (
                <Unanswered api={props.api} me={desk.me} now={() => now.peek()} onDraft={draft} say={say} />
              )}
            </Later>
          ) : route.page === 'settings' ? (
            <Later load={settingsPage}>{({ Settings }) => <Settings section={route.section} {...settings} />}</Later>
          ) : route.page === 'welcome' ? (
            <Later load={welcomePage}>{({ Welcome }) => <Welcome step={route.step} {...settings} />}</Later>
          ) : route.page === 'more' ? (
            <section class="more">
              <h1>{t.nav.more}</h1>
              <ListLink list="left" current={false} counts={counts} t={t} />
              <ListLink list="closed" current={false} counts={counts} t={t} />
              {account}
            </section>
          ) : route.page === 'alerts' ? (
            <AlertsPage
              desk={desk}
              now={now}
              locale={say.locale}
              prefs={prefs}
              sound={sound}
              desktop={desktop}
              onTestSound={props.onTestSound}
              onUnblockSound={props.onUnblockSound}
              t={t}
            />
          ) : (
            <>
              <ListPane
                key={list}
                desk={desk}
                list={list}
                chatId={chatId}
                now={now}
                hidden={searching.value}
                onSearchAll={() => {
                  searching.value = true
                }}
                t={t}
              />
              {searching.value && (
                <Later load={searchPane}>
                  {({ SearchPane }) => (
                    <SearchPane
                      desk={desk}
                      chatId={chatId}
                      now={() => now.peek()}
                      say={say}
                      hrefOf={(id) => listHref(list, id)}
                      onOpen={(id, seq) => {
                        found.value = { chatId: id, seq }
                      }}
                      onDone={leaveSearch}
                    />
                  )}
                </Later>
              )}
              {chat ? (
                <ChatPane
                  key={chat.chatId}
                  desk={desk}
                  chat={chat}
                  list={list}
                  site={site}
                  shelves={props.shelves}
                  now={now}
                  wanted={wanted}
                  closing={closing}
                  foundSeq={found.value?.chatId === chat.chatId ? found.value.seq : null}
                  onTake={() => void take(chat.chatId, list)}
                  onDraft={draft}
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
  const passed = useComputed(() => {
    const [chatId, from] = [...desk.inbox.passed.value].at(-1) ?? []
    const code = chatId && desk.inbox.row(chatId)?.code
    return from && code ? t.banner.announcePassed(from.name, code) : ''
  })
  return (
    <>
      <p class="unseen" role="status">
        {news.value.polite}
      </p>
      <p class="unseen" role="status">
        {passed.value}
      </p>
      <p class="unseen" role="alert">
        {news.value.urgent}
      </p>
    </>
  )
}
