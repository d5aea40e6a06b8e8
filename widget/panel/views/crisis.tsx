import { Icon } from '../../../client/ui/icon.tsx'
import { GLOBE, INFO, MESSAGE, PHONE } from '../../../client/ui/shapes.ts'
import type { CardKind } from '../../../protocol/events.ts'
import type { CardAction } from '../../../protocol/site.ts'
import { useAround } from '../around.ts'
import type { ChatView } from '../chat.ts'
import { plain, Rich } from '../rich.tsx'
import { tel } from './call.tsx'

/** What is true about the clinic's staff right now; nothing until the server has confirmed it. */
function truth(view: ChatView, words: ReturnType<typeof useAround>['words']): string {
  const { state } = view.thread
  if (view.connection === 'offline') return words.couldNotReach
  if (state === 'waiting' || state === 'staff') return view.thread.flag ? words.staffHaveBeenTold : ''
  if (state === 'left_message') return words.nobodyHereNow
  return ''
}

/** Whom to call, before anything else. Drawn from what the page brought with it, so it needs no network. */
export function CrisisCard({ kind, view }: { kind: CardKind; view: ChatView }) {
  const { site, words } = useAround()
  const card = site.cards.find((candidate) => candidate.kind === kind)
  if (!card) return null
  const told = truth(view, words)
  const [first, ...others] = card.actions
  return (
    <article class="crisis" aria-label={card.title}>
      <div class="crisis-body">
        <h2>{card.title}</h2>
        <p>{card.text}</p>
        <div class="crisis-actions">
          {first && <Action action={first} main />}
          {others.map((action) => (
            <Action key={action.href} action={action} />
          ))}
        </div>
        {card.more && <p class="crisis-more">{card.more}</p>}
      </div>
      {card.danger && (
        <div class="crisis-danger">
          <p>{card.danger.text}</p>
          <Action action={card.danger.action} main />
        </div>
      )}
      <div class="foot" role="note" aria-label={plain(words.notWatched)}>
        <Icon shape={INFO} size={18} />
        <div>
          <Rich text={words.notWatched} /> {told}{' '}
          <details>
            <summary class="link">{words.fullDisclaimer}</summary>
            <p>{site.disclaimer.full}</p>
          </details>
        </div>
      </div>
    </article>
  )
}

function Action({ action, main = false }: { action: CardAction; main?: boolean }) {
  const scheme = action.href.slice(0, action.href.indexOf(':'))
  const shape = scheme === 'tel' ? PHONE : scheme === 'sms' ? MESSAGE : GLOBE
  // Only addresses that the server's settings may hold: a call, a text, a web page.
  if (!['tel', 'sms', 'https'].includes(scheme)) return null
  return (
    <a
      class={`action is-${action.tone}${main ? ' is-first' : ''}`}
      href={action.href}
      target={scheme === 'https' ? '_blank' : undefined}
      rel="noopener noreferrer"
    >
      <Icon shape={shape} />
      {action.label}
    </a>
  )
}

/** Both numbers, while the card itself is scrolled away. */
export function CrisisStrip() {
  const { site, words } = useAround()
  const { medical, crisis } = site.emergency
  return (
    <aside class="crisis-strip">
      <b>{words.helpIsOpen}</b>
      <a class="action is-calm" href={tel(crisis)} aria-label={words.callNumber(crisis)}>
        <Icon shape={PHONE} size={18} />
        {crisis}
      </a>
      <a class="action is-alert" href={tel(medical)} aria-label={words.callNumber(medical)}>
        <Icon shape={PHONE} size={18} />
        {medical}
      </a>
    </aside>
  )
}
