import type { ReadonlySignal, Signal } from '@preact/signals'
import { useComputed } from '@preact/signals'
import type { SiteInfo } from '../../protocol/site.ts'
import type { Api } from '../api.ts'
import type { Desk } from '../models/desk.ts'
import type { Prefs } from '../models/prefs.ts'
import type { Session } from '../models/session.ts'
import type { Route } from '../route.ts'
import { strings } from '../strings/index.ts'
import { createTimes } from '../times.ts'
import { Console } from './Console.tsx'
import { Doorway } from './Doorway.tsx'
import { Setup } from './Setup.tsx'
import { SignIn } from './SignIn.tsx'
import type { Say } from './say.ts'
import '../../client/ui/tokens.css'
import '../css/base.css'

interface Props {
  site: SiteInfo
  api: Api
  session: Session
  prefs: Prefs
  route: ReadonlySignal<Route>
  /** From the one-time link, or null. */
  setupToken: string | null
  /** Null until somebody is signed in. */
  desk: ReadonlySignal<Desk | null>
  now: ReadonlySignal<number>
  sound: ReadonlySignal<'on' | 'off' | 'blocked'>
  outdated: Signal<boolean>
  onTestSound: () => void
  onUnblockSound: () => void
  onSignOut: () => void
  /** Leaves the set-up page. */
  onHome: () => void
}

/** Set-up, sign-in or the console, as the address and the session say. */
export function App(props: Props) {
  const { site, api, session, prefs, route, desk } = props
  const locale = prefs.lang.value
  const say = useComputed<Say>(() => ({
    t: strings[prefs.lang.value],
    locale: prefs.lang.value,
    times: createTimes(prefs.lang.value, site.clinic.zone),
  })).value
  const { t } = say
  const door = {
    clinic: site.clinic.name,
    lit: site.presence.here > 0,
    locale,
    languageLabel: t.nav.language,
    onLanguage: (next: typeof locale) => {
      prefs.lang.value = next
    },
  }
  const state = session.state.value

  if (route.value.page === 'setup') {
    return (
      <Doorway {...door} title={t.setup.title}>
        <Setup
          t={t}
          token={props.setupToken}
          isOpen={api.setupOpen}
          onMake={async (account) => {
            const failure = await session.makeFirstAccount(account)
            if (failure === null) props.onHome()
            return failure
          }}
          onSignIn={props.onHome}
        />
      </Doorway>
    )
  }
  if (state.name === 'signed-in' && desk.value) {
    return (
      <Console
        desk={desk.value}
        route={route.value}
        site={site}
        prefs={prefs}
        now={props.now}
        sound={props.sound.value}
        outdated={props.outdated.value}
        onTestSound={props.onTestSound}
        onUnblockSound={props.onUnblockSound}
        onLanguage={door.onLanguage}
        onSignOut={props.onSignOut}
        say={say}
      />
    )
  }
  if (state.name === 'unreachable') {
    return (
      <Doorway {...door} title={t.signIn.title}>
        <p class="door-lead" role="status">
          {t.signIn.unreachable}
        </p>
        <button type="button" class="button is-main door-submit" onClick={session.look}>
          {t.signIn.tryNow}
        </button>
      </Doorway>
    )
  }
  // Until the server has said who this is there is nothing to show that could be true.
  if (state.name !== 'signed-out') return null
  return (
    <Doorway {...door} title={t.signIn.title}>
      <SignIn t={t.signIn} why={state.why} onSignIn={session.signIn} />
    </Doorway>
  )
}
