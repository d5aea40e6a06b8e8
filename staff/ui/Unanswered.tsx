import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Me } from '../../protocol/staff.ts'
import type { Accepted, UnansweredGroup, UnansweredPage } from '../../protocol/unanswered.ts'
import type { Api, FormFailure } from '../api.ts'
import { accessWords } from '../strings/access.ts'
import { type UnansweredWords, unansweredWords } from '../strings/unanswered.ts'
import { Area } from './Area.tsx'
import { Problem } from './Problem.tsx'
import type { Say } from './say.ts'
import { VisibleText } from './VisibleText.tsx'

interface Props {
  api: Api
  me: Me
  /** UTC ms. */
  now: () => number
  /** Begins a draft with a question, and other wordings of it. */
  onDraft: (question: string, phrasings: string[]) => void
  say: Say
}

/** What was changed in a group and not added yet. */
interface Edit {
  text: string
  entryId: string
  /** The questions that the text was made from: those that came since are not dealt with by it. */
  from: string[]
}

/** Stays while somebody looks at another page or the console is locked, for who typed it. */
const kept = new WeakMap<Api, { who: string; edits: Map<string, Edit> }>()

function editsOf(api: Api, who: string): Map<string, Edit> {
  const before = kept.get(api)
  if (before?.who === who) return before.edits
  const edits = new Map<string, Edit>()
  kept.set(api, { who, edits })
  return edits
}

/** What visitors asked and nobody has an answer to: for editors and admins. */
export function Unanswered({ api, me, now, onDraft, say }: Props) {
  const t = unansweredWords[say.locale]
  const [page, setPage] = useState<UnansweredPage | null>(null)
  const [failure, setFailure] = useState<FormFailure | null>(null)
  /** What came of the last thing that was done, and the how manyth it was. */
  const [done, setDone] = useState({ words: '', times: 0 })
  const status = useRef<HTMLParagraphElement>(null)

  const load = async () => {
    setFailure(null)
    const answer = await api.get<UnansweredPage>('/api/unanswered')
    if (answer.ok) setPage(answer.value)
    else setFailure(answer.why)
  }
  useEffect(() => void load(), [])
  useLayoutEffect(() => {
    if (done.times > 0) status.current?.focus()
  }, [done])

  const since = page ? say.times.at(page.backTo, now()) : ''
  return (
    <section class="more access drafts unanswered">
      <h1>{t.title}</h1>
      <Problem text={failure && accessWords[say.locale].failures[failure]} />
      {page === null && failure !== null && (
        <button type="button" class="button" onClick={() => void load()}>
          {t.again}
        </button>
      )}
      <p class="draft-lead">{t.lead}</p>
      <p role="status" class="access-done" tabIndex={-1} ref={status}>
        {page === null && failure === null ? t.loading : done.words}
      </p>
      {page?.groups.length === 0 && (
        <div class="nothing">
          <p>
            <b>{t.none}</b>
          </p>
          <p>{t.noneMore(since)}</p>
        </div>
      )}
      {page && page.groups.length > 0 && <p>{t.since(since)}</p>}
      {page?.groups.map((group) => (
        <Group
          key={keyOf(group)}
          api={api}
          group={group}
          edits={editsOf(api, me.id)}
          entries={page.entries}
          when={say.times.at(group.lastAt, now())}
          failures={accessWords[say.locale].failures}
          onDone={(words) => {
            editsOf(api, me.id).delete(keyOf(group))
            setDone(({ times }) => ({ words, times: times + 1 }))
            setPage((shown) => shown && { ...shown, groups: shown.groups.filter((each) => each !== group) })
          }}
          onDraft={onDraft}
          say={say}
        />
      ))}
    </section>
  )
}

const keyOf = ({ nearest, questions }: UnansweredGroup): string =>
  'id' in nearest ? `${nearest.kind} ${nearest.id}` : `${nearest.kind} ${questions[0]}`

/** Of a question as a heading, in characters. */
const HEADING_CHARS = 100

function titleOf({ nearest, questions }: UnansweredGroup, t: UnansweredWords): string {
  switch (nearest.kind) {
    case 'near':
      return t.near(nearest.title)
    case 'not-covered':
      return t.notCovered(nearest.title)
    case 'not-helpful':
      return t.notHelpful(nearest.title)
    case 'nothing':
      return t.nothing((questions[0] ?? '').slice(0, HEADING_CHARS))
  }
}

interface GroupProps {
  api: Api
  group: UnansweredGroup
  edits: Map<string, Edit>
  entries: UnansweredPage['entries']
  when: string
  failures: Record<FormFailure, string>
  /** The group is dealt with, with what is said of it. */
  onDone: (words: string) => void
  onDraft: Props['onDraft']
  say: Say
}

