import type { HandoffTrigger } from '../protocol/events.ts'
import { FATES, type Insight, type InsightDay, type InsightFlag } from '../protocol/insight.ts'
import type { CsvCell } from './csv.ts'
import type { Figures } from './figures.ts'
import type { Strings } from './strings/index.ts'
import type { InsightWords } from './strings/insight.ts'

interface Cell {
  shown: string
  /** As the file has it: numbers plain, times in UTC. */
  value: CsvCell
  /** Where the cell leads. `label` says it for those who hear links alone. */
  link?: { href: string; label: string }
}

/** A table, as it is shown and as it is saved. The first cell of a row names it. */
export interface Sheet {
  /** Of the file, without its ending. */
  file: string
  head: { shown: string; csv: string; isNumber: boolean }[]
  rows: Cell[][]
}

export interface SheetWords {
  words: InsightWords
  t: Strings
  figures: Figures
  /** A moment (UTC ms) by the clinic's clock. */
  when: (at: number) => string
}

const text = (shown: string, csv = shown) => ({ shown, csv, isNumber: false })
const number = (shown: string, csv = shown) => ({ shown, csv, isNumber: true })

function cells({ figures, words }: SheetWords) {
  return {
    day: (day: string): Cell => ({ shown: figures.day(day), value: day }),
    total: (): Cell => ({ shown: words.total, value: words.total }),
    count: (n: number): Cell => ({ shown: figures.count(n), value: n }),
    length: (seconds: number | null, none = '–'): Cell => ({
      shown: seconds === null ? none : figures.length(seconds),
      value: seconds,
    }),
    text: (shown: string): Cell => ({ shown, value: shown }),
  }
}

/** What was asked and what became of it, a day a row, and all days together last. */
export function messagesSheet({ days, total }: Insight, say: SheetWords): Sheet {
  const { words } = say
  const { count, day: dayCell, total: totalCell } = cells(say)
  const row = (first: Cell, d: Omit<InsightDay, 'day'>): Cell[] => [
    first,
    count(d.asked),
    ...FATES.map((fate) => count(d.fates[fate])),
    count(d.missed),
    count(d.left),
    count(d.helpful),
    count(d.unhelpful),
  ]
  return {
    file: 'messages',
    head: [
      text(words.day),
      number(words.messages),
      ...FATES.map((fate) => number(words.fates[fate])),
      number(words.missed),
      number(words.left),
      number(words.helped),
      number(words.notHelped),
    ],
    rows: [...days.map((d) => row(dayCell(d.day), d)), row(totalCell(), total)],
  }
}

/** How long visitors waited for a person. */
export function waitsSheet({ days, total }: Insight, say: SheetWords): Sheet {
  const { words } = say
  const { count, length, day: dayCell, total: totalCell } = cells(say)
  const row = (first: Cell, d: Omit<InsightDay, 'day'>): Cell[] => [
    first,
    count(d.waits),
    length(d.waitMedianS),
    length(d.waitP90S),
  ]
  return {
    file: 'waits',
    head: [
      text(words.day),
      number(words.waits),
      number(words.median, words.inSeconds(words.median)),
      number(words.p90, words.inSeconds(words.p90)),
    ],
    rows: [...days.map((d) => row(dayCell(d.day), d)), row(totalCell(), total)],
  }
}

export function reasonsSheet({ reasons }: Insight, say: SheetWords): Sheet {
  const { words, t } = say
  const cell = cells(say)
  const name = (trigger: HandoffTrigger): string => t.list.reasons[trigger]
  return {
    file: 'reasons',
    head: [text(words.reason), number(words.times)],
    rows: reasons.map(({ trigger, count }) => [cell.text(name(trigger)), cell.count(count)]),
  }
}

export function entriesSheet({ entries }: Insight, say: SheetWords): Sheet {
  const { words } = say
  const cell = cells(say)
  return {
    file: 'answers',
    head: [text(words.entry), number(words.given), number(words.helped), number(words.notHelped)],
    rows: entries.map(({ entryId, title, answers, helpful, unhelpful }) => [
      cell.text(title ?? words.gone(entryId)),
      cell.count(answers),
      cell.count(helpful),
      cell.count(unhelpful),
    ]),
  }
}

/** Chats with emergency words. The file has no way back to a chat. */
export function flagsSheet({ flags }: Insight, say: SheetWords): Sheet {
  const { words, t, when } = say
  const cell = cells(say)
  const ending = (outcome: InsightFlag['outcome']): string => {
    if (outcome === null) return words.open
    return outcome === 'ended-by-visitor' || outcome === 'ended-by-itself'
      ? words.endings[outcome]
      : t.composer.outcomes[outcome]
  }
  return {
    file: 'emergency-words',
    head: [
      text(words.when, words.whenUtc),
      text(words.kind),
      number(words.person, words.inSeconds(words.person)),
      text(words.outcome),
    ],
    rows: flags.map(({ chatId, at, card, personS, outcome }) => [
      {
        shown: when(at),
        value: new Date(at).toISOString(),
        link: { href: `#/all/${chatId}`, label: words.toChatOf(when(at)) },
      },
      cell.text(t.list.reasons.flags[card]),
      cell.length(personS, words.noPerson),
      cell.text(ending(outcome)),
    ]),
  }
}

/** The table as the rows of a file. */
export const csvRows = ({ head, rows }: Sheet): CsvCell[][] => [
  head.map(({ csv }) => csv),
  ...rows.map((row) => row.map(({ value }) => value)),
]
