import { computed, effect, signal, untracked } from '@preact/signals'
import { render } from 'preact'
import { connect } from '../client/connection.ts'
import { openShelf } from '../client/shelf.ts'
import type { SiteInfo } from '../protocol/site.ts'
import { NAMESPACE_STAFF, type StaffPushes, type StaffRequests, type StaffResults } from '../protocol/staff.ts'
import { PROTOCOL_VERSION } from '../protocol/version.ts'
import { createApi } from './api.ts'
import { ringFor } from './models/bell.ts'
import { createClock } from './models/clock.ts'
import { createDesk, type Desk } from './models/desk.ts'
import { createIdle } from './models/idle.ts'
import { takeLead } from './models/lead.ts'
import { createShelves } from './models/library.ts'
import { noticeFor, openDesktop } from './models/notices.ts'
import { openPrefs } from './models/prefs.ts'
import { createSession } from './models/session.ts'
import { parseRoute, turnedAwayBy } from './route.ts'
import { openSpeaker, type Speaker } from './speaker.ts'
import { strings } from './strings/index.ts'
import { App } from './ui/App.tsx'

/** The page's settings and the element that it is drawn in: `index.html` has both. */
const site = JSON.parse(document.getElementById('site')?.textContent ?? '') as SiteInfo
const root = document.getElementById('app') as HTMLElement

const api = createApi()
const session = createSession(api)
const shelves = createShelves(api.library)
const prefs = openPrefs(
  openShelf(() => localStorage),
  site.locale,
)
/** Drafts and replies on their way. It outlives the session: who is signed out and comes back finds their words. */
let tab = openShelf(() => sessionStorage)
const clock = createClock(() => api.skewMs)
const desk = signal<Desk | null>(null)
/** What somebody at a console does. */
const INPUTS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const
const outdated = signal(false)
const speaker = signal<Speaker | null>(null)
const desktop = openDesktop()

const opened = parseRoute(location.hash)
const route = signal(opened)
const linkToken = 'token' in opened ? opened.token : null
// The token opens the clinic's console: it stays neither in the address bar nor in the history.
if (linkToken !== null) history.replaceState(null, '', `#/${opened.page}`)
// Told once: a reload asks nobody to try again.
const turnedAway = turnedAwayBy(location.hash)
if (turnedAway !== null) history.replaceState(null, '', '#/waiting')
addEventListener('hashchange', () => {
  const next = parseRoute(location.hash)
  // A one-use link that was pasted into an open console begins as in a new tab.
  if ('token' in next && next.token !== null) location.reload()
  else route.value = next
})
const goTo = (hash: string) => {
  history.replaceState(null, '', hash)
  route.value = parseRoute(hash)
}

effect(() => {
  document.documentElement.lang = prefs.lang.value
  // The clinic's own words come with the page: in the console they are fetched again in the chosen language.
  if (session.state.value.name === 'signed-in' && prefs.lang.value !== site.locale && !('token' in route.value)) {
    const url = new URL(location.href)
    url.searchParams.set('lang', prefs.lang.value)
    location.replace(url)
  }
})

effect(() => {
  const state = session.state.value
  // What was on the screen stays, hidden and without a connection.
  if (state.name === 'locked') return
  if (state.name !== 'signed-in' || state.me.needs !== null) {
    desk.value = null
    return
  }
  return untracked(() => {
    const opened = createDesk({
      connection: connect<StaffRequests, StaffResults, StaffPushes>({
        namespace: NAMESPACE_STAFF,
        auth: async () => ({ version: PROTOCOL_VERSION, ticket: await api.ticket() }),
        onRefused(code) {
          if (code === 'unauthorized') void session.ended()
          if (code === 'outdated') outdated.value = true
        },
      }),
      me: state.me,
      shelf: tab,
      now: () => clock.now.peek(),
      onEnded: () => void session.ended(),
    })
    desk.value = opened
    return () => opened.stop()
  })
})

const tabs = new BroadcastChannel('bedside-console')
effect(() => {
  const { name } = session.state.value
  if (name !== 'signed-in') return
  return untracked(() => {
    const idle = createIdle({
      now: Date.now,
      onActive() {
        tabs.postMessage('active')
        void api.post('/api/staff/active', {})
      },
      onIdle() {
        tabs.postMessage('locked')
        void session.lock()
      },
    })
    const heard = ({ data }: MessageEvent) => {
      if (data === 'active') idle.inputElsewhere()
      if (data === 'locked') void session.lock()
    }
    tabs.addEventListener('message', heard)
    for (const kind of INPUTS) addEventListener(kind, idle.input, { capture: true, passive: true })
    const stopTicking = clock.now.subscribe(idle.tick)
    return () => {
      tabs.removeEventListener('message', heard)
      for (const kind of INPUTS) removeEventListener(kind, idle.input, { capture: true })
      stopTicking()
    }
  })
})
// Unlocked in another tab: this one asks the server.
tabs.addEventListener('message', ({ data }) => {
  if (data === 'unlocked' && session.state.peek().name === 'locked') void session.look()
})

effect(() => {
  const listening = desk.value
  if (!listening || session.state.value.name === 'locked' || !prefs.sound.value) return
  return untracked(() => {
    const voice = openSpeaker(prefs)
    speaker.value = voice
    const { unread, inbox } = listening
    // A tab that the browser keeps silent leaves it to one that may be heard.
    const audible = computed(() => !voice.blocked.value)
    const { leads, stop } = takeLead('bedside.sound', audible, navigator.locks)
    const silence = ringFor({
      line: inbox.line,
      unread,
      now: clock.now,
      voice: { play: (sound) => (leads.peek() ? voice.play(sound) : undefined) },
    })
    return () => {
      silence()
      stop()
      voice.close()
      speaker.value = null
    }
  })
})

const noticesOn = computed(() => desk.value !== null && prefs.notices.value && desktop.permission.value === 'granted')
const { leads: notifies } = takeLead('bedside.notices', noticesOn, navigator.locks)
effect(() => {
  const listening = desk.value
  if (!listening || !notifies.value) return
  return untracked(() =>
    noticeFor({
      line: listening.inbox.line,
      now: clock.now,
      words: (count, ms) => strings[prefs.lang.peek()].alerts.notice(count, Math.floor(ms / 60_000)),
      desktop,
    }),
  )
})

addEventListener('beforeunload', (event) => {
  if ((desk.peek()?.unsent.peek() ?? 0) > 0) event.preventDefault()
})

async function signOut(): Promise<void> {
  await session.signOut()
  try {
    sessionStorage.clear()
  } catch {
    // Storage is blocked here: then nothing was kept in it.
  }
  tab = openShelf(() => sessionStorage)
  // The server told the browser to forget this site; language and sound are no secrets.
  prefs.save()
}

render(
  <App
    site={site}
    api={api}
    shelves={shelves}
    session={session}
    prefs={prefs}
    route={route}
    linkToken={linkToken}
    turnedAway={turnedAway}
    desk={desk}
    now={clock.now}
    sound={computed(() => (speaker.value === null ? 'off' : speaker.value.blocked.value ? 'blocked' : 'on'))}
    desktop={desktop}
    outdated={outdated}
    onTestSound={() => speaker.peek()?.play('new')}
    onUnblockSound={() => {
      const voice = speaker.peek()
      void voice?.unblock().then(() => voice.play('new'))
    }}
    onSignOut={() => void signOut()}
    onWelcome={() => goTo('#/welcome/1')}
    onHome={() => goTo('#/waiting')}
    onUnlocked={() => tabs.postMessage('unlocked')}
  />,
  root,
)
void session.look()
