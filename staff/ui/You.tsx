import type { Me } from '../../protocol/staff.ts'
import type { Api } from '../api.ts'
import { accessWords } from '../strings/access.ts'
import { type Door, Doorway } from './Doorway.tsx'
import { NewPassword } from './NewPassword.tsx'
import { Passkeys } from './Passkeys.tsx'
import { SecondFactor } from './SecondFactor.tsx'
import { Sessions } from './Sessions.tsx'
import type { Say } from './say.ts'

interface Props {
  api: Api
  me: Me
  /** UTC ms. */
  now: () => number
  say: Say
  /** Asks anew who is signed in. */
  onChanged: () => Promise<void>
}

/** What protects one's own account. */
export function You({ api, me, now, say, onChanged }: Props) {
  const words = accessWords[say.locale]
  return (
    <section class="more access">
      <h1>{words.account.title}</h1>
      <h2>{words.secondFactor.title}</h2>
      <SecondFactor api={api} say={say} isOn={me.secondFactor} onChanged={onChanged} />
      <h2>{words.passkeys.title}</h2>
      <Passkeys api={api} now={now} say={say} />
      <h2>{words.account.password}</h2>
      <NewPassword api={api} say={say} onChanged={onChanged} />
      <h2>{words.account.sessions}</h2>
      <Sessions api={api} now={now} say={say} onChanged={onChanged} />
    </section>
  )
}

/** The same before the console, for who may not go on without it. */
export function SecondFactorDoor({ door, api, say, onChanged }: Omit<Props, 'me' | 'now'> & { door: Door }) {
  const t = accessWords[say.locale].secondFactor
  return (
    <Doorway {...door} title={t.requiredTitle}>
      <p class="door-lead">{t.required}</p>
      <SecondFactor api={api} say={say} isOn={false} onChanged={onChanged} />
    </Doorway>
  )
}
