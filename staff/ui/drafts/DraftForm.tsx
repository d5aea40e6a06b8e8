import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { DraftsPage, DraftText, Published } from '../../../protocol/drafts.ts'
import { ENTRY_TYPES, type EntryType } from '../../../protocol/events.ts'
import type { Api, FormFailure } from '../../api.ts'
import type { DraftWords } from '../../strings/drafts.ts'
import { Area } from '../Area.tsx'
import { Problem } from '../Problem.tsx'

interface Props {
  api: Api
  /** Null for one that was never saved. */
  id: string | null
  text: DraftText
  /** Whether `text` is on no server yet. */
  unsaved: boolean
  sections: DraftsPage['sections']
  mayPublish: boolean
  /** Back to the list, with what is said there. */
  onDone: (said: string) => void
  /** Told of everything that is not saved yet, and with null that nothing is. */
  onUnsaved: (draft: { id: string | null; text: DraftText } | null) => void
  failures: Record<FormFailure, string>
  t: DraftWords
}

type Asking = 'publish' | 'remove' | null

/** One draft: the question, the answer sentence by sentence, and the article's words for each. */
export function DraftForm({ api, sections, mayPublish, onDone, onUnsaved, failures, t, ...given }: Props) {
  const [id, setId] = useState(given.id)
  const [text, setText] = useState<DraftText>({
    ...given.text,
    answer: given.text.answer.length === 0 ? [{ text: '', passages: [] }] : given.text.answer,
  })
  /** What stands in the fields now, also for what began before the last letter. */
  const latest = useRef(text)
  /** A name for each sentence: what is drawn of one goes with it. */
  const [keys, setKeys] = useState(() => text.answer.map((_, at) => at))
  const [unsaved, setUnsaved] = useState(given.unsaved)
  const [failure, setFailure] = useState<FormFailure | null>(null)
  const [problems, setProblems] = useState<string[]>([])
  const [missing, setMissing] = useState(false)
  const [said, setSaid] = useState('')
  const [working, setWorking] = useState(false)
  const [asking, setAsking] = useState<Asking>(null)
  const question = useRef<HTMLTextAreaElement>(null)
  const list = useRef<HTMLUListElement>(null)
  useLayoutEffect(() => question.current?.focus(), [])
  useLayoutEffect(() => {
    if (problems.length > 0) list.current?.focus()
  }, [problems])

  useEffect(() => {
    if (!unsaved) return
    const hold = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', hold)
    return () => removeEventListener('beforeunload', hold)
  }, [unsaved])

  const change = (next: Partial<DraftText>) => {
    const changed = { ...text, ...next }
    latest.current = changed
    setText(changed)
    setSaid('')
    setUnsaved(true)
    onUnsaved({ id, text: changed })
  }
  const settled = () => {
    setUnsaved(false)
    onUnsaved(null)
  }
  const setSentence = (at: number, next: Partial<DraftText['answer'][number]>) =>
    change({ answer: text.answer.map((each, index) => (index === at ? { ...each, ...next } : each)) })

  /** Resolves with the draft's id, or null where it was not saved. */
  const save = async (): Promise<string | null> => {
    setFailure(null)
    setProblems([])
    setMissing(text.question.trim() === '')
    if (text.question.trim() === '') {
      question.current?.focus()
      return null
    }
    setWorking(true)
    const answer =
      id === null
        ? await api.post<{ id: string }>('/api/drafts/add', written(text))
        : await api.post<{ ok: true }>('/api/drafts/save', { id, ...written(text) })
    setWorking(false)
    if (!answer.ok) {
      setFailure(answer.why)
      return null
    }
    const saved = 'id' in answer.value ? answer.value.id : id
    setId(saved)
    if (latest.current === text) {
      setSaid(t.saved)
      settled()
    } else {
      // What was typed while it was on its way is not saved yet.
      onUnsaved({ id: saved, text: latest.current })
    }
    return saved
  }
  const publish = async () => {
    setAsking(null)
    const saved = await save()
    if (saved === null) return
    setWorking(true)
    const answer = await api.post<Published>('/api/drafts/publish', { id: saved, ...written(text) })
    setWorking(false)
    if (!answer.ok) setFailure(answer.why)
    else if ('problems' in answer.value) setProblems(answer.value.problems)
    else onDone(t.published)
  }
  const remove = async () => {
    setAsking(null)
    const answer = id === null ? null : await api.post('/api/drafts/remove', { id })
    if (answer === null || answer.ok) {
      settled()
      onDone(t.removed)
    } else setFailure(answer.why)
  }
  /** Nothing is left behind without being saved. */
  const back = async () => {
    if (!unsaved) return onDone('')
    if ((await save()) !== null && latest.current === text) onDone(t.saved)
  }

  return (
    <form
      class="draft-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (!working) void save()
      }}
    >
      <Problem text={failure && failures[failure]} />
      {problems.length > 0 && (
        <div role="alert" class="draft-problems">
          <b>{t.notPublished}</b>
          <ul ref={list} tabIndex={-1}>
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </div>
      )}
      <Area
        label={t.question}
        hint={missing ? t.questionNeeded : t.questionHint}
        wrong={missing}
        value={text.question}
        rows={2}
        max={200}
        areaRef={question}
        onInput={(value) => change({ question: value })}
      />
      <Area
        label={t.phrasings}
        hint={t.phrasingsHint}
        value={text.phrasings.join('\n')}
        rows={3}
        onInput={(value) => change({ phrasings: value.split('\n').filter((line) => line.trim() !== '') })}
        loose
      />
      <label class="draft-type">
        <b>{t.type}</b>
        <select
          class="access-select"
          value={text.type}
          onChange={({ currentTarget: { value } }) => change({ type: value as EntryType })}
        >
          {ENTRY_TYPES.map((type) => (
            <option key={type} value={type}>
              {t.types[type]}
            </option>
          ))}
        </select>
      </label>
      {text.answer.map((sentence, at) => (
        <fieldset class="draft-sentence" key={keys[at]}>
          <legend class="unseen">{t.sentence(at + 1)}</legend>
          <Area
            label={t.sentence(at + 1)}
            value={sentence.text}
            rows={2}
            max={600}
            onInput={(value) => setSentence(at, { text: value })}
          />
          <Area
            label={t.passage(at + 1)}
            hint={t.passageHint}
            value={sentence.passages.join('\n')}
            rows={3}
            max={2000}
            source
            onInput={(value) => setSentence(at, { passages: value.trim() === '' ? [] : [value.trim()] })}
            loose
          />
          {text.answer.length > 1 && (
            <button
              type="button"
              class="button"
              onClick={() => {
                setKeys(keys.filter((_, index) => index !== at))
                change({ answer: text.answer.filter((_, index) => index !== at) })
              }}
            >
              {t.removeSentence(at + 1)}
            </button>
          )}
        </fieldset>
      ))}
      <p>
        <button
          type="button"
          class="button"
          onClick={() => {
            setKeys([...keys, Math.max(...keys) + 1])
            change({ answer: [...text.answer, { text: '', passages: [] }] })
          }}
        >
          {t.addSentence}
        </button>
      </p>
      <details class="draft-article">
        <summary>{t.article}</summary>
        {sections.map((section) => (
          <section key={section.id} lang="en">
            <h2>{section.title}</h2>
            <p>{section.text.trim()}</p>
          </section>
        ))}
      </details>
      <p role="status">{said}</p>
      {asking === null ? (
        <p class="access-acts">
          <button type="submit" class="button is-main" aria-disabled={working}>
            {working ? t.saving : t.save}
          </button>
          {mayPublish && (
            <button type="button" class="button" onClick={() => setAsking('publish')}>
              {t.publish}
            </button>
          )}
          <button type="button" class="button" onClick={() => void back()}>
            {t.back}
          </button>
          {(id !== null || unsaved) && (
            <button type="button" class="button" onClick={() => setAsking('remove')}>
              {t.remove}
            </button>
          )}
        </p>
      ) : (
        <Ask
          words={asking === 'publish' ? t.askPublish : t.askRemove}
          yes={asking === 'publish' ? t.publishNow : t.remove}
          no={t.keep}
          onYes={() => void (asking === 'publish' ? publish() : remove())}
          onNo={() => setAsking(null)}
        />
      )}
      {!mayPublish && <p>{t.editorsOnly}</p>}
    </form>
  )
}

/** As it is sent: a sentence with nothing in it is none. */
const written = ({ answer, ...text }: DraftText): DraftText => ({
  ...text,
  answer: answer.filter(({ text: words, passages }) => words.trim() !== '' || passages.length > 0),
})

interface AskProps {
  words: string
  yes: string
  no: string
  onYes: () => void
  onNo: () => void
}

function Ask({ words, yes, no, onYes, onNo }: AskProps) {
  const keep = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => keep.current?.focus(), [])
  return (
    <div class="access-ask" role="alert">
      <p>{words}</p>
      <button type="button" class="button" onClick={onYes}>
        {yes}
      </button>
      <button ref={keep} type="button" class="button is-main" onClick={onNo}>
        {no}
      </button>
    </div>
  )
}
