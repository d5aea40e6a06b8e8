import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { type PeoplePage as Page, type Person, ROLES, type Role } from '../../protocol/access.ts'
import type { Api, FormFailure } from '../api.ts'
import { type AccessWords, accessWords } from '../strings/access.ts'
import { Field } from './Fields.tsx'
import { Problem } from './Problem.tsx'
import type { Say } from './say.ts'

interface Props {
  api: Api
  /** Who looks at it. */
  meId: string
  /** UTC ms. */
  now: () => number
  say: Say
}

/** Who may come in, and as what: for admins. */
export function People({ api, meId, now, say }: Props) {
  const words = accessWords[say.locale]
  const t = words.people
  const [page, setPage] = useState<Page | null>(null)
  const [failure, setFailure] = useState<FormFailure | null>(null)
  const [done, setDone] = useState('')
  const when = (at: number) => say.times.at(at, now())

  const load = async () => {
    const answer = await api.get<Page>('/api/people')
    if (answer.ok) setPage(answer.value)
    else setFailure(answer.why)
  }
  useEffect(() => void load(), [])

  /** Asks for a change and says what became of it; resolves with whether it was done. */
  const change = async (path: string, body: object, said: string): Promise<boolean> => {
    setFailure(null)
    setDone('')
    const answer = await api.post(`/api/people/${path}`, body)
    await load()
    if (answer.ok) setDone(said)
    else setFailure(answer.why)
    return answer.ok
  }

  return (
    <section class="more access">
      <h1>{t.title}</h1>
      <Problem text={failure && words.failures[failure]} />
      <p role="status" class="access-done">
        {page === null && failure === null ? t.loading : done}
      </p>
      {page === null && failure !== null && (
        <button type="button" class="button" onClick={() => void load()}>
          {t.tryAgain}
        </button>
      )}
      {page !== null && (
        <>
          <ul class="access-list">
            {page.people.map((person) => (
              <PersonRow
                key={person.id}
                person={person}
                isMe={person.id === meId}
                words={words}
                when={when}
                onChange={change}
              />
            ))}
          </ul>
          {page.invitations.length > 0 && (
            <>
              <h2>{t.pending}</h2>
              <ul class="access-list">
                {page.invitations.map(({ id, email, role, until }) => (
                  <li key={id} class="access-row">
                    <p class="access-who">
                      <b>{email}</b>
                      <span>
                        {words.roles[role]}, {t.until(when(until))}
                      </span>
                    </p>
                    <button
                      type="button"
                      class="button"
                      aria-label={`${t.takeBack}: ${email}`}
                      onClick={() => void change('uninvite', { id }, t.wasTakenBack(email))}
                    >
                      {t.takeBack}
                    </button>
                  </li>
                ))}
              </ul>
            </>
          )}
          <Invite api={api} words={words} when={when} onMade={load} onFailure={setFailure} />
        </>
      )}
    </section>
  )
}

interface RowProps {
  person: Person
  isMe: boolean
  words: AccessWords
  when: (at: number) => string
  onChange: (path: string, body: object, said: string) => Promise<boolean>
}

