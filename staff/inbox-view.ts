import type { CardKind, HandoffTrigger } from '../protocol/events.ts'
import type { InboxRow } from '../protocol/staff.ts'
import type { List } from './route.ts'

/** Rows under one heading of a list. */
export interface Group {
  name: 'answer-first' | 'oldest-first' | 'newest-first' | 'mine' | 'others' | 'with-others' | 'left' | 'with-bot'
  rows: InboxRow[]
}

/** Since when somebody has been awaited, UTC ms. */
export const awaitedSince = (row: InboxRow): number => row.waitingSince ?? row.lastAt

/**
 * Emergency words that no person has taken up: waiting, left as a message because nobody was here, or back with the
 * assistant before anyone had the chat.
 */
export function needsPersonFirst(row: InboxRow): boolean {
  if (row.flag === null) return false
  return row.state === 'waiting' || row.state === 'left_message' || (row.state === 'bot' && row.epoch === 0)
}

export const needsPerson = (row: InboxRow): boolean => row.state === 'waiting' || needsPersonFirst(row)

const isMine = (row: InboxRow, me: string): boolean => row.state === 'staff' && row.owner?.id === me

export function inList(row: InboxRow, list: List, me: string): boolean {
  switch (list) {
    case 'waiting':
      return needsPerson(row)
    case 'mine':
      return isMine(row, me)
    case 'all':
      return row.state !== 'closed'
    case 'left':
      return row.state === 'left_message'
    case 'closed':
      return row.state === 'closed'
  }
}

const oldestAwaited = (a: InboxRow, b: InboxRow) => awaitedSince(a) - awaitedSince(b)
const newestFirst = (a: InboxRow, b: InboxRow) => b.lastAt - a.lastAt

/** Everybody who needs a person, in the order in which staff should take them. */
export function line(rows: readonly InboxRow[]): InboxRow[] {
  return [
    ...rows.filter(needsPersonFirst).sort(oldestAwaited),
    ...rows.filter((row) => needsPerson(row) && !needsPersonFirst(row)).sort(oldestAwaited),
  ]
}

/** The rows of a list under their headings, in the order shown; no empty groups. */
export function groupsOf(all: readonly InboxRow[], list: List, me: string): Group[] {
  const rows = all.filter((row) => inList(row, list, me))
  const group = (name: Group['name'], which: (row: InboxRow) => boolean, order = newestFirst): Group => ({
    name,
    rows: rows.filter(which).sort(order),
  })
  const first = group(
    'answer-first',
    (row) => needsPersonFirst(row) || (row.flag !== null && isMine(row, me)),
    oldestAwaited,
  )
  const urgent = new Set(first.rows)
  const rest = (which: (row: InboxRow) => boolean) => (row: InboxRow) => !urgent.has(row) && which(row)
  const groups: Record<List, () => Group[]> = {
    waiting: () => [first, group('oldest-first', rest(needsPerson), oldestAwaited)],
    mine: () => [
      first,
      group(
        first.rows.length > 0 ? 'others' : 'newest-first',
        rest(() => true),
      ),
    ],
    all: () => [
      first,
      group('oldest-first', rest(needsPerson), oldestAwaited),
      group(
        'mine',
        rest((row) => isMine(row, me)),
      ),
      group(
        'with-others',
        rest((row) => row.state === 'staff' && !isMine(row, me)),
      ),
      group(
        'left',
        rest((row) => row.state === 'left_message'),
      ),
      group(
        'with-bot',
        rest((row) => row.state === 'bot'),
      ),
    ],
    left: () => [
      first,
      group(
        'oldest-first',
        rest(() => true),
        oldestAwaited,
      ),
    ],
    closed: () => [group('newest-first', () => true)],
  }
  return groups[list]().filter(({ rows: some }) => some.length > 0)
}

/** As much of the groups as holds the first `count` rows; no empty groups. */
export function firstRows(groups: readonly Group[], count: number): Group[] {
  let left = count
  return groups.flatMap(({ name, rows }) => {
    const some = rows.slice(0, left)
    left -= some.length
    return some.length > 0 ? [{ name, rows: some }] : []
  })
}

/** Whether a row is found by what was typed: the visitor's code, the last words or the contact, in any case. */
export function matches(row: InboxRow, words: string): boolean {
  const wanted = words.trim().toLocaleLowerCase()
  if (wanted === '') return true
  return [row.code, row.lastWords, row.contact ?? ''].some((text) => text.toLocaleLowerCase().includes(wanted))
}

/** Why a row stands where it stands. */
export type Reason =
  | { kind: 'flag'; card: CardKind }
  | { kind: 'trigger'; trigger: HandoffTrigger }
  | { kind: 'passed'; by: string }
  | { kind: 'new-message' }
  | { kind: 'draft' }
  | { kind: 'replying' }
  | { kind: 'with'; name: string }
  | { kind: 'left' }
  | { kind: 'bot' }
  | { kind: 'closed' }

export function reasonOf(
  row: InboxRow,
  me: string,
  has: { unread: boolean; draft: boolean; passedBy?: string | undefined },
): Reason {
  if (row.state === 'closed') return { kind: 'closed' }
  if (row.flag !== null && (needsPersonFirst(row) || isMine(row, me))) return { kind: 'flag', card: row.flag }
  if (row.state === 'waiting') return { kind: 'trigger', trigger: row.trigger ?? 'asked' }
  if (row.state === 'left_message') return { kind: 'left' }
  if (row.state === 'bot') return { kind: 'bot' }
  if (!isMine(row, me)) return { kind: 'with', name: row.owner?.name ?? '' }
  if (has.unread) return has.passedBy === undefined ? { kind: 'new-message' } : { kind: 'passed', by: has.passedBy }
  return { kind: has.draft ? 'draft' : 'replying' }
}
