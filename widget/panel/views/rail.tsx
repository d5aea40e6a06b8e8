import { CHECK, CLOSE, Icon, PERSON, RETRY } from '../../../client/ui/icons.tsx'
import { useAround } from '../around.ts'
import type { ChatView } from '../chat.ts'
import { Call } from './call.tsx'

/** The two doors that are always open: a person, and the emergency lines. */
export function Rail({ view }: { view: ChatView }) {
  const { site, words } = useAround()
  const { medical, crisis } = site.emergency
  return (
    <div class="rail">
      <Door view={view} />
      <p class="lines">
        <span>
          {words.medical} <Call number={medical.number} />
        </span>
        <span>
          {' · '}
          <span class="lines-word">{words.crisis} </span>
          <Call number={crisis.number} />
        </span>
      </p>
    </div>
  )
}

/** "Talk to a person", or what is the true next step instead. */
function Door({ view }: { view: ChatView }) {
  const { words, chat } = useAround()
  const { state } = view.thread
  if (view.connection === 'offline') {
    return (
      <button type="button" class="door" onClick={chat.retryNow}>
        <Icon shape={RETRY} />
        {words.tryNow}
      </button>
    )
  }
  if (state === 'waiting') {
    return (
      <button type="button" class="door" onClick={() => chat.post({ type: 'handoff:cancel' })}>
        <Icon shape={CLOSE} />
        {words.stopWaiting}
      </button>
    )
  }
  if (state === 'staff') {
    return (
      <button type="button" class="door" onClick={() => chat.post({ type: 'chat:end', clear: false })}>
        <Icon shape={CHECK} />
        {words.endChat}
      </button>
    )
  }
  return (
    <button type="button" class="door is-lamp" onClick={() => chat.post({ type: 'person:ask', noneOfThese: false })}>
      <Icon shape={PERSON} />
      {words.talkToPerson}
    </button>
  )
}
