import type { ComponentChildren } from 'preact'
import { useAround } from '../around.ts'
import type { ChatView } from '../chat.ts'
import { staffBack } from '../hours.ts'
import { Rich } from '../rich.tsx'
import { tel } from './call.tsx'

/** Nobody can join: until when, and whom to call. The form to leave a message comes after it. */
export function Unattended({ view, children }: { view: ChatView; children: ComponentChildren }) {
  const { site, words, locale } = useAround()
  const back = staffBack(view.presence, site, locale)
  return (
    <section class="leave" aria-labelledby="leave">
      <h2 id="leave">{words.nobodyCanJoin}</h2>
      <p>
        <Rich
          text={back ? words.backOrCall(back.day, back.time, back.zone) : words.leaveOrCall}
          slots={{
            phone: (
              <a class="link" href={tel(site.clinic.phone)}>
                {site.clinic.phone}
              </a>
            ),
          }}
        />
      </p>
      {!back && <p>{site.clinic.hours}</p>}
      {children}
    </section>
  )
}
