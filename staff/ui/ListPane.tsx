import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals'
import { useEffect, useRef, useState } from 'preact/hooks'
import { CHECK, CLOSE, Icon } from '../../client/ui/icons.tsx'
import { firstRows, groupsOf, matches } from '../inbox-view.ts'
import type { Desk } from '../models/desk.ts'
import { type List, listHref } from '../route.ts'
import type { Strings } from '../strings/index.ts'
import { Key } from './Key.tsx'
import { Row } from './Row.tsx'
import { FLAG, SEARCH } from './shapes.ts'
import '../css/list.css'

interface Props {
  desk: Desk
  list: List
  /** The chat that is open, or null. */
  chatId: string | null
  now: ReadonlySignal<number>
  /** The search through all chats stands in its place; it comes back as it was. */
  hidden: boolean
  onSearchAll: () => void
  t: Strings
}

/** Rows that are drawn at once. The others follow, as many at a time, so that a long list holds up nothing. */
const AT_ONCE = 100

/** The rows of one list under their headings, with a search that looks through them alone. */
export function ListPane({ desk, list, chatId, now, hidden, onSearchAll, t }: Props) {
  const { inbox, drafts, me } = desk
  const words = useSignal('')
  const search = useRef<HTMLInputElement>(null)
  const status = list === 'closed' ? inbox.closed.value : inbox.open.value
  const groups = groupsOf(
    inbox.rows.value.filter((row) => matches(row, words.value)),
    list,
    me.id,
  )
  const [drawn, setDrawn] = useState(AT_ONCE)
  const count = groups.reduce((sum, { rows }) => sum + rows.length, 0)
  useEffect(() => {
    if (drawn >= count) return
    const timer = setTimeout(setDrawn, 0, drawn + AT_ONCE)
    return () => clearTimeout(timer)
  }, [drawn, count])
  const hints = useComputed(() => desk.inbox.line.value.length > 0)

  useEffect(() => {
    if (list === 'closed') void inbox.load('closed')
  }, [list])

  return (
    <section class="list" aria-labelledby="list-title" hidden={hidden}>
      <header class="list-head">
        <h1 id="list-title">{t.nav.lists[list]}</h1>
        <p class="list-keys" aria-hidden="true">
          {t.list.next} <Key name="J" />
          {list === 'mine' ? (
            <>
              {' '}
              {t.list.close} <Key name="E" />
            </>
          ) : (
            hints.value && (
              <>
                {' '}
                {t.list.take} <Key name="C" />
              </>
            )
          )}
        </p>
      </header>
      <div class="search">
        <Icon shape={SEARCH} size={18} />
        <input
          ref={search}
          id="search"
          type="search"
          aria-label={t.list.searchLabel}
          placeholder={t.list.search}
          autocomplete="off"
          value={words.value}
          onInput={(event) => {
            words.value = event.currentTarget.value
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            words.value = ''
            search.current?.blur()
          }}
        />
        {words.value !== '' && (
          <button
            type="button"
            class="icon-button"
            aria-label={t.list.clear}
            onClick={() => {
              words.value = ''
              search.current?.focus()
            }}
          >
            <Icon shape={CLOSE} size={16} />
          </button>
        )}
      </div>
      <button type="button" class="link quiet search-all" onClick={onSearchAll}>
        {t.list.searchAll} <Key name="S" />
      </button>
      <div class="rows">
        {firstRows(groups, drawn).map(({ name, rows }) => (
          <section key={name} aria-label={heading(name, t)}>
            <h2 class={name === 'answer-first' ? 'group is-flag' : 'group'}>
              {name === 'answer-first' && <Icon shape={FLAG} size={16} />}
              {heading(name, t)}
            </h2>
            <ul>
              {rows.map((row) => (
                <Row
                  key={row.chatId}
                  row={row}
                  me={me.id}
                  unread={desk.unread.value.has(row.chatId)}
                  passedBy={inbox.passed.value.get(row.chatId)?.name}
                  draft={(drafts.all.value[row.chatId] ?? '').trim() !== ''}
                  href={listHref(list, row.chatId)}
                  selected={row.chatId === chatId}
                  now={now}
                  t={t}
                />
              ))}
            </ul>
          </section>
        ))}
        {groups.length === 0 && <Nothing status={status} list={list} words={words.value} inbox={inbox} t={t} />}
        {list === 'closed' && groups.length > 0 && inbox.closedMore.value && (
          <p class="list-more">{t.list.closedMore}</p>
        )}
      </div>
    </section>
  )
}

interface NothingProps {
  status: 'loading' | 'ready' | 'failed'
  list: List
  words: string
  inbox: Desk['inbox']
  t: Strings
}

/** Why there are no rows: not known yet, could not be known, nothing found, or nobody there. */
function Nothing({ status, list, words, inbox, t }: NothingProps) {
  if (status === 'loading') {
    return (
      <p class="nothing" role="status">
        {t.list.loading}
      </p>
    )
  }
  if (status === 'failed') {
    return (
      <div class="nothing" role="status">
        <p>
          <b>{t.list.failed}</b>
        </p>
        <p>{t.list.failedMore}</p>
        <button type="button" class="button" onClick={() => inbox.load(list === 'closed' ? 'closed' : 'open')}>
          {t.list.tryAgain}
        </button>
      </div>
    )
  }
  if (words.trim() !== '') {
    return (
      <p class="nothing" role="status">
        {t.list.noMatch(words.trim())}
      </p>
    )
  }
  return (
    <div class="nothing">
      <Icon shape={CHECK} size={22} />
      <p>
        <b>{t.list.empty[list]}</b>
      </p>
      <p>{t.list.emptyMore[list]}</p>
    </div>
  )
}

function heading(name: ReturnType<typeof groupsOf>[number]['name'], t: Strings): string {
  switch (name) {
    case 'answer-first':
      return t.list.answerFirst
    case 'oldest-first':
      return t.list.oldestFirst
    case 'newest-first':
      return t.list.newestFirst
    case 'mine':
      return t.list.mine
    case 'others':
      return t.list.others
    case 'with-others':
      return t.list.withOthers
    case 'left':
      return t.nav.lists.left
    case 'with-bot':
      return t.list.withBot
  }
}
