import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { CLOSE, Icon } from '../../client/ui/icons.tsx'
import { ChatError } from '../../protocol/errors.ts'
import { type FoundChat, MAX_SEARCH_CHARS, type SearchCursor, type SearchHit } from '../../protocol/staff.ts'
import type { Desk } from '../models/desk.ts'
import { type SearchWords, searchWords } from '../strings/search.ts'
import type { Say } from './say.ts'
import { SEARCH } from './shapes.ts'
import { VisibleText } from './VisibleText.tsx'
import '../css/search.css'

interface Props {
  desk: Desk
  /** The chat that is open, or null. */
  chatId: string | null
  /** UTC ms. */
  now: () => number
  say: Say
  hrefOf: (chatId: string) => string
  onOpen: (chatId: string, seq: number) => void
  onDone: () => void
}

type Trouble = 'offline' | 'tooFast' | 'empty' | 'failed'

/** What was found so far for these words. */
interface Results {
  words: string
  chats: FoundChat[]
  next: SearchCursor | null
  backTo: number | null
}

/** Looks for words in all chats that are kept. Stands in the place of the list. */
export function SearchPane({ desk, chatId, now, say, hrefOf, onOpen, onDone }: Props) {
  const t = searchWords[say.locale]
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  const [results, setResults] = useState<Results | null>(null)
  const [searching, setSearching] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  /** Which search is the newest: the answer to an older one comes too late. */
  const turn = useRef(0)
  useLayoutEffect(() => field.current?.focus(), [])

  const run = async (words: string, before: Results | null) => {
    turn.current += 1
    const mine = turn.current
    setTrouble(null)
    setSearching(true)
    try {
      const page = await desk.search(words, before?.next ?? null)
      if (mine !== turn.current) return
      const known = new Set(before?.chats.map((chat) => chat.chatId))
      const fresh = page.chats.filter((chat) => !known.has(chat.chatId))
      setResults({
        words,
        chats: [...(before?.chats ?? []), ...fresh],
        next: page.next,
        backTo: page.backTo ?? before?.backTo ?? null,
      })
    } catch (error) {
      if (mine === turn.current) setTrouble(troubleOf(error, desk.connection.peek() === 'online'))
    }
    if (mine === turn.current) setSearching(false)
  }
  const submit = (event: Event) => {
    event.preventDefault()
    const words = field.current?.value ?? ''
    if (words.trim() === '') return
    setResults(null)
    void run(words, null)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault()
      return onDone()
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    const places = [field.current, ...(list.current?.querySelectorAll<HTMLElement>('a, button') ?? [])]
    const next = places[places.indexOf(document.activeElement as HTMLInputElement) + step]
    if (!next) return
    event.preventDefault()
    next.focus()
  }
  const status = searching ? t.loading : trouble ? '' : results ? summary(results, t) : ''

  return (
    <section class="list finds" aria-labelledby="finds-title" onKeyDown={onKeyDown}>
      <header class="list-head">
        <h1 id="finds-title">{t.title}</h1>
        <button type="button" class="icon-button" aria-label={t.back} onClick={onDone}>
          <Icon shape={CLOSE} size={18} />
        </button>
      </header>
      <form class="search" onSubmit={submit}>
        <Icon shape={SEARCH} size={18} />
        <input
          ref={field}
          id="search-all"
          type="search"
          aria-label={t.label}
          placeholder={t.label}
          autocomplete="off"
          maxLength={MAX_SEARCH_CHARS}
        />
        <button type="submit" class="unseen">
          {t.find}
        </button>
      </form>
      <div class="finds-rows" ref={list}>
        <p class="finds-status" role="status">
          {status}
        </p>
        {trouble && (
          <p class="finds-status" role="alert">
            {t[trouble]}
          </p>
        )}
        {results === null && !searching && trouble === null && <p class="nothing">{t.hint}</p>}
        {results && results.chats.length > 0 && (
          <ul aria-label={t.results}>
            {results.chats.map((chat) => (
              <Found
                key={chat.chatId}
                chat={chat}
                current={chat.chatId === chatId}
                when={(at) => say.times.at(at, now())}
                href={hrefOf(chat.chatId)}
                onOpen={(seq) => onOpen(chat.chatId, seq)}
                t={t}
                say={say}
              />
            ))}
          </ul>
        )}
        {results && !searching && (
          <div class="nothing">
            {results.backTo !== null && results.next !== null && (
              <p>{t.lookedBack(say.times.at(results.backTo, now()))}</p>
            )}
            {results.next === null ? (
              <p>{t.everything}</p>
            ) : (
              <button type="button" class="button" onClick={() => void run(results.words, results)}>
                {t.further}
              </button>
            )}
          </div>
        )}
      </div>
    </section>
  )
}

const summary = ({ chats }: Results, t: SearchWords): string => (chats.length === 0 ? t.nothing : t.found(chats.length))

function troubleOf(error: unknown, online: boolean): Trouble {
  const code = error instanceof ChatError ? error.code : null
  if (code === 'too-fast') return 'tooFast'
  if (code === 'empty') return 'empty'
  return online ? 'failed' : 'offline'
}

interface FoundProps {
  chat: FoundChat
  current: boolean
  when: (at: number) => string
  href: string
  onOpen: (seq: number) => void
  t: SearchWords
  say: Say
}

/** The messages found in one chat. */
function Found({ chat, current, when, href, onOpen, t, say }: FoundProps) {
  return (
    <li>
      {chat.hits.map((hit) => (
        <a
          key={hit.seq}
          class="row find"
          href={href}
          aria-current={current ? 'true' : undefined}
          onClick={() => onOpen(hit.seq)}
        >
          <span class="row-meta">{[speakerOf(hit, chat, t), when(hit.at)].join(' · ')}</span>
          <span class="find-words" dir="auto" lang={chat.locale}>
            {hit.cutBefore && '… '}
            <Marked hit={hit} say={say} />
            {hit.cutAfter && ' …'}
          </span>
        </a>
      ))}
      {chat.more > 0 && <p class="find-more">{t.more(chat.more)}</p>}
    </li>
  )
}

function speakerOf({ by, name }: SearchHit, { code }: FoundChat, t: SearchWords): string {
  const visitor = t.visitor(code)
  if (by === 'visitor') return visitor
  return [visitor, by === 'note' ? t.note(name ?? '') : name].join(' · ')
}

/** The snippet in pieces, those that were searched for marked. */
function Marked({ hit: { snippet, marks }, say: { t } }: { hit: SearchHit; say: Say }) {
  let from = 0
  const pieces = marks.flatMap(([start, end]) => {
    const before = { at: from, text: snippet.slice(from, start), found: false }
    from = end
    return [before, { at: start, text: snippet.slice(start, end), found: true }]
  })
  pieces.push({ at: from, text: snippet.slice(from), found: false })
  return (
    <>
      {pieces.map(({ at, text, found }) => {
        const words = <VisibleText text={text} t={t} />
        return found ? <mark key={`${at} found`}>{words}</mark> : <span key={at}>{words}</span>
      })}
    </>
  )
}
