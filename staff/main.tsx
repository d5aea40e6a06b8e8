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
import { openPrefs } from './models/prefs.ts'
import { createSession } from './models/session.ts'
import { HOME, parseRoute } from './route.ts'
import { openSpeaker, type Speaker } from './speaker.ts'
import { App } from './ui/App.tsx'

/** The page's settings and the element that it is drawn in: `index.html` has both. */
const site = JSON.parse(document.getElementById('site')?.textContent ?? '') as SiteInfo
const root = document.getElementById('app') as HTMLElement

const api = createApi()
const session = createSession(api)
const prefs = openPrefs(
  openShelf(() => localStorage),
  site.locale,
)
/** Drafts and replies on their way. It outlives the session: who is signed out and comes back finds their words. */
let tab = openShelf(() => sessionStorage)
const clock = createClock(() => api.skewMs)
const desk = signal<Desk | null>(null)
const outdated = signal(false)
const speaker = signal<Speaker | null>(null)

const opened = parseRoute(location.hash)
const route = signal(opened)
const setupToken = opened.page === 'setup' ? opened.token : null
// The token opens the clinic's console: it stays neither in the address bar nor in the history.
if (setupToken !== null) history.replaceState(null, '', '#/setup')
addEventListener('hashchange', () => {
  route.value = parseRoute(location.hash)
})
const goHome = () => {
  history.replaceState(null, '', '#/waiting')
  route.value = HOME
}

effect(() => {
  document.documentElement.lang = prefs.lang.value
  // The clinic's own words come with the page: in the console they are fetched again in the chosen language.
  if (session.state.value.name === 'signed-in' && prefs.lang.value !== site.locale && route.value.page !== 'setup') {
    const url = new URL(location.href)
    url.searchParams.set('lang', prefs.lang.value)
    location.replace(url)
  }
})

effect(() => {
  const state = session.state.value
  if (state.name !== 'signed-in') return
  return untracked(() => {
    const opened = createDesk({
      connection: connect<StaffRequests, StaffResults, StaffPushes>({
        namespace: NAMESPACE_STAFF,
        auth: async () => ({ version: PROTOCOL_VERSION, ticket: await api.ticket() }),
        onRefused(code) {
          if (code === 'unauthorized') session.ended()
          if (code === 'outdated') outdated.value = true
        },
      }),
      me: state.me,
      shelf: tab,
      now: () => clock.now.peek(),
      onEnded: session.ended,
    })
    desk.value = opened
    return () => {
      desk.value = null
      opened.stop()
    }
  })
})

effect(() => {
  const listening = desk.value
  if (!listening || !prefs.sound.value) return
  return untracked(() => {
    const voice = openSpeaker()
    speaker.value = voice
    const { unread, inbox } = listening
    const silence = ringFor({ line: inbox.line, unread, now: clock.now, voice })
    return () => {
      silence()
      voice.close()
      speaker.value = null
    }
  })
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
    session={session}
    prefs={prefs}
    route={route}
    setupToken={setupToken}
    desk={desk}
    now={clock.now}
    sound={computed(() => (speaker.value === null ? 'off' : speaker.value.blocked.value ? 'blocked' : 'on'))}
    outdated={outdated}
    onTestSound={() => speaker.peek()?.play('new')}
    onUnblockSound={() => {
      const voice = speaker.peek()
      void voice?.unblock().then(() => voice.play('new'))
    }}
    onSignOut={() => void signOut()}
    onHome={goHome}
  />,
  root,
)
void session.look()
