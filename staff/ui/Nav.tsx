import type { ComponentChildren } from 'preact'
import { CHECK, CLOCK, Icon, PERSON } from '../../client/ui/icons.tsx'
import { Mark } from '../../client/ui/mark.tsx'
import { LISTS, type List, listHref, type Route } from '../route.ts'
import type { Strings } from '../strings/index.ts'
import { DOTS, INBOX, LIST } from './shapes.ts'
import '../css/nav.css'

const SHAPES: Record<List, string> = { waiting: INBOX, mine: PERSON, all: LIST, left: CLOCK, closed: CHECK }

interface Props {
  clinic: string
  route: Route
  counts: Record<List, number>
  /** A person is here as far as visitors are told. */
  lit: boolean
  t: Strings
  /** What stands at the foot: sound, duty, the account. */
  children: ComponentChildren
}

/** The lists with their live counts, beside the pages. */
export function Nav({ clinic, route, counts, lit, t, children }: Props) {
  return (
    <nav class="nav" aria-label={t.nav.label}>
      <div class="brand">
        <Mark lit={lit} size={28} />
        <p>
          <b>{t.product}</b>
          <span>{clinic}</span>
        </p>
      </div>
      <ul>
        {LISTS.map((list) => (
          <li key={list}>
            <ListLink list={list} current={route.page === 'list' && route.list === list} counts={counts} t={t} />
          </li>
        ))}
      </ul>
      <div class="nav-foot">{children}</div>
    </nav>
  )
}

interface LinkProps {
  list: List
  current: boolean
  counts: Record<List, number>
  t: Strings
}

/** Closed chats are counted by nobody: the list holds only the newest. */
export function ListLink({ list, current, counts, t }: LinkProps) {
  const count = list === 'closed' ? 0 : counts[list]
  return (
    <a class="nav-link" href={listHref(list)} aria-current={current ? 'page' : undefined}>
      <Icon shape={SHAPES[list]} size={18} />
      <span>{t.nav.lists[list]}</span>
      {count > 0 && <Count list={list} count={count} t={t} />}
    </a>
  )
}

function Count({ list, count, t }: { list: List; count: number; t: Strings }) {
  return (
    <span class={list === 'waiting' ? 'count is-lamp' : 'count'}>
      {count}
      <span class="unseen"> {t.nav.chats(count)}</span>
    </span>
  )
}

const TABS = ['waiting', 'mine', 'all'] as const

/** The same on a phone, at the bottom; what has no tab is behind More. */
export function TabBar({ route, counts, t }: Pick<Props, 'route' | 'counts' | 't'>) {
  const inMore = route.page !== 'list' || !TABS.some((tab) => tab === route.list)
  return (
    <nav class="tabs" aria-label={t.nav.label}>
      {TABS.map((list) => (
        <a
          key={list}
          href={listHref(list)}
          aria-current={route.page === 'list' && route.list === list ? 'page' : undefined}
        >
          <span class="tab-icon">
            <Icon shape={SHAPES[list]} size={22} />
            {counts[list] > 0 && <Count list={list} count={counts[list]} t={t} />}
          </span>
          {t.nav.short[list]}
        </a>
      ))}
      <a href="#/more" aria-current={inMore ? 'page' : undefined}>
        <span class="tab-icon">
          <Icon shape={DOTS} size={22} />
        </span>
        {t.nav.more}
      </a>
    </nav>
  )
}
