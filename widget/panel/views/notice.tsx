import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../../../client/ui/icon.tsx'
import { INFO, LOCK, PENCIL, TRASH } from '../../../client/ui/shapes.ts'
import { useAround } from '../around.ts'
import type { Outgoing } from '../chat.ts'
import { Rich } from '../rich.tsx'
import { Call } from './call.tsx'

interface Props {
  waiting: Outgoing
  /** Under an emergency card the notice stands in the log: nothing may cover the numbers. */
  inline?: boolean
  onDecline: () => void
  onPrivacy: () => void
  onDisclaimer: () => void
}

/** Over the rest of the panel, which waits. Escape is "Not now". */
export function NoticeSheet(props: Props) {
  const sheet = useRef<HTMLDivElement>(null)
  useEffect(() => sheet.current?.querySelector('h2')?.focus(), [])
  return (
    <div
      ref={sheet}
      class="notice-sheet"
      role="dialog"
      aria-modal="true"
      aria-labelledby="notice"
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        props.onDecline()
      }}
    >
      <Notice {...props} />
    </div>
  )
}

/** What happens with messages, before the first one is sent. Until it is accepted nothing is stored and nothing leaves. */
export function Notice({ waiting, inline = false, onDecline, onPrivacy, onDisclaimer }: Props) {
  const { site, words, chat, switchLanguage } = useAround()
  const { medical, crisis } = site.emergency
  const question = waiting.type === 'message:send' ? waiting.text : words.talkToPerson
  return (
    <section class={inline ? 'notice is-inline' : 'notice is-sheet'} aria-labelledby={inline ? 'notice' : undefined}>
      <h2 id="notice" tabIndex={-1}>
        {words.notice}
      </h2>
      {inline && <p>{words.noticeUnsent}</p>}
      <ul>
        <li>
          <Icon shape={LOCK} />
          <span>
            <Rich text={words.noticeServer} />
          </span>
        </li>
        <li>
          <Icon shape={TRASH} />
          <span>
            <Rich text={words.noticeDeleted(site.notice.botDays, site.notice.staffDays)} />
          </span>
        </li>
        <li>
          <Icon shape={PENCIL} />
          <span>{words.noticeLeaveOut}</span>
        </li>
        <li>
          <Icon shape={INFO} />
          <span>
            <Rich
              text={words.noticeEmergency}
              slots={{
                medical: <Call number={medical} words={words.noticeCall(medical)} />,
                crisis: <Call number={crisis} />,
              }}
            />{' '}
            <button type="button" class="link" onClick={onDisclaimer}>
              {words.fullDisclaimer}
            </button>
          </span>
        </li>
      </ul>
      <p class="notice-question">
        <span>{words.yourQuestion}</span> <bdi>{question}</bdi>
      </p>
      <div class="buttons">
        <button type="button" class="button is-main" onClick={chat.accept}>
          {words.agree}
        </button>
        <button type="button" class="button" onClick={onDecline}>
          {words.notNow}
        </button>
      </div>
      <p class="notice-links">
        <button type="button" class="link" onClick={onPrivacy}>
          {words.privacy}
        </button>
        {' · '}
        <button type="button" class="link" lang={site.locale === 'en' ? 'es' : 'en'} onClick={switchLanguage}>
          {words.otherLanguage}
        </button>
      </p>
    </section>
  )
}
