import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect } from 'preact/hooks'
import { CHECK, CLOCK, CLOSE, Icon } from '../../client/ui/icons.tsx'
import type { Locale } from '../../protocol/events.ts'
import type { Desk } from '../models/desk.ts'
import type { Desktop } from '../models/notices.ts'
import { type Prefs, TONES, VOLUMES } from '../models/prefs.ts'
import { listHref } from '../route.ts'
import type { Strings } from '../strings/index.ts'
import '../css/alerts.css'

interface Props {
  desk: Desk
  /** UTC ms, ticking. */
  now: ReadonlySignal<number>
  locale: Locale
  prefs: Prefs
  sound: 'on' | 'off' | 'blocked'
  desktop: Desktop
  onTestSound: () => void
  onUnblockSound: () => void
  t: Strings
}

/** How this browser tells its person that a visitor waits, with a try-out for each way. */
export function AlertsPage({ desk, now, locale, prefs, sound, desktop, onTestSound, onUnblockSound, t }: Props) {
  const { alerts } = t
  const setSound = (on: boolean) => {
    prefs.sound.value = on
  }
  return (
    <section class="alerts">
      <h1>{alerts.title}</h1>
      <p>{alerts.lead}</p>
      <Part title={alerts.sound} more={alerts.soundMore}>
        <p role="status">
          <b>{sound === 'on' ? t.sound.on : sound === 'off' ? t.sound.off : t.sound.blocked}</b>
        </p>
        <Choice name="tone" label={alerts.tone} among={TONES} words={alerts.tones} chosen={prefs.tone} />
        <Choice name="volume" label={alerts.volume} among={VOLUMES} words={alerts.volumes} chosen={prefs.volume} />
        <p class="alerts-actions">
          {sound === 'off' ? (
            <button type="button" class="button is-main" onClick={() => setSound(true)}>
              {t.sound.turnOn}
            </button>
          ) : (
            <>
              <button type="button" class="button" onClick={sound === 'on' ? onTestSound : onUnblockSound}>
                {alerts.test}
              </button>
              <button type="button" class="button is-plain" onClick={() => setSound(false)}>
                {t.sound.turnOff}
              </button>
            </>
          )}
        </p>
        <p>{alerts.oneTab}</p>
      </Part>
      <Part title={alerts.notices} more={alerts.noticesMore}>
        <Notices prefs={prefs} desktop={desktop} alerts={alerts} />
      </Part>
      <Part title={alerts.tryOut} more={alerts.tryOutMore}>
        <TryOut
          desk={desk}
          now={now}
          locale={locale}
          sound={sound}
          notices={prefs.notices.value && desktop.permission.value === 'granted'}
          alerts={alerts}
        />
      </Part>
    </section>
  )
}

function Notices({ prefs, desktop, alerts }: Pick<Props, 'prefs' | 'desktop'> & { alerts: Strings['alerts'] }) {
  const permission = desktop.permission.value
  const wanted = prefs.notices.value
  const on = wanted && permission === 'granted'
  const turnOn = async () => {
    // Wanted even where the browser then says no: the banner tells of that.
    prefs.notices.value = true
    await desktop.ask()
    // Closed without an answer: nothing is blocked, and nothing was chosen.
    if (desktop.permission.peek() === 'default') prefs.notices.value = false
  }
  if (permission === 'unsupported') return <p role="status">{alerts.noticesUnsupported}</p>
  return (
    <>
      <p role="status">
        <b>{on ? alerts.noticesOn : wanted && permission === 'denied' ? alerts.noticesBlocked : alerts.noticesOff}</b>
        {wanted && permission === 'denied' && ` ${alerts.noticesBlockedMore}`}
      </p>
      <p class="alerts-actions">
        {on && (
          <button type="button" class="button" onClick={() => desktop.show(alerts.noticeTest)}>
            {alerts.testNotice}
          </button>
        )}
        {wanted ? (
          <button
            type="button"
            class="button is-plain"
            onClick={() => {
              prefs.notices.value = false
            }}
          >
            {alerts.turnOff}
          </button>
        ) : (
          <button type="button" class="button is-main" onClick={() => void turnOn()}>
            {alerts.turnOn}
          </button>
        )}
      </p>
    </>
  )
}