/** What was changed before, with the questions that came since; or the group as it is. */
function begun({ nearest, questions }: UnansweredGroup, before: Edit | undefined): Edit {
  if (!before) {
    return { text: questions.join('\n'), entryId: nearest.kind === 'near' ? nearest.id : '', from: questions }
  }
  const more = questions.filter((question) => !before.from.includes(question))
  return { ...before, text: [before.text, ...more].join('\n'), from: [...before.from, ...more] }
}

const MOST = { lines: 60, chars: 300 }

function Group({ api, group, edits, entries, when, failures, onDone, onDraft, say }: GroupProps) {
  const t = unansweredWords[say.locale]
  const { questions, count, missing, more } = group
  const id = useId()
  const [edit, setEdit] = useState(() => begun(group, edits.get(keyOf(group))))
  const { text, entryId, from } = edit
  const [working, setWorking] = useState(false)
  const [failure, setFailure] = useState<FormFailure | null>(null)
  const [problems, setProblems] = useState<string[]>([])
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

  const change = (next: Partial<Edit>) => {
    const changed = { ...edit, ...next }
    edits.set(keyOf(group), changed)
    setEdit(changed)
  }
  /** What the server would refuse without saying which line it is. */
  const faults = (): string[] => {
    if (!entries.some((each) => each.id === entryId)) return [t.noAnswer]
    if (lines.length === 0) return [t.noQuestion]
    if (lines.length > MOST.lines) return [t.tooMany]
    return lines.filter((line) => line.length > MOST.chars).map((line) => t.tooLong(line.slice(0, 40)))
  }
  const send = async <T,>(path: string, body: object): Promise<T | null> => {
    if (working) return null
    setFailure(null)
    setProblems([])
    setWorking(true)
    const answer = await api.post<T>(`/api/unanswered/${path}`, body)
    setWorking(false)
    if (answer.ok) return answer.value
    setFailure(answer.why)
    return null
  }
  const accept = async () => {
    const found = faults()
    if (found.length > 0) return setProblems(found)
    // A line that was taken out asks something else, and stays without an answer; one that was put differently does not.
    const left = new Set(lines)
    const settled = lines.length < from.length ? from.filter((question) => left.has(question)) : from
    const answer = await send<Accepted>('accept', { id: entryId, phrasings: lines, settled })
    if (answer === null) return
    if ('problems' in answer) setProblems(answer.problems)
    else onDone(t.accepted(answer.added, entries.find((each) => each.id === entryId)?.question ?? ''))
  }
  const hide = async () => {
    if ((await send('hide', { settled: from })) !== null) onDone(t.hidden)
  }

  return (
    <form
      class="draft-form unanswered-group"
      aria-labelledby={id}
      onSubmit={(event) => {
        event.preventDefault()
        void accept()
      }}
    >
      <h2 id={id} dir="auto">
        <VisibleText text={titleOf(group, t)} t={say.t} />
      </h2>
      <p>{[t.count(count), ...(missing > 0 ? [t.missing(missing)] : []), t.last(when)].join(' · ')}</p>
      <Problem text={failure && failures[failure]} />
      {problems.length > 0 && (
        <div role="alert" class="draft-problems">
          <b>{t.notAccepted}</b>
          <ul>
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </div>
      )}
      {questions.length > 0 && (
        <>
          <Area
            label={t.questions}
            hint={t.questionsHint}
            value={text}
            rows={Math.min(8, questions.length + 1)}
            onInput={(value) => change({ text: value })}
            anyLanguage
          />
          {more > 0 && <p>{t.more(more)}</p>}
          <label class="draft-type">
            <b>{t.answer}</b>
            <select
              class="access-select"
              value={entryId}
              onChange={(event) => change({ entryId: event.currentTarget.value })}
            >
              <option value="">{t.choose}</option>
              {entries.map(({ id: each, question }) => (
                <option key={each} value={each} lang="en">
                  {question}
                </option>
              ))}
            </select>
          </label>
          <p class="access-acts">
            <button type="submit" class="button is-main" aria-disabled={working}>
              {working ? t.accepting : t.accept}
            </button>
            <button type="button" class="button" onClick={() => onDraft(lines[0] ?? '', lines.slice(1))}>
              {t.draft}
            </button>
            <button type="button" class="button" aria-disabled={working} onClick={() => void hide()}>
              {t.hide}
            </button>
          </p>
        </>
      )}
    </form>
  )
}
