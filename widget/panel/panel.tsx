import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { DOWN, Icon } from '../../client/ui/icon.tsx'
import { useAround } from './around.ts'
import type { ChatView } from './chat.ts'
import { useStickToEnd } from './scroll.ts'
import { Composer } from './views/composer.tsx'
import { FirstView } from './views/first.tsx'
import { Header } from './views/header.tsx'
import { Rail } from './views/rail.tsx'

export type Late = typeof import('./late.ts')
type Page = 'answers' | 'privacy' | 'disclaimer'

/** Everything between the edges of the panel. */
export function Panel({ view, late }: { view: ChatView; late: Promise<Late> }) {
  const { words, site, chat, phone } = useAround()
  const [draft, setDraft] = useState('')
  const [page, setPage] = useState<Page | null>(null)
  const [menuOpen, setMenuOpen] = useState(false)
  const [parts, setParts] = useState<Late | null>(null)
  const tabbedTo = useRef(0)
  const main = useRef<HTMLDivElement>(null)
  const { thread, outbox, pending, connection } = view

  useEffect(() => {
    void late.then(setParts)
  }, [late])

  const begun = thread.items.some((item) => item.kind !== 'line' || item.line.type !== 'opened')
  const messages = outbox.filter((item) => item.payload.type !== 'feedback:give').length
  // A chat that is still being read is no first view.
  const showsLog = begun || messages > 0 || pending?.card != null || (chat.exists && thread.cursor === 0)
  const { box, behind, toEnd } = useStickToEnd(
    showsLog,
    [thread.items.length, view.typing, connection, messages, parts !== null].join(),
    `${messages > 0 ? outbox.at(-1)?.clientId : ''}${pending?.card ?? ''}${showsLog}${parts !== null}`,
  )
  const cardHidden = useCardHidden(box, `${thread.cursor} ${view.cards.size} ${showsLog} ${parts !== null}`)
  const sheet = pending && !pending.card && !pending.found ? pending : null
  const held = pending?.found && pending.payload.type === 'message:send' ? pending.payload.text : null
  const found = held === null ? null : (pending?.found ?? null)
  // What is held back goes on standing in the field.
  useLayoutEffect(() => {
    if (held !== null) setDraft(held)
  }, [pending])
  const toField = useCallback(() => main.current?.querySelector<HTMLElement>('#field')?.focus(), [])
  const focusField = () => {
    if (!phone) toField()
  }
  const leavePage = () => {
    setPage(null)
    focusField()
  }
  const decline = () => {
    const text = chat.decline()
    if (text) setDraft(text)
    focusField()
  }
  const send = () => {
    chat.say(draft)
    setDraft('')
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
    <div class="panel" ref={main}>
      <div class="panel-main" inert={parts !== null && (page !== null || sheet !== null)}>
        <Header view={view} menuOpen={menuOpen} onMenu={() => setMenuOpen(!menuOpen)} />
        {menuOpen && parts && <parts.Menu view={view} onClose={() => setMenuOpen(false)} onPage={setPage} />}
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
            parts && <parts.Conversation view={view} onDecline={decline} onPage={setPage} />
          ) : (
            <>
              <FirstView view={view} onAllAnswers={() => setPage('answers')} />
              {connection === 'offline' && parts && <parts.OfflineHelp view={view} />}
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
              onSent={() => {
                setDraft('')
                focusField()
              }}
            />
          )}
          {parts && !found && thread.state !== 'staff' && thread.state !== 'waiting' && (
            <parts.Suggestions
              draft={draft}
              onLeave={toField}
              onChoose={(title, entryId) => {
                setDraft('')
                chat.say(title, entryId)
                focusField()
              }}
            />
          )}
          <Composer view={view} draft={draft} onDraft={edit} onSend={send} onKey={onKey} />
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
          onBack={leavePage}
          onChoose={(title, entryId) => {
            setPage(null)
            chat.say(title, entryId)
          }}
        />
      )}
      {parts && page === 'privacy' && (
        <parts.Sheet title={words.privacy} onBack={leavePage}>
          {words.privacyLines.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </parts.Sheet>
      )}
      {parts && page === 'disclaimer' && (
        <parts.Sheet title={words.fullDisclaimer} onBack={leavePage}>
          <p class="full-disclaimer">{site.disclaimer.full}</p>
        </parts.Sheet>
      )}
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
