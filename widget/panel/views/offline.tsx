import { Icon, NEXT } from '../../../client/ui/icon.tsx'
import { CLOUD_OFF, PHONE } from '../../../client/ui/shapes.ts'
import { useAround } from '../around.ts'
import type { ChatView } from '../chat.ts'
import { Rich } from '../rich.tsx'
import { tel } from './call.tsx'

/** There is no connection, said once, over the log. */
export function OfflineStrip() {
  const { words } = useAround()
  return (
    <p class="strip" role="status">
      <Icon shape={CLOUD_OFF} />
      <span>
        <Rich text={navigator.onLine ? words.unreachableStrip : words.offlineStrip} />
      </span>
    </p>
  )
}

/** What works without a connection: the telephone. */
export function OfflineHelp({ view }: { view: ChatView }) {
  const { site, words } = useAround()
  const { clinic, emergency } = site
  return (
    <section class="offline" aria-label={words.stillHere}>
      <h2>{words.stillHere}</h2>
      <div class="offline-card">
        <a class="offline-clinic" href={tel(clinic.phone)}>
          <span class="offline-sign">
            <Icon shape={PHONE} />
          </span>
          <span>
            <b>{words.callClinic(clinic.phone)}</b>
            <small>
              {clinic.hours}. {view.presence.open ? words.openNow : words.closedNow}
            </small>
          </span>
          <Icon shape={NEXT} size={18} />
        </a>
        <div class="offline-lines">
          <a class="button is-alert" href={tel(emergency.medical)}>
            <Icon shape={PHONE} size={18} />
            {words.emergencyButton(emergency.medical)}
          </a>
          <a class="button" href={tel(emergency.crisis)}>
            <Icon shape={PHONE} size={18} />
            {words.crisisButton(emergency.crisis)}
          </a>
        </div>
      </div>
    </section>
  )
}