function PersonRow({ person, isMe, words, when, onChange }: RowProps) {
  const t = words.people
  const { id, name, email, role, lockedOut } = person
  const [asking, setAsking] = useState(false)
  const select = useRef<HTMLSelectElement>(null)
  const keep = useRef<HTMLButtonElement>(null)
  const remove = useRef<HTMLButtonElement>(null)
  useLayoutEffect(() => {
    if (asking) keep.current?.focus()
  }, [asking])
  const setRole = async (next: Role) => {
    const changed = await onChange('role', { id, role: next }, t.changed(name, words.roles[next]))
    if (!changed && select.current) select.current.value = role
  }
  return (
    <li class="access-row">
      <p class="access-who">
        <b>
          {name}
          {isMe && ` (${t.you})`}
        </b>
        <span>{email}</span>
        <span>
          {[
            ...(lockedOut ? [t.lockedOut] : []),
            person.seenAt === null ? t.notSignedIn : t.seen(when(person.seenAt)),
            ...(person.secondFactor ? [t.secondFactor] : person.passkeys === 0 ? [t.noSecondFactor] : []),
            ...(person.passkeys > 0 ? [t.passkeys(person.passkeys)] : []),
          ].join(' · ')}
        </span>
      </p>
      <select
        ref={select}
        class="access-select"
        aria-label={t.roleOf(name)}
        value={role}
        onChange={(event) => void setRole(event.currentTarget.value as Role)}
      >
        {ROLES.map((each) => (
          <option key={each} value={each}>
            {words.roles[each]}
          </option>
        ))}
      </select>
      {!isMe && !asking && (
        <div class="access-acts">
          {person.seenAt !== null && (
            <button
              type="button"
              class="button"
              aria-label={`${t.endSessions}: ${name}`}
              onClick={() => void onChange('end-sessions', { id }, t.wereEnded(name))}
            >
              {t.endSessions}
            </button>
          )}
          <button
            type="button"
            class="button"
            aria-label={`${lockedOut ? t.letIn : t.lockOut}: ${name}`}
            onClick={() =>
              void onChange(
                'lock-out',
                { id, lockedOut: !lockedOut },
                lockedOut ? t.wasLetIn(name) : t.wasLockedOut(name),
              )
            }
          >
            {lockedOut ? t.letIn : t.lockOut}
          </button>
          <button
            ref={remove}
            type="button"
            class="button"
            aria-label={`${t.remove} ${name}`}
            onClick={() => setAsking(true)}
          >
            {t.remove}
          </button>
        </div>
      )}
      {asking && (
        <div class="access-ask" role="alert">
          <p>{t.askRemove(name)}</p>
          <button type="button" class="button" onClick={() => void onChange('remove', { id }, t.wasRemoved(name))}>
            {t.removeNow}
          </button>
          <button
            ref={keep}
            type="button"
            class="button is-main"
            onClick={() => {
              setAsking(false)
              setTimeout(() => remove.current?.focus())
            }}
          >
            {t.keep}
          </button>
        </div>
      )}
    </li>
  )
}

interface InviteProps {
  api: Api
  words: AccessWords
  when: (at: number) => string
  onMade: () => Promise<void>
  onFailure: (failure: FormFailure | null) => void
}

function Invite({ api, words, when, onMade, onFailure }: InviteProps) {
  const t = words.people
  const email = useRef<HTMLInputElement>(null)
  const link = useRef<HTMLInputElement>(null)
  const [role, setRole] = useState<Role>('staff')
  const [error, setError] = useState<string | null>(null)
  const [made, setMade] = useState<{ email: string; link: string; until: number } | null>(null)
  const [copied, setCopied] = useState(false)
  useLayoutEffect(() => {
    link.current?.focus()
    link.current?.select()
  }, [made])

  const submit = async (event: Event) => {
    event.preventDefault()
    const address = email.current?.value.trim() ?? ''
    const wrong = !/^\S+@\S+\.\S+$/.test(address)
    setError(wrong ? t.emailNeeded : null)
    onFailure(null)
    if (wrong) return email.current?.focus()
    const answer = await api.post<{ link: string; until: number }>('/api/people/invite', { email: address, role })
    if (!answer.ok) return onFailure(answer.why)
    if (email.current) email.current.value = ''
    setCopied(false)
    setMade({ email: address, ...answer.value })
    await onMade()
  }

  return (
    <form class="access-form" noValidate onSubmit={submit}>
      <h2>{t.invite}</h2>
      <Field label={t.email} name="invited" type="email" autocomplete="off" error={error} inputRef={email} />
      <fieldset class="access-roles">
        <legend>{t.role}</legend>
        {ROLES.map((each) => (
          <label key={each}>
            <input type="radio" name="role" checked={role === each} onChange={() => setRole(each)} />
            <span>
              <b>{words.roles[each]}</b> {words.roleHints[each]}
            </span>
          </label>
        ))}
      </fieldset>
      <button type="submit" class="button is-main">
        {t.make}
      </button>
      {made && (
        <div class="access-link">
          <label>
            <b>{t.link}</b>
            <input ref={link} readOnly value={made.link} />
          </label>
          <p>{t.linkMore(made.email, when(made.until))}</p>
          <button
            type="button"
            class="button"
            onClick={() => {
              link.current?.select()
              void navigator.clipboard?.writeText(made.link).then(() => setCopied(true))
            }}
          >
            {t.copy}
          </button>
          <span role="status"> {copied && t.copied}</span>
        </div>
      )}
    </form>
  )
}
