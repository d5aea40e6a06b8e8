import { useEffect, useRef, useState } from 'preact/hooks'
import { AUDIT_KINDS, type AuditRow, type AuditPage as Page } from '../../protocol/audit.ts'
import type { Api, FormFailure } from '../api.ts'
import { accessWords } from '../strings/access.ts'
import { type AuditWords, auditWords } from '../strings/audit.ts'
import { Problem } from './Problem.tsx'
import type { Say } from './say.ts'
import '../css/audit.css'

interface Props {
  api: Api
  /** UTC ms. */
  now: () => number
  say: Say
}

/** Who did what, newest first: for admins. */
export function AuditLog({ api, now, say }: Props) {
  const t = auditWords[say.locale]
  const [who, setWho] = useState('')
  const [what, setWhat] = useState('')
  const [page, setPage] = useState<Page | null>(null)
  const [failure, setFailure] = useState<FormFailure | null>(null)
  const turn = useRef(0)

  const load = async (before: Page | null) => {
    turn.current += 1
    const mine = turn.current
    setFailure(null)
    const asked = new URLSearchParams({ ...(who && { who }), ...(what && { what }) })
    const last = before?.rows.at(-1)
    if (last) asked.set('before', String(last.number))
    const answer = await api.get<Page>(`/api/audit?${asked}`)
    if (mine !== turn.current) return
    if (answer.ok) setPage({ ...answer.value, rows: [...(before?.rows ?? []), ...answer.value.rows] })
    else setFailure(answer.why)
  }
  useEffect(() => {
    setPage(null)
    void load(null)
  }, [who, what])

  const names = useRef<Page['people']>([])
  if (page) names.current = page.people
  return (
    <section class="more access audit">
      <h1>{t.title}</h1>
      <p class="audit-lead">{t.lead}</p>
      <div class="audit-filters">
        <div>
          <label for="audit-who">{t.who}</label>
          <select
            id="audit-who"
            class="access-select"
            value={who}
            onChange={(event) => setWho(event.currentTarget.value)}
          >
            <option value="">{t.anybody}</option>
            {names.current.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
            <option value="nobody">{t.nobody}</option>
          </select>
        </div>
        <div>
          <label for="audit-what">{t.what}</label>
          <select
            id="audit-what"
            class="access-select"
            value={what}
            onChange={(event) => setWhat(event.currentTarget.value)}
          >
            <option value="">{t.anything}</option>
            {AUDIT_KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t.kinds[kind]}
              </option>
            ))}
          </select>
        </div>
      </div>
      <Problem text={failure && accessWords[say.locale].failures[failure]} />
      <p role="status" class="access-done">
        {page === null && failure === null ? t.loading : page?.rows.length === 0 ? t.empty : ''}
      </p>
      {failure !== null && (
        <button type="button" class="button" onClick={() => void load(page)}>
          {t.tryAgain}
        </button>
      )}
      {page !== null && page.rows.length > 0 && (
        <ol class="access-list" aria-label={t.title}>
          {page.rows.map((row) => (
            <li key={row.number} class="access-row">
              <p class="access-who">
                <b>{t.kinds[row.what]}</b>
                <span>{aboutOf(row, page, t)}</span>
              </p>
              <p class="audit-when">
                <span>{row.who === null ? '—' : nameOf(row.who, page, t)}</span>
                <span>{say.times.at(row.at, now())}</span>
                <span class="audit-number">{`${t.number} ${row.number}`}</span>
              </p>
            </li>
          ))}
        </ol>
      )}
      {page?.more && (
        <button type="button" class="button" onClick={() => void load(page)}>
          {t.older}
        </button>
      )}
    </section>
  )
}

const nameOf = (id: string, { people }: Page, t: AuditWords): string =>
  people.find((person) => person.id === id)?.name ?? t.unknown(id)

/** What a row is about, apart from its kind: an account, a chat, how many, what was changed. */
function aboutOf({ what, which, detail, count }: AuditRow, page: Page, t: AuditWords): string {
  const account = what === 'account-changed' || what === 'sign-in-failed'
  const subject = which === null ? [] : [account ? nameOf(which, page, t) : `${t.chat} ${which}`]
  const change = detail === null ? [] : [t.changes[detail] ?? detail]
  const counted = count === null ? [] : [what === 'content-changed' ? t.answers(count) : t.chats(count)]
  return [...subject, ...change, ...counted].join(' · ')
}