interface TryOutProps extends Pick<Props, 'desk' | 'now' | 'locale' | 'sound'> {
  notices: boolean
  alerts: Strings['alerts']
}

/** One way of a test, how it went so far, and that in words. */
interface Way {
  name: 'sound' | 'notice' | 'email' | 'webhook' | 'taken'
  look: 'good' | 'bad' | 'open'
  words: string
}

const LOOKS = { sent: 'good', failed: 'bad', pending: 'open', off: 'open' } as const

/** A test chat, and which ways it went. */
function TryOut({ desk, now, locale, sound, notices, alerts }: TryOutProps) {
  const test = useSignal<string | null>(null)
  const failed = useSignal(false)
  const trace = useSignal<Awaited<ReturnType<Desk['traceTest']>>>(null)
  const taken = useSignal(false)
  const chatId = test.value
  const row = chatId === null ? null : desk.inbox.rows.value.find((each) => each.chatId === chatId)
  if (row?.owner) taken.value = true
  // Asked every other second, until it is taken and all that is set up has been tried.
  const beat = useComputed(() => Math.floor(now.value / 2000)).value
  useEffect(() => {
    if (chatId === null) return
    void desk.traceTest(chatId).then((found) => {
      if (found) trace.value = found
    })
  }, [chatId, beat])
  const make = async () => {
    test.value = await desk.makeTest(locale)
    failed.value = test.value === null
    trace.value = null
    taken.value = false
  }
  const outside = (name: 'email' | 'webhook'): Way => {
    const found = trace.value?.[name] ?? 'pending'
    return { name, look: LOOKS[found], words: alerts.outside[found] }
  }
  const heard = sound === 'on' ? 'good' : 'bad'
  const shown = notices ? 'good' : 'bad'
  const takenBy = taken.value ? 'good' : 'open'
  const ways: Way[] = [
    { name: 'sound', look: heard, words: alerts.heard[heard] },
    { name: 'notice', look: shown, words: alerts.shown[shown] },
    outside('email'),
    outside('webhook'),
    { name: 'taken', look: takenBy, words: alerts.takenBy[takenBy] },
  ]
  return (
    <>
      <p class="alerts-actions">
        <button type="button" class="button is-main" onClick={() => void make()}>
          {alerts.sendTest}
        </button>
        {chatId !== null && row && (
          <a class="button" href={listHref('all', chatId)}>
            {alerts.openTest}
          </a>
        )}
      </p>
      {failed.value && <p role="alert">{alerts.testFailed}</p>}
      {chatId !== null && (
        <ul class="alerts-ways">
          {ways.map(({ name, look, words }) => (
            <li key={name} class={`is-${look}`}>
              <Icon shape={look === 'good' ? CHECK : look === 'bad' ? CLOSE : CLOCK} size={18} />
              <span>
                <b>{alerts.ways[name]}</b>: {words}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function Part({ title, more, children }: { title: string; more: string; children: ComponentChildren }) {
  return (
    <section class="alerts-part">
      <h2>{title}</h2>
      <p>{more}</p>
      {children}
    </section>
  )
}

interface ChoiceProps<T extends string> {
  name: string
  label: string
  among: readonly T[]
  words: Record<T, string>
  chosen: { value: T }
}

function Choice<T extends string>({ name, label, among, words, chosen }: ChoiceProps<T>) {
  return (
    <fieldset class="alerts-choice">
      <legend>{label}</legend>
      <div class="segments">
        {among.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name={name}
              checked={chosen.value === each}
              onChange={() => {
                chosen.value = each
              }}
            />
            {words[each]}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
