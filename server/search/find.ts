import type { LogEvent } from '../../protocol/events.ts'
import type { SearchHit } from '../../protocol/staff.ts'
import { folded } from './fold.ts'

/** UTF-16 units of a message that are shown around the first word found, and how many of them before it. */
const SNIPPET_CHARS = 160
const BEFORE_CHARS = 50

/**
 * The message of an event in which all words occur, or null. `words` are folded. What people wrote is looked through; the
 * assistant's answers are not: they are the same in every chat, and would hide what was said.
 */
export function hitIn(event: LogEvent, words: readonly string[]): SearchHit | null {
  const said = saidIn(event)
  if (!said) return null
  const { text } = said
  const { text: low, from, to } = folded(text)
  if (!words.every((word) => low.includes(word))) return null
  const marks = merged(
    words.flatMap((word) => placesOf(word, low).map((at): Mark => [from(at), to(at + word.length - 1)])),
  )
  const { start, end } = windowAround(text, marks[0] ?? [0, 0])
  return {
    seq: event.seq,
    at: event.at,
    by: said.by,
    name: said.name,
    snippet: text.slice(start, end),
    marks: marks.flatMap(([a, b]): Mark[] =>
      a < end && b > start ? [[Math.max(a, start) - start, Math.min(b, end) - start]] : [],
    ),
    cutBefore: start > 0,
    cutAfter: end < text.length,
  }
}

type Mark = [start: number, end: number]
type Said = Pick<SearchHit, 'by' | 'name'> & { text: string }

function saidIn(event: LogEvent): Said | null {
  switch (event.type) {
    case 'message:sent':
      return event.from === 'visitor'
        ? { by: 'visitor', name: null, text: event.text }
        : { by: 'staff', name: event.staff.name, text: event.text }
    case 'answer:sent':
      return { by: 'staff', name: event.staff.name, text: event.answers[0].text }
    case 'contact:left':
      return { by: 'visitor', name: null, text: `${event.question}\n${event.contact}` }
    case 'note:written':
      return event.note && { by: 'note', name: event.note.staff.name, text: event.note.text }
    case 'chat:passed':
      return event.note === null ? null : { by: 'note', name: event.from.name, text: event.note }
    default:
      return null
  }
}

function placesOf(word: string, text: string): number[] {
  const places: number[] = []
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length)) places.push(at)
  return places
}

/** In order, with those that touch made one. */
function merged(marks: Mark[]): Mark[] {
  const out: Mark[] = []
  for (const [start, end] of marks.toSorted((a, b) => a[0] - b[0])) {
    const last = out.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else out.push([start, end])
  }
  return out
}

function windowAround(text: string, [first]: Mark): { start: number; end: number } {
  if (text.length <= SNIPPET_CHARS) return { start: 0, end: text.length }
  let start = Math.max(0, Math.min(first - BEFORE_CHARS, text.length - SNIPPET_CHARS))
  const blank = text.slice(start, first).search(/\s/)
  // A word is not cut in two where there is a blank to begin behind.
  if (start > 0 && blank !== -1) start += blank + 1
  start = atSign(text, start)
  return { start, end: atSign(text, start + SNIPPET_CHARS) }
}

/** Never between the halves of one sign. */
const atSign = (text: string, at: number): number =>
  /[\ud800-\udbff]/.test(text[at - 1] ?? '') && /[\udc00-\udfff]/.test(text[at] ?? '') ? at - 1 : at
