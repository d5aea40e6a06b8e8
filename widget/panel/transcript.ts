import type { Item } from '../../client/thread.ts'
import type { BotReply, CardKind, Disclaimer, Locale, Passage } from '../../protocol/events.ts'
import type { SiteInfo } from '../../protocol/site.ts'
import type { lineText } from './lines.ts'
import { plain } from './rich.tsx'
import type { Words } from './strings/index.ts'
import type { MoreWords } from './strings/more-en.ts'

/** One thing that was said or happened. */
export interface Entry {
  /** Who, and when with the zone. */
  who: string
  when: string
  parts: Part[]
}

/** `own`: words of ours or the clinic's. `quoted`: what somebody wrote. `passage`: the article's own words. */
export type Part =
  | { kind: 'own' | 'quoted' | 'fine'; text: string; lang?: string }
  | { kind: 'passage'; text: string; section: string }

export interface Transcript {
  title: string
  /** Whom to call, when it was written down, what was accepted. */
  head: string[]
  entries: Entry[]
}

interface Told {
  site: SiteInfo
  words: Words
  more: MoreWords
  locale: Locale
  lineText: typeof lineText
  /** The visitor's own zone unless one is named. */
  timeZone?: string
}

/** A chat as its visitor takes it with them: everything that was said, every disclaimer in full. Pure but for the zone. */
export function transcript(items: readonly Item[], told: Told): Transcript {
  const { site, words, more, locale, timeZone } = told
  const { clinic, emergency } = site
  const when = (at: number) => dayAndTime(at, locale, timeZone)
  const opened = items.find((item) => item.kind === 'line' && item.line.type === 'opened')
  return {
    title: more.transcriptTitle(clinic.name),
    head: [
      more.transcriptPhone(clinic.phone, clinic.hours),
      more.transcriptEmergency(emergency.medical, emergency.crisis),
      `${site.disclaimer.title} ${plain(words.notWatched)}`,
      ...(opened?.kind === 'line' && opened.line.type === 'opened'
        ? [more.transcriptNotice(opened.line.noticeVersion, when(opened.at))]
        : []),
    ],
    entries: items.flatMap((item) => {
      const said = entryOf(item, told)
      return said ? [{ ...said, who: inline(said.who), when: when(item.at) }] : []
    }),
  }
}

function entryOf(item: Item, told: Told): Omit<Entry, 'when'> | null {
  const { site, words, locale, timeZone, lineText } = told
  switch (item.kind) {
    case 'visitor':
      return { who: words.you, parts: [{ kind: 'quoted', text: item.text }] }
    case 'staff':
      return {
        who: words.staffName(item.staff.name),
        parts: item.approved ? answerParts(item.approved, told) : [{ kind: 'quoted', text: item.text }],
      }
    case 'note':
      // not sent to visitors, nor part of what they said to each other
      return null
    case 'card':
      return { who: site.botName, parts: cardParts(item.card, site) }
    case 'bot':
      return { who: site.botName, parts: replyParts(item.reply, told) }
    case 'line': {
      const text = lineText(item.line, shortTime(item.at, locale, timeZone), words)
      if (text === null) return null
      const parts: Part[] = [{ kind: 'own', text: plain(text) }]
      if (item.line.type === 'contact') parts.push({ kind: 'quoted', text: item.line.question })
      return { who: site.clinic.name, parts }
    }
  }
}

function replyParts(reply: BotReply, told: Told): Part[] {
  const { lang } = reply
  return [
    ...(reply.card ? cardParts(reply.card, told.site) : []),
    ...(reply.text ? [{ kind: 'own', text: reply.text, lang } as const] : []),
    ...reply.choices.map(({ title }): Part => ({ kind: 'own', text: `${told.more.choice} ${title}`, lang })),
    ...answerParts(reply, told),
  ]
}

/** The article's words with their passages, whoever sent them, and the disclaimer after them. */
function answerParts(
  { answers, lang, disclaimer }: Pick<BotReply, 'answers' | 'lang' | 'disclaimer'>,
  { words }: Told,
): Part[] {
  return [
    ...answers.flatMap((answer): Part[] => [
      { kind: 'own', text: `${answer.attribution}:`, lang },
      { kind: 'own', text: answer.text, lang: answer.lang },
      ...answer.passages.map(({ text, sectionTitle }: Passage): Part => {
        return { kind: 'passage', text, section: words.section(sectionTitle) }
      }),
    ]),
    ...disclaimerParts(disclaimer, lang),
  ]
}

/** Nothing is folded here. */
function disclaimerParts({ title, lead, text, full }: Disclaimer, lang: string): Part[] {
  const first = [title, lead, text].filter(Boolean).join(' ')
  return [first, full].map((part): Part => ({ kind: 'fine', text: part, lang }))
}

/** Whom to call, with the numbers where the button's words lack them. */
function cardParts(kind: CardKind, site: SiteInfo): Part[] {
  const card = site.cards.find((candidate) => candidate.kind === kind)
  if (!card) return []
  const number = ({ label, href }: { label: string; href: string }) => {
    const to = href.replace(/^[a-z]+:/, '')
    return label.includes(to) ? label : `${label}: ${to}`
  }
  const texts = [
    card.title,
    card.text,
    ...card.actions.map(number),
    ...(card.danger ? [`${card.danger.text} ${number(card.danger.action)}`] : []),
    ...(card.more ? [card.more] : []),
  ]
  return texts.map((text): Part => ({ kind: 'own', text }))
}

/**
 * The same as plain text. What people wrote begins every line after a bar, so that no line of it can pass for one of ours,
 * and a line ends wherever a reader's program might end one: marks of direction reach no further than that.
 */
export function transcriptText({ title, head, entries }: Transcript): string {
  const blocks = entries.map(({ who, when, parts }) => [`${who}, ${when}`, ...parts.flatMap(linesOf)].join('\n'))
  return `${[[title, ...head].join('\n'), ...blocks].join('\n\n')}\n`
}

function linesOf(part: Part): string[] {
  switch (part.kind) {
    case 'quoted':
      return linesIn(part.text).map((line) => `  | ${line}`)
    case 'passage':
      return [...linesIn(`“${part.text}”`).map((line) => `    ${line}`), `    ${inline(part.section)}`]
    default:
      return linesIn(part.text).map((line) => `  ${line}`)
  }
}

/** Every control character but the tab, which can move a terminal's cursor or end a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g

const linesIn = (text: string): string[] =>
  text.split(/\r\n|[\n\v\f\r\x85\u2028\u2029]/).map((line) => line.replaceAll(CONTROL, '\ufffd'))

/** A name on a line with our own words: one line, and nothing in it that turns the direction of what follows. */
const inline = (text: string): string =>
  linesIn(text)
    .join(' ')
    .replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .trim()

const TAGS: Record<Locale, string> = { en: 'en-US', es: 'es-US' }

/** "Nov 27, 2026, 2:42 PM PST". `at` is UTC ms. */
export function dayAndTime(at: number, locale: Locale, timeZone?: string): string {
  return new Intl.DateTimeFormat(TAGS[locale], {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  }).format(at)
}

const shortTime = (at: number, locale: Locale, timeZone?: string): string =>
  new Intl.DateTimeFormat(TAGS[locale], { hour: 'numeric', minute: '2-digit', timeZone }).format(at)

/** `chat-2026-11-27.txt`: the day on the device's own calendar, and nothing that says whose it is. */
export function fileName(what: 'chat' | 'receipt', at: number): string {
  const day = new Date(at)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${what}-${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}.txt`
}
