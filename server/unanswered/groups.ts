import { phrasingKey } from '../../faq/checks/phrasings.ts'
import type { Content } from '../../faq/types.ts'
import type { Nearness, UnansweredGroup } from '../../protocol/unanswered.ts'
import { alike, type Background, backgroundOf } from './alike.ts'
import type { Unanswered } from './find.ts'

const MAX_GROUPS = 60
/** Different wordings that are shown of one group, and characters of each: no phrasing may have more. */
const MAX_WORDINGS = 40
const MAX_CHARS = 300

/** Which wordings need nobody any more, by their key (`phrasingKey`). */
export interface Settled {
  /** Stands in an entry or a draft. */
  written(key: string): boolean
  hidden(key: string): boolean
}

/** All times that one wording was asked. */
interface Wording {
  text: string
  times: Unanswered[]
}

/**
 * Puts questions together by what the assistant found nearest to them, and those that are near to nothing by their own words. Left out
 * is what is asked for advice of one's own, what somebody is done with, and what has an answer by now or is in a draft, unless it was
 * that answer that did not help.
 */
export async function groupsOf(
  questions: readonly Unanswered[],
  content: Pick<Content, 'entries' | 'topics'>,
  settled: Settled,
): Promise<UnansweredGroup[]> {
  const entries = new Map(content.entries.filter(({ lang }) => lang === 'en').map(({ id, question }) => [id, question]))
  const topics = new Map(content.topics.filter(({ lang }) => lang === 'en').map((topic) => [topic.id, topic]))
  const nearestTo = ({ nearestId: id, notHelpful }: Unanswered): Nearness => {
    if (id === null) return { kind: 'nothing' }
    const title = entries.get(id)
    if (title !== undefined) return { kind: notHelpful ? 'not-helpful' : 'near', id, title }
    const topic = topics.get(id)
    return topic ? { kind: 'not-covered', id, title: topic.label } : { kind: 'nothing' }
  }
  // As it is shown and sent back: what is hidden by that wording is the same one.
  const tidy = questions.map((question) => ({ ...question, text: shown(question.text) }))
  const open = tidy.filter(
    ({ text, nearestId, notHelpful }) =>
      topics.get(nearestId ?? '')?.kind !== 'personal' &&
      !settled.hidden(phrasingKey(text)) &&
      (notHelpful || !settled.written(phrasingKey(text))),
  )
  const byNearest = Map.groupBy(open, (question) => {
    const nearest = nearestTo(question)
    return nearest.kind === 'nothing' ? null : `${nearest.kind} ${nearest.id}`
  })
  const nearNothing = wordingsOf(byNearest.get(null) ?? [])
  byNearest.delete(null)
  const groups = [
    ...[...byNearest.values()].map(wordingsOf),
    ...(nearNothing.length === 0 ? [] : alike(nearNothing, await backgroundIn(content.entries))),
  ]
  return groups
    .flatMap((wordings) => {
      const first = wordings[0]?.times[0]
      return first ? groupOf(nearestTo(first), wordings) : []
    })
    .toSorted((a, b) => b.count - a.count || b.lastAt - a.lastAt)
    .slice(0, MAX_GROUPS)
}

/** On one line, and of a long one the beginning. */
const shown = (text: string): string =>
  text
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, MAX_CHARS)
    .trim()

/** Counted once for each edition of the content. */
const backgrounds = new WeakMap<Content['entries'], Promise<Background>>()

function backgroundIn(entries: Content['entries']): Promise<Background> {
  const known = backgrounds.get(entries) ?? backgroundOf(entries.flatMap(({ phrasings }) => phrasings))
  backgrounds.set(entries, known)
  return known
}

const wordingsOf = (questions: readonly Unanswered[]): Wording[] =>
  [...Map.groupBy(questions, ({ text }) => phrasingKey(text)).values()].map((times) => ({
    text: times[0]?.text ?? '',
    times,
  }))

function groupOf(nearest: Nearness, wordings: readonly Wording[]): UnansweredGroup {
  const times = wordings.flatMap((wording) => wording.times)
  const typed = wordings
    .filter(({ text }) => text !== '')
    .toSorted((a, b) => b.times.length - a.times.length)
    .map(({ text }) => text)
  return {
    nearest,
    questions: typed.slice(0, MAX_WORDINGS),
    more: Math.max(0, typed.length - MAX_WORDINGS),
    count: times.length,
    missing: times.filter(({ missing }) => missing).length,
    lastAt: Math.max(...times.map(({ at }) => at)),
  }
}
