import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { DOWN, Icon } from '../../client/ui/icon.tsx'
import { useAround } from './around.ts'
import type { ChatView } from './chat.ts'
import { useStickToEnd } from './scroll.ts'
import { setTextSize } from './text-size.ts'
import { Composer } from './views/composer.tsx'
import { FirstView } from './views/first.tsx'
import { Header } from './views/header.tsx'
import { Rail } from './views/rail.tsx'

export type Late = typeof import('./late.ts')
export type More = Awaited<ReturnType<typeof import('./more.ts').loadMore>>
type Page = 'answers' | 'privacy' | 'disclaimer'

/** An approved answer that is read from this device. */
export interface Reading {
  entryId: string
  /** What had the focus when it was opened. */
  from: Element | null
}

interface Props {
  view: ChatView
  late: Promise<Late>
  reading: Reading | null
  /** Back from what is being read. */
  onBack: () => void
}

/** Everything between the edges of the panel. */
export function Panel({ view, late, reading, onBack }: Props) {
  const { words, site, locale, chat, choose, phone } = useAround()
  const [draft, setDraft] = useState('')
  const [page, setPage] = useState<Page | null>(null)
  const [menuOpen, setMenuOpen] = useState(false)
  const [parts, setParts] = useState<Late | null>(null)
  const [more, setMore] = useState<More | null>(null)
  const [clearing, setClearing] = useState(false)
  const tabbedTo = useRef(0)
  const main = useRef<HTMLDivElement>(null)
  const { thread, outbox, pending, connection } = view

  useEffect(() => {
    void late.then(setParts)
  }, [late])

  const needsMore = menuOpen || page === 'privacy' || view.receipt !== null || thread.state === 'left_message'
  useEffect(() => {
    if (!needsMore) return
    let wanted = true
    import('./more.ts')
      .then(({ loadMore }) => loadMore(locale))
      .then(
        (loaded) => wanted && setMore(loaded),
        () => {
          // The strip over the log says why.
          setMenuOpen(false)
          setPage(null)
          chat.retryNow()
        },
      )
    return () => {
      wanted = false
    }
    // Once more when there is a connection again.
  }, [needsMore, locale, connection])
  // Spoken, and out of the way of what the next person sees first.
  useEffect(() => main.current?.querySelector<HTMLElement>('#note')?.focus(), [view.note])

  const begun = thread.items.some((item) => item.kind !== 'line' || item.line.type !== 'opened')
  const messages = outbox.filter((item) => item.payload.type !== 'feedback:give').length
  // A chat that is still being read is no first view.
  const showsLog = begun || messages > 0 || pending?.card != null || (chat.exists && thread.cursor === 0)
  const { box, behind, toEnd } = useStickToEnd(
    showsLog,
    [thread.items.length, view.typing, connection, outbox.map(({ state }) => state), parts !== null].join(),
    `${messages > 0 ? outbox.at(-1)?.clientId : ''}${pending?.card ?? ''}${showsLog}${parts !== null}`,
  )
  const cardHidden = useCardHidden(box, `${thread.cursor} ${view.cards.size} ${showsLog} ${parts !== null}`)
  const pageShown = page !== null && (page !== 'privacy' || more !== null)
  const sheet = pending && !pending.card && !pending.found ? pending : null
  const held = pending?.found && pending.payload.type === 'message:send' ? pending.payload.text : null
  const found = held === null ? null : (pending?.found ?? null)
  // What is held back goes on standing in the field.
  useLayoutEffect(() => {
    if (held !== null) setDraft(held)
  }, [pending])
  const toField = useCallback(() => main.current?.querySelector<HTMLElement>('#field')?.focus(), [])
  useLayoutEffect(() => {
    if (!reading) return
    return () => {
      // What it was opened from may be gone with the connection's return.
      const { from } = reading
      const back =
        from?.isConnected && from !== document.body ? from : main.current?.querySelector(phone ? 'h1' : '#field')
      if (back instanceof HTMLElement) back.focus()
    }
  }, [reading])
  // Where what had the focus is gone, or cannot have it any more, the field has it. On a phone that would bring up the
  // keyboard: there it begins again at the top.
  const focused = useRef<Element | null>(null)
  useLayoutEffect(() => {
    const last = focused.current
    const { activeElement } = document
    if (!last || (last.isConnected && !last.matches(':disabled'))) return
    if (activeElement === last || activeElement === document.body) {
      if (phone) main.current?.querySelector('h1')?.focus()
      else toField()
    }
  })
  const leavePage = () => setPage(null)
  const decline = () => {
    const text = chat.decline()
    if (text) setDraft(text)
  }
  const send = () => {
    chat.say(draft)
    setDraft('')
  }
  /** Whoever sits here next finds nothing of it, not even what was only typed. */
  const clear = () => {
    setClearing(false)
    setDraft('')
    setTextSize('')
    void chat.clear()
  }
  const edit = (text: string) => {
    if (found) chat.decline()
    setDraft(text)
  }
  // What was just asked or offered is one Tab away from the field, though it stands before it.
  const onKey = (event: KeyboardEvent) => {
    const titles = main.current?.querySelectorAll<HTMLElement>('.suggestions button')
    if (event.key === 'ArrowUp' && titles?.length) {
      event.preventDefault()
      titles[titles.length - 1]?.focus()
      return
    }
    if (event.key !== 'Tab' || event.shiftKey) return
    if (!found && (draft !== '' || tabbedTo.current === thread.cursor)) return
    const next = main.current?.querySelector<HTMLElement>(found ? '.held button' : '[data-choices] button')
    if (!next) return
    event.preventDefault()
    if (!found) tabbedTo.current = thread.cursor
    next.focus()
  }

  return (
    <div
      class="panel"
      ref={main}
      onFocusIn={(event) => {
        focused.current = event.target as Element
      }}
    >
      <div class="panel-main" inert={parts !== null && (pageShown || sheet !== null || reading !== null)}>
        <Header view={view} menuOpen={menuOpen} onMenu={() => setMenuOpen(!menuOpen)} />
        {menuOpen && parts && more && (
          <more.Menu
            view={view}
            more={more.words}
            lineText={parts.lineText}
            onClose={() => setMenuOpen(false)}
            onPage={setPage}
            onClear={() => setClearing(true)}
          />
        )}
        {view.outdated && (
          <p class="strip" role="status">
            <span>{words.outdated}</span>
            <button type="button" class="link" onClick={() => location.reload()}>
              {words.reload}
            </button>
          </p>
        )}
        {connection === 'offline' && !view.outdated && parts && <parts.OfflineStrip />}
        {cardHidden && parts && <parts.CrisisStrip />}
        <div class="scroll" ref={box}>
          {showsLog ? (
            parts && <parts.Conversation view={view} more={more} onDecline={decline} onPage={setPage} />
          ) : (
            <>
              {connection === 'offline' && parts && <parts.OfflineHelp view={view} />}
              <FirstView
                view={view}
                receipt={view.receipt && more && <more.ReceiptCard view={view} more={more.words} />}
                onAllAnswers={() => setPage('answers')}
              />
            </>
          )}
        </div>
        <div class="bottom">
          {behind && (
            <button type="button" class="new-message" onClick={toEnd}>
              {words.newMessage}
              <Icon shape={DOWN} size={16} />
            </button>
          )}
          <Rail view={view} />
          {parts && (
            <parts.BeforeSending
              found={found}
              onEdit={(rest = draft) => {
                setDraft(rest)
                toField()
              }}
              onSent={() => setDraft('')}
            />
          )}
          {parts && !found && thread.state !== 'staff' && thread.state !== 'waiting' && (
            <parts.Suggestions
              draft={draft}
              onLeave={toField}
              onChoose={(title, entryId) => {
                if (!choose(title, entryId)) return
                setDraft('')
              }}
            />
          )}
          <Composer view={view} draft={draft} onDraft={edit} onSend={send} onKey={onKey} />
          {parts && showsLog && <parts.ClearChat asking={clearing} onAsk={setClearing} onClear={clear} />}
        </div>
      </div>
      {parts && sheet && (
        <parts.NoticeSheet
          waiting={sheet.payload}
          onDecline={decline}
          onPrivacy={() => setPage('privacy')}
          onDisclaimer={() => setPage('disclaimer')}
        />
      )}
      {parts && page === 'answers' && (
        <parts.AllAnswers
          view={view}
          covered={reading !== null}
          onBack={leavePage}
          onChoose={(title, entryId) => {
            if (choose(title, entryId)) setPage(null)
          }}
        />
      )}
      {parts && more && page === 'privacy' && (
        <parts.Sheet isText title={words.privacy} onBack={leavePage}>
          {more.words.privacyLines.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </parts.Sheet>
      )}
      {parts && page === 'disclaimer' && (
        <parts.Sheet isText title={words.fullDisclaimer} onBack={leavePage}>
          <p class="full-disclaimer">{site.disclaimer.full}</p>
        </parts.Sheet>
      )}
      {parts && reading && <parts.SavedAnswer entryId={reading.entryId} onBack={onBack} />}
      {parts && <parts.Announcer view={view} />}
    </div>
  )
}

/** Whether the newest emergency card is scrolled out of sight: then its numbers are pinned over the log. */
function useCardHidden(box: { current: HTMLElement | null }, version: string): boolean {
  const [hidden, setHidden] = useState(false)
  useEffect(() => {
    const cards = box.current?.querySelectorAll('.crisis-actions')
    const card = cards?.[cards.length - 1]
    if (!card) {
      setHidden(false)
      return
    }
    const watch = new IntersectionObserver(([entry]) => setHidden(!entry?.isIntersecting), { root: box.current })
    watch.observe(card)
    return () => watch.disconnect()
  }, [version])
  return hidden
}
