import { useLayoutEffect, useRef } from 'preact/hooks'
import { CHECK, CLOSE, Icon, PERSON, RETRY } from '../../../client/ui/icon.tsx'
import { useAround } from '../around.ts'
import type { ChatView, Outgoing } from '../chat.ts'
import { Call } from './call.tsx'

/** The two doors that are always open: a person, and the emergency lines. */
export function Rail({ view }: { view: ChatView }) {
  const { site, words } = useAround()
  const { medical, crisis } = site.emergency
  const rail = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const element = rail.current
    if (!element) return
    // On one line, if need be without the words before the numbers; in much larger type on two.
    const fold = () => {
      const isSplit = () => (element.lastElementChild as HTMLElement).offsetTop > element.offsetHeight / 2
      element.classList.remove('is-tight', 'is-tighter')
      if (isSplit()) element.classList.add('is-tight')
      if (isSplit()) element.classList.add('is-tighter')
    }
    fold()
    const sizes = new ResizeObserver(fold)
    sizes.observe(element)
    return () => sizes.disconnect()
  })
  return (
    <div class="rail" ref={rail}>
      <Door view={view} />
      <p class="lines">
        <span>
          <span class="lines-word is-first">{words.medical} </span>
          <Call number={medical} />
        </span>
        <span>
          {' · '}
          <span class="lines-word">{words.crisis} </span>
          <Call number={crisis} />
        </span>
      </p>
    </div>
  )
}

/** "Talk to a person", or what is the true next step instead. */
function Door({ view }: { view: ChatView }) {
  const { words, chat } = useAround()
  const { state } = view.thread
  const [shape, label, does]: [string, string, Outgoing?] =
    view.connection === 'offline'
      ? [RETRY, words.tryNow]
      : state === 'waiting'
        ? [CLOSE, words.stopWaiting, { type: 'handoff:cancel' }]
        : state === 'staff'
          ? [CHECK, words.endChat, { type: 'chat:end' }]
          : [PERSON, words.talkToPerson, { type: 'person:ask', noneOfThese: false }]
  return (
    <button
      type="button"
      class={shape === PERSON ? 'door is-lamp' : 'door'}
      // The second tap of two was meant for what stood here before.
      onClick={({ detail }) => detail < 2 && (does ? chat.post(does) : chat.retryNow())}
    >
      <Icon shape={shape} />
      {label}
    </button>
  )
}
