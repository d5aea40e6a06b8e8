import { type ReadonlySignal, useComputed } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { CHECK, CLOCK, CLOUD_OFF, Icon, RETRY } from '../../client/ui/icons.tsx'
import { stageOf } from '../age.ts'
import { awaitedSince, needsPersonFirst } from '../inbox-view.ts'
import type { Desk } from '../models/desk.ts'
import type { Permission } from '../models/notices.ts'
import type { Strings } from '../strings/index.ts'
import { Key } from './Key.tsx'
import { BELL, FLAG, SPEAKER_OFF } from './shapes.ts'
import '../css/banner.css'

interface Props {
  desk: Desk
  now: ReadonlySignal<number>
  sound: 'on' | 'off' | 'blocked'
  /** What the browser lets notifications do; null where they are not wanted. */
  notices: Permission | null
  /** The chat that is open, or null. */
  chatId: string | null
  /** The page is older than the server. */
  outdated: boolean
  onTakeNext: () => void
  onOpenFirst: () => void
  onUnblockSound: () => void
  t: Strings
}

/** Over every page: who needs a person now, and what would keep staff from noticing. It cannot be sent away. */
export function Banner(props: Props) {
  const { desk, now, sound, notices, chatId, outdated, onTakeNext, onOpenFirst, onUnblockSound, t } = props
  const { banner } = t
  const offline = desk.connection.value !== 'online' && desk.offlineSince.value !== null
  // A drop of a few seconds mends itself and would only alarm.
  const offlineMs = useComputed(() => Math.max(0, now.value - (desk.offlineSince.value ?? now.value)))
  const lost = offline && offlineMs.value >= 2000
  const line = desk.inbox.line.value
  const flagged = line.filter(needsPersonFirst)
  const others = line.length - flagged.length
  const since = Math.min(...line.map(awaitedSince))
  // Drawn anew at the stages alone.
  const stage = useComputed(() => stageOf(now.value - Math.min(...desk.inbox.line.value.map(awaitedSince)))).value
  return (
    <Steady>
      <section class="banner" aria-label={banner.label}>
        {outdated && (
          <Bar look="outline" shape={RETRY} action={{ words: banner.reload, run: () => location.reload() }}>
            <b>{banner.outdated}</b>
          </Bar>
        )}
        {lost && !outdated && (
          <Bar look="outline" shape={CLOUD_OFF} action={{ words: banner.tryNow, run: desk.retryNow }}>
            <b>{banner.noConnection(offlineMs.value)}</b> {banner.textKept}
          </Bar>
        )}
        {sound === 'blocked' && (
          <Bar
            look="alert-outline"
            shape={SPEAKER_OFF}
            action={{ words: t.sound.unblock, run: onUnblockSound, look: 'is-main' }}
          >
            <b>{t.sound.blocked}</b> {t.sound.blockedMore}
          </Bar>
        )}
        {notices === 'denied' && (
          <Bar look="alert-outline" shape={BELL}>
            <b>{t.alerts.noticesBlocked}</b> {t.alerts.noticesBlockedMore}
          </Bar>
        )}
        {desk.proof.value && desk.proof.value.standing !== 'good' && (
          <Bar
            look="alert-outline"
            shape={BELL}
            action={{
              words: t.alerts.sendTest,
              run: () => {
                location.hash = '#/alerts'
              },
              look: 'is-main',
            }}
          >
            <b>{t.alerts.standing[desk.proof.value.standing]}</b> {t.alerts.standingMore}
          </Bar>
        )}
        <div class="banner-line">
          {flagged.length > 0 && (
            <Bar
              look="flag"
              shape={FLAG}
              action={
                flagged[0]?.chatId === chatId
                  ? undefined
                  : { words: others > 0 ? banner.openFirst : banner.openNow, run: onOpenFirst, look: 'is-flag' }
              }
            >
              <b>{banner.emergency(flagged.length)}</b>
            </Bar>
          )}
          {others > 0 && (
            <Bar
              look={stage === 'late' ? 'late' : 'waiting'}
              shape={BELL}
              action={{
                words: banner.takeNext,
                short: banner.takeNextShort,
                key: 'N',
                run: onTakeNext,
                look: stage === 'late' ? '' : 'is-lamp',
              }}
            >
              <b>
                <span class="wide">{flagged.length > 0 ? banner.moreWaiting(others) : banner.waiting(others)}</span>
                <span class="narrow">
                  {flagged.length > 0 ? banner.moreWaitingShort(others) : banner.waitingShort(others)}
                </span>
              </b>{' '}
              <Longest since={since} count={others} now={now} t={t} />
            </Bar>
          )}
          {line.length === 0 &&
            !lost &&
            (desk.inbox.open.value === 'ready' ? (
              <Bar look="calm" shape={CHECK}>
                {banner.nobody} {sound === 'on' ? banner.soundOn : sound === 'off' ? banner.soundOff : ''}
              </Bar>
            ) : (
              <Bar look="calm" shape={CLOCK}>
                {banner.unknown}
              </Bar>
            ))}
        </div>
      </section>
    </Steady>
  )
}

/** No press holds up what staff must see for longer, ms. */
const LONGEST_PRESS_MS = 2000

/**
 * While something on the page is pressed, what is over it stays as it is: a bar that comes or goes would move the page from
 * under the finger, and the click would end beside the button on which it began.
 */
function Steady({ children }: { children: ComponentChildren }) {
  const [pressed, setPressed] = useState(false)
  const shown = useRef(children)
  useEffect(() => {
    const ended = new AbortController()
    const on = { capture: true, passive: true, signal: ended.signal }
    let limit: ReturnType<typeof setTimeout> | undefined
    addEventListener(
      'pointerdown',
      ({ button }) => {
        if (button !== 0) return
        setPressed(true)
        // Not every press is told to have ended.
        clearTimeout(limit)
        limit = setTimeout(setPressed, LONGEST_PRESS_MS, false)
      },
      on,
    )
    // The click comes after it.
    for (const kind of ['pointerup', 'pointercancel', 'contextmenu', 'dragend'])
      addEventListener(kind, () => setTimeout(setPressed, 0, false), on)
    return () => ended.abort()
  }, [])
  if (!pressed) shown.current = children
  return shown.current
}

interface BarProps {
  look: 'calm' | 'waiting' | 'late' | 'flag' | 'outline' | 'alert-outline'
  shape: string
  /** `short` stands in for `words` on a phone. */
  action?: { words: string; short?: string; key?: string; run: () => void; look?: string } | undefined
  children: ComponentChildren
}

function Bar({ look, shape, action, children }: BarProps) {
  return (
    <div class={`bar is-${look}`}>
      <Icon shape={shape} />
      <p>{children}</p>
      {action && (
        <button type="button" class={`button ${action.look ?? ''}`} onClick={action.run}>
          {action.short ? (
            <>
              <span class="wide">{action.words}</span>
              <span class="narrow">{action.short}</span>
            </>
          ) : (
            action.words
          )}
          {action.key && <Key name={action.key} />}
        </button>
      )}
    </div>
  )
}

interface LongestProps {
  since: number
  count: number
  now: ReadonlySignal<number>
  t: Strings
}

function Longest({ since, count, now, t }: LongestProps) {
  const words = useComputed(() => t.banner.longest(count, now.value - since))
  return <>{words.value}</>
}
