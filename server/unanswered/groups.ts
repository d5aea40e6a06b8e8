import { phrasingKey } from '../../faq/checks/phrasings.ts'
import type { Content } from '../../faq/types.ts'
import type { Nearness, UnansweredGroup } from '../../protocol/unanswered.ts'
import { alike } from './alike.ts'
import type { Unanswered } from './find.ts'

const MAX_GROUPS = 60
/** Different wordings that are shown of one group. */
const MAX_WORDINGS = 40

/**
 * Puts questions together by what the assistant found nearest to them, and those that are near to nothing by their own words. `settled` are the keys of wordings that have an answer by now,
 * or are in a draft (`phrasingKey`): they are left out, unless it was the answer that did not help.
 */
export function groupsOf(
  questions: readonly Unanswered[],
  content: Pick<Content, 'entries' | 'topics'>,
  settled: ReadonlySet<string>,
): UnansweredGroup[] {
  const entries = new Map(content.entries.map(({ id, question }) => [id, question]))
  const topics = new Map(content.topics.map(({ id, label }) => [id, label]))
  const nearestTo = ({ nearestId: id, notHelpful }: Unanswered): Nearness => {
    const question = id === null ? undefined : entries.get(id)
    if (id !== null && question !== undefined) {
      return { kind: notHelpful ? 'not-helpful' : 'near', id, title: question }
    }
    const title = id === null ? undefined : topics.get(id)
    return id !== null && title !== undefined ? { kind: 'not-covered', id, title } : { kind: 'nothing' }
  }
  const open = questions.filter(({ text, notHelpful }) => notHelpful || !settled.has(phrasingKey(text)))
  const byNearest = Map.groupBy(open, (question) => {
    const nearest = nearestTo(question)
    return nearest.kind === 'nothing' ? null : `${nearest.kind} ${nearest.id}`
  })
  const nearNothing = byNearest.get(null) ?? []
  byNearest.delete(null)
  const background = content.entries.flatMap(({ phrasings }) => phrasings)
  return [...byNearest.values(), ...alike(nearNothing, background)]
    .flatMap((group) => {
      const [first] = group
      return first ? { nearest: nearestTo(first), ...countsOf(group) } : []
    })
    .toSorted((a, b) => b.count - a.count || b.lastAt - a.lastAt)
    .slice(0, MAX_GROUPS)
}

function countsOf(group: readonly Unanswered[]): Omit<UnansweredGroup, 'nearest'> {
  const wordings = Map.groupBy(group, ({ text }) => phrasingKey(text))
  return {
    questions: [...wordings.values()]
      .toSorted((a, b) => b.length - a.length)
      .slice(0, MAX_WORDINGS)
      .map(([first]) => first?.text.replace(/\s+/g, ' ').trim() ?? ''),
    count: group.length,
    missing: group.filter(({ missing }) => missing).length,
    lastAt: Math.max(...group.map(({ at }) => at)),
  }
}
