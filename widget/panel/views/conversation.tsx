import { useState } from 'preact/hooks'
import { useAround } from '../around.ts'
import type { ChatView } from '../chat.ts'
import type { More } from '../panel.tsx'
import { BeforeSending } from './before-sending.tsx'
import { CrisisCard } from './crisis.tsx'
import { Log } from './log.tsx'
import { Notice } from './notice.tsx'
import { OfflineHelp } from './offline.tsx'
import { Typing } from './typing.tsx'
import { Unattended } from './unattended.tsx'
import { WaitingCard } from './waiting.tsx'

interface Props {
  view: ChatView
  more: More | null
  onDecline: () => void
  onPage: (page: 'privacy' | 'disclaimer' | 'answers') => void
}

/** The log, and after it what is true just now: a person awaited, a message to leave, somebody writing, no connection. */
export function Conversation({ view, more, onDecline, onPage }: Props) {
  const { words } = useAround()
  /** `seq` of the handoff for which the visitor did not want to leave a message; negative: for which they did. */
  const [notNow, setNotNow] = useState(0)
  const { thread, outbox, pending, connection } = view
  const { handoff } = thread
  // Under emergency words nothing may look like the next step but the numbers.
  const folded = handoff?.trigger === 'red-flag' ? notNow !== -handoff.seq : notNow === handoff?.seq
  const mayLeave =
    handoff?.unattended &&
    thread.state === 'left_message' &&
    (thread.left?.seq ?? 0) < handoff.seq &&
    !outbox.some((item) => item.payload.type === 'contact:leave' && item.state !== 'failed')
  return (
    <Log view={view}>
      {pending?.card && (
        <li class="row is-visitor" data-own>
          <p class="bubble is-visitor is-unsent" dir="auto">
            {pending.payload.type === 'message:send' && pending.payload.text}
          </p>
          <CrisisCard kind={pending.card} view={view} />
          <Notice
            waiting={pending.payload}
            inline
            onDecline={onDecline}
            onPrivacy={() => onPage('privacy')}
            onDisclaimer={() => onPage('disclaimer')}
          />
        </li>
      )}
      {connection === 'offline' && (
        <li class="row">
          <OfflineHelp view={view} onAllAnswers={() => onPage('answers')} />
        </li>
      )}
      {handoff && thread.state === 'waiting' && (
        <li class="row">
          <WaitingCard handoff={handoff} view={view} />
        </li>
      )}
      {mayLeave && (
        <li class="row">
          {folded ? (
            <button type="button" class="button" onClick={() => setNotNow(-handoff.seq)}>
              {words.leave}
            </button>
          ) : (
            <Unattended view={view}>
              {more && (
                <more.LeaveForm
                  view={view}
                  more={more.words}
                  beforeSending={BeforeSending}
                  onNotNow={() => setNotNow(handoff.seq)}
                />
              )}
            </Unattended>
          )}
        </li>
      )}
      {view.typing && (
        <li class="row is-staff">
          <Typing name={view.typing} />
        </li>
      )}
    </Log>
  )
}
