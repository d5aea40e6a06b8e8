import { useEffect, useState } from 'preact/hooks'
import type { Draft, DraftsPage, DraftText } from '../../../protocol/drafts.ts'
import type { Me } from '../../../protocol/staff.ts'
import type { Api, FormFailure } from '../../api.ts'
import { accessWords } from '../../strings/access.ts'
import { type DraftWords, draftWords } from '../../strings/drafts.ts'
import { Problem } from '../Problem.tsx'
import type { Say } from '../say.ts'
import { DraftForm } from './DraftForm.tsx'

/** A question, and other wordings of it. */
export type Begun = Pick<DraftText, 'question' | 'phrasings'>

interface Props {
  api: Api
  me: Me
  /** What a new draft begins with, from a chat; null where the list is looked at. */
  begun: Begun | null
  /** The question was taken up: it is not begun with once more. */
  onBegun: () => void
  say: Say
}

/** The most that a question may have. */
const QUESTION_CHARS = 200

interface Open {
  id: string | null
  text: DraftText
}

/** What was typed and is on no server stays while somebody looks at another page or the console is locked, for who typed it. */
const unsaved = new WeakMap<Api, Open & { who: string }>()

const EMPTY: DraftText = { question: '', phrasings: [], type: 'fact', answer: [] }

/** Answers that are being written, and the way for one to become an answer that visitors get. */
export function Drafts({ api, me, begun, onBegun, say }: Props) {
  const t = draftWords[say.locale]
  const [page, setPage] = useState<DraftsPage | null>(null)
  const [failure, setFailure] = useState<FormFailure | null>(null)
  const left = unsaved.get(api)
  const [open, setOpen] = useState<Open | null>(left?.who === me.id ? left : null)
  const [done, setDone] = useState('')

  const load = async () => {
    const answer = await api.get<DraftsPage>('/api/drafts')
    setFailure(answer.ok ? null : answer.why)
    if (answer.ok) setPage(answer.value)
  }
  useEffect(() => void load(), [])
  useEffect(() => {
    // One that was left unsaved is finished first.
    if (begun === null || open !== null) return
    onBegun()
    const next = { id: null, text: { ...EMPTY, ...begun, question: begun.question.slice(0, QUESTION_CHARS) } }
    unsaved.set(api, { ...next, who: me.id })
    setOpen(next)
  }, [begun, open === null])

  const backToList = (said: string) => {
    setOpen(null)
    setDone(said)
    void load()
  }
  return (
    <section class="more access drafts">
      <h1>{open === null ? t.title : open.id === null ? t.newTitle : open.text.question}</h1>
      <Problem text={failure && accessWords[say.locale].failures[failure]} />
      <p role="status" class="access-done">
        {page === null && failure === null ? t.loading : open === null ? done : ''}
      </p>
      {page === null && failure !== null && (
        <button type="button" class="button" onClick={() => void load()}>
          {t.again}
        </button>
      )}
      {page !== null && open === null && (
        <>
          <p class="draft-lead">{t.lead}</p>
          <List drafts={page.drafts} onOpen={({ id, ...text }) => setOpen({ id, text: textOf(text) })} t={t} />
          <button type="button" class="button is-main" onClick={() => setOpen({ id: null, text: EMPTY })}>
            {t.new}
          </button>
        </>
      )}
      {page !== null && open !== null && (
        <DraftForm
          key={open.id ?? 'new'}
          api={api}
          id={open.id}
          text={open.text}
          sections={page.sections}
          unsaved={unsaved.has(api)}
          mayPublish={me.role !== 'staff'}
          onDone={backToList}
          onUnsaved={(draft) => {
            if (draft) unsaved.set(api, { ...draft, who: me.id })
            else unsaved.delete(api)
          }}
          failures={accessWords[say.locale].failures}
          t={t}
        />
      )}
    </section>
  )
}

const textOf = ({ question, phrasings, type, answer }: DraftText): DraftText => ({ question, phrasings, type, answer })

interface ListProps {
  drafts: Draft[]
  onOpen: (draft: Draft) => void
  t: DraftWords
}

function List({ drafts, onOpen, t }: ListProps) {
  if (drafts.length === 0) {
    return (
      <div class="nothing">
        <p>
          <b>{t.empty}</b>
        </p>
        <p>{t.emptyMore}</p>
      </div>
    )
  }
  return (
    <ul class="access-list">
      {drafts.map((draft) => (
        <li key={draft.id} class="access-row">
          <p class="access-who">
            <b>{draft.question}</b>
            <span>
              {t.by(draft.by, draft.on)} · {standing(draft, t)}
            </span>
          </p>
          <button type="button" class="button" aria-label={t.edit(draft.question)} onClick={() => onOpen(draft)}>
            {t.edit('').replace(/[:\s]+$/, '')}
          </button>
        </li>
      ))}
    </ul>
  )
}

function standing({ answer }: DraftText, t: DraftWords): string {
  if (answer.length === 0) return t.noAnswer
  return answer.some(({ passages }) => passages.length === 0) ? t.noPassage : t.complete
}
