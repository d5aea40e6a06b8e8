import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { Published } from '../../protocol/drafts.ts'
import type { UnansweredGroup, UnansweredPage } from '../../protocol/unanswered.ts'
import type { Api, FormFailure } from '../api.ts'
import { accessWords } from '../strings/access.ts'
import { type UnansweredWords, unansweredWords } from '../strings/unanswered.ts'
import { Area } from './Area.tsx'
import { Problem } from './Problem.tsx'
import type { Say } from './say.ts'

interface Props {
  api: Api
  /** UTC ms. */
  now: () => number
  /** Begins a draft with a question. */
  onDraft: (question: string) => void
  say: Say
}

/** What visitors asked and nobody has an answer to: for editors and admins. */
export function Unanswered({ api, now, onDraft, say }: Props) {
  const t = unansweredWords[say.locale]
  const [page, setPage] = useState<UnansweredPage | null>(null)
  const [failure, setFailure] = useState<FormFailure | null>(null)
  const [done, setDone] = useState('')
  const status = useRef<HTMLParagraphElement>(null)

  const load = async () => {
    setFailure(null)
    const answer = await api.get<UnansweredPage>('/api/unanswered')
    if (answer.ok) setPage(answer.value)
    else setFailure(answer.why)
  }
  useEffect(() => void load(), [])
  useLayoutEffect(() => {
    if (done !== '') status.current?.focus()
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
        {page === null && failure === null ? t.loading : done}
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
          entries={page.entries}
          when={say.times.at(group.lastAt, now())}
          failures={accessWords[say.locale].failures}
          onAccepted={(said) => {
            setDone(said)
            setPage({ ...page, groups: page.groups.filter((each) => each !== group) })
          }}
          onDraft={onDraft}
          t={t}
        />
      ))}
    </section>
  )
}

const keyOf = ({ nearest, questions }: UnansweredGroup): string =>
  'id' in nearest ? `${nearest.kind} ${nearest.id}` : `${nearest.kind} ${questions[0]}`

function titleOf({ nearest, questions }: UnansweredGroup, t: UnansweredWords): string {
  switch (nearest.kind) {
    case 'near':
      return t.near(nearest.title)
    case 'not-covered':
      return t.notCovered(nearest.title)
    case 'not-helpful':
      return t.notHelpful(nearest.title)
    case 'nothing':
      return t.nothing(questions[0] ?? '')
  }
}

interface GroupProps {
  api: Api
  group: UnansweredGroup
  entries: UnansweredPage['entries']
  when: string
  failures: Record<FormFailure, string>
  onAccepted: (said: string) => void
  onDraft: (question: string) => void
  t: UnansweredWords
}

function Group({ api, group, entries, when, failures, onAccepted, onDraft, t }: GroupProps) {
  const { nearest, questions, count, missing } = group
  const id = useId()
  const [text, setText] = useState(questions.join('\n'))
  const [entryId, setEntryId] = useState(nearest.kind === 'near' ? nearest.id : '')
  const [working, setWorking] = useState(false)
  const [failure, setFailure] = useState<FormFailure | null>(null)
  const [problems, setProblems] = useState<string[]>([])
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

  const accept = async () => {
    if (working) return
    setFailure(null)
    const entry = entries.find((each) => each.id === entryId)
    if (!entry || lines.length === 0) return setProblems([entry ? t.noQuestion : t.noAnswer])
    setProblems([])
    setWorking(true)
    const answer = await api.post<Published>('/api/unanswered/accept', { id: entryId, phrasings: lines })
    setWorking(false)
    if (!answer.ok) setFailure(answer.why)
    else if ('problems' in answer.value) setProblems(answer.value.problems)
    else onAccepted(t.accepted(lines.length, entry.question))
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
      <h2 id={id}>{titleOf(group, t)}</h2>
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
      <Area
        label={t.questions}
        hint={t.questionsHint}
        value={text}
        rows={Math.min(8, questions.length + 1)}
        onInput={setText}
      />
      <label class="draft-type">
        <b>{t.answer}</b>
        <select class="access-select" value={entryId} onChange={(event) => setEntryId(event.currentTarget.value)}>
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
        <button type="button" class="button" onClick={() => onDraft(lines[0] ?? '')}>
          {t.draft}
        </button>
      </p>
    </form>
  )
}
