import { Initial } from '../../../client/ui/bubble.tsx'
import { CLOSE, Icon, MORE } from '../../../client/ui/icon.tsx'
import { Bulb, Mark } from '../../../client/ui/mark.tsx'
import { useAround } from '../around.ts'
import type { ChatView } from '../chat.ts'
import type { Words } from '../strings/index.ts'

interface Props {
  view: ChatView
  menuOpen: boolean
  onMenu: () => void
}

/** Who is at the other end, in one line: the lamp is lit only while the server says that a person is there. */
export function Header({ view, menuOpen, onMenu }: Props) {
  const { site, words, closePanel } = useAround()
  const { owner } = view.thread
  const offline = view.connection === 'offline'
  const lit = !offline && (owner !== null || view.presence.here > 0)
  return (
    <header class={owner ? 'header is-person' : 'header'}>
      {owner ? <Initial name={owner.name} large /> : <Mark lit={lit} />}
      <div class="header-words">
        <h1 tabIndex={-1}>{owner ? words.staffName(owner.name) : site.clinic.name}</h1>
        <p>
          <Bulb lit={lit} />
          {statusLine(view, words, site.botName)}
        </p>
      </div>
      <button
        type="button"
        class="icon-button is-near"
        aria-label={words.menu}
        aria-haspopup="menu"
        aria-expanded={menuOpen}
        onClick={onMenu}
      >
        <Icon shape={MORE} class="is-heavy" />
      </button>
      {closePanel && (
        <button type="button" class="icon-button is-near" aria-label={words.close} onClick={closePanel}>
          <Icon shape={CLOSE} />
        </button>
      )}
    </header>
  )
}

function statusLine(view: ChatView, words: Words, botName: string): string {
  const { thread, presence } = view
  if (view.connection === 'offline') return words.noConnection
  if (thread.state === 'staff') return words.withPerson
  if (thread.flag && thread.state === 'waiting') return `${botName} · ${words.staffTold}`
  if (thread.state === 'waiting') return words.inLine
  return `${botName} · ${presence.here > 0 ? words.staffHere : words.staffAway}`
}
