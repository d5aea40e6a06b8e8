import { useEffect, useState } from 'preact/hooks'
import type { OwnSession } from '../../protocol/access.ts'
import type { Api, FormFailure } from '../api.ts'
import { accessWords } from '../strings/access.ts'
import type { Say } from './say.ts'

interface Props {
  api: Api
  /** UTC ms. */
  now: () => number
  say: Say
  /** Asks anew who is signed in. */
  onChanged: () => Promise<void>
}

/** Where one is signed in, by the words that a browser says of itself and never by an address. */
export function Sessions({ api, now, say, onChanged }: Props) {
  const words = accessWords[say.locale]
  const t = words.account
  const [sessions, setSessions] = useState<OwnSession[]>([])
  const [failure, setFailure] = useState<FormFailure | null>(null)
  const [done, setDone] = useState('')
  const load = async () => {
    const answer = await api.get<{ sessions: OwnSession[] }>('/api/account/sessions')
    if (answer.ok) setSessions(answer.value.sessions)
    else setFailure(answer.why)
  }
  useEffect(() => void load(), [])
  const when = (at: number) => say.times.at(at, now())
  const nameOf = ({ device }: OwnSession) => device || t.unknownDevice

  const end = async (which: { id: string } | { all: true }, said: string) => {
    setFailure(null)
    const answer = await api.post('/api/account/sessions/end', which)
    if (!answer.ok) return setFailure(answer.why)
    if ('all' in which) return onChanged()
    await load()
    setDone(said)
  }

  return (
    <div class="access-form">
      <p role="alert">{failure && words.failures[failure]}</p>
      <p role="status">{done}</p>
      <ul class="access-list">
        {sessions.map((session) => (
          <li key={session.id} class="access-row">
            <p class="access-who">
              <b>
                {nameOf(session)}
                {session.isThis && ` (${t.here})`}
              </b>
              <span>
                {t.begun(when(session.begunAt))} · {t.seen(when(session.seenAt))}
              </span>
            </p>
            {!session.isThis && (
              <button
                type="button"
                class="button"
                aria-label={t.endOf(nameOf(session))}
                onClick={() => void end({ id: session.id }, t.ended(nameOf(session)))}
              >
                {t.end}
              </button>
            )}
          </li>
        ))}
      </ul>
      <button type="button" class="button" onClick={() => void end({ all: true }, '')}>
        {t.endAll}
      </button>
    </div>
  )
}
