import type { Handoff } from '../../../client/thread.ts'
import { Bulb } from '../../../client/ui/mark.tsx'
import { clockTime } from '../../../client/ui/time.ts'
import { useAround } from '../around.ts'
import type { ChatView } from '../chat.ts'

/** A person was asked for: since when, who is there, how long it usually takes, and what happens otherwise. */
export function WaitingCard({ handoff, view }: { handoff: Handoff; view: ChatView }) {
  const { site, words, locale } = useAround()
  const { here } = view.presence
  const time = clockTime(handoff.askedAt + site.waitMinutes * 60_000, locale)
  return (
    <section class="lamp-card" aria-label={words.weAsked}>
      <div class="lamp-title">
        <Bulb lit={here > 0} large={here > 0} />
        <div>
          <h2>{words.weAsked}</h2>
          {view.thread.lastQuestion && <p>{words.weAskedMore}</p>}
        </div>
      </div>
      <dl>
        <dt>{words.askedAt}</dt>
        <dd>{clockTime(handoff.askedAt, locale)}</dd>
        <dt>{words.hereNow}</dt>
        <dd>{here > 0 ? words.staffMembers(here) : words.nobodyYet}</dd>
        <dt>{words.usualWait}</dt>
        <dd>
          {view.usualWaitMs === null ? words.cannotSay : words.aboutMinutes(Math.ceil(view.usualWaitMs / 60_000))}
        </dd>
      </dl>
      <p>{words.untilThen(time)}</p>
    </section>
  )
}
