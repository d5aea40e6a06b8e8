import type { ReadonlySignal, Signal } from '@preact/signals'
import { useComputed } from '@preact/signals'
import type { ProviderProblem } from '../../protocol/access.ts'
import type { SiteInfo } from '../../protocol/site.ts'
import type { Api } from '../api.ts'
import type { Desk } from '../models/desk.ts'
import type { Shelves } from '../models/library.ts'
import type { Desktop } from '../models/notices.ts'
import type { Prefs } from '../models/prefs.ts'
import type { Session } from '../models/session.ts'
import type { Route } from '../route.ts'
import { strings } from '../strings/index.ts'
import { createTimes } from '../times.ts'
import { Console } from './Console.tsx'
import { Doorway } from './Doorway.tsx'
import { Later } from './Later.tsx'
import { Setup } from './Setup.tsx'
import { SignIn } from './SignIn.tsx'
import type { Say } from './say.ts'
import '../../client/ui/tokens.css'
import '../css/base.css'

interface Props {
  site: SiteInfo
  api: Api
  shelves: Shelves
  session: Session
  prefs: Prefs
  route: ReadonlySignal<Route>
  /** From the one-time link, or null. */
  linkToken: string | null
  /** Why the clinic's provider did not open the door, when the browser came back from it. */
  turnedAway: ProviderProblem | null
  /** Null until somebody is signed in. */
  desk: ReadonlySignal<Desk | null>
  now: ReadonlySignal<number>
  sound: ReadonlySignal<'on' | 'off' | 'blocked'>
  desktop: Desktop
  outdated: Signal<boolean>
  onTestSound: () => void
  onUnblockSound: () => void
  onSignOut: () => void
  /** Leaves the set-up page for the first steps. */
  onWelcome: () => void
  /** Leaves a page of a one-use link. */
  onHome: () => void
  /** The console was unlocked here: other tabs may go on as well. */
  onUnlocked: () => void
}

const lockPage = () => import('./Lock.tsx')
const codePage = () => import('./Code.tsx')
const youPage = () => import('./You.tsx')
const linkPage = () => import('./Link.tsx')

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
          token={props.linkToken}
          isOpen={api.setupOpen}
          onMake={async (account) => {
            const failure = await session.makeFirstAccount(account)
            if (failure === null) props.onWelcome()
            return failure
          }}
          onSignIn={props.onHome}
        />
      </Doorway>
    )
  }
  if (route.value.page === 'invitation' || route.value.page === 'new-password') {
    const kind = route.value.page
    return (
      <Later load={linkPage}>
        {({ LinkPage }) => (
          <LinkPage
            door={door}
            say={say}
            api={api}
            kind={kind}
            token={props.linkToken}
            onAccept={async (account) => {
              const failure = await session.acceptLink(kind, account)
              if (failure === null) props.onHome()
              return failure
            }}
            onSignIn={props.onHome}
          />
        )}
      </Later>
    )
  }
  if (state.name === 'code-awaited') {
    return (
      <Later load={codePage}>
        {({ CodePage }) => <CodePage door={door} say={say} onCode={session.giveCode} onBack={session.startOver} />}
      </Later>
    )
  }
  if (state.name === 'signed-in' && state.me.needs !== null) {
    return (
      <Later load={youPage}>
        {({ SecondFactorDoor }) => <SecondFactorDoor door={door} api={api} say={say} onChanged={session.look} />}
      </Later>
    )
  }
  if (state.name === 'locked' || (state.name === 'signed-in' && desk.value)) {
    const locked = state.name === 'locked'
    return (
      <>
        {desk.value && (
          <div class={locked ? 'veil is-locked' : 'veil'} inert={locked}>
            <Console
              api={api}
              locked={locked}
              onAccountChanged={session.look}
              desk={desk.value}
              route={route.value}
              site={site}
              shelves={props.shelves}
              prefs={prefs}
              now={props.now}
              sound={props.sound.value}
              desktop={props.desktop}
              outdated={props.outdated.value}
              onTestSound={props.onTestSound}
              onUnblockSound={props.onUnblockSound}
              onLanguage={door.onLanguage}
              onSignOut={props.onSignOut}
              say={say}
            />
          </div>
        )}
        {locked && (
          <Later load={lockPage}>
            {({ Lock }) => (
              <Lock
                api={api}
                name={state.me.name}
                say={say}
                onUnlock={async (password) => {
                  const failure = await session.unlock(password)
                  if (failure === null) props.onUnlocked()
                  return failure
                }}
                onPasskey={async () => {
                  const failure = await session.usePasskey()
                  if (failure === null) props.onUnlocked()
                  return failure
                }}
                onSignOut={props.onSignOut}
              />
            )}
          </Later>
        )}
      </>
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
      <SignIn
        api={api}
        turnedAway={props.turnedAway}
        t={t.signIn}
        why={state.why}
        onSignIn={session.signIn}
        onPasskey={session.usePasskey}
      />
    </Doorway>
  )
}
