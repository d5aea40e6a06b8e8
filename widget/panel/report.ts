import type { Locale } from '../../protocol/events.ts'
import type { SiteInfo } from '../../protocol/site.ts'
import type { Chat } from './chat.ts'
import type { Host } from './host.ts'
import { staffBack } from './hours.ts'
import type { Words } from './strings/index.ts'

interface Told {
  site: SiteInfo
  words: Words
  locale: Locale
}

/** Keeps the launcher in step: how many messages are unread, and whether a person is there. Never what was said. */
export function reportTo(host: Host, chat: Chat, now: () => Told): () => void {
  let last = ''
  const report = () => {
    const { view } = chat
    const { site, words, locale } = now()
    const back = staffBack(view.presence, site, locale)
    const lit = view.presence.here > 0 && view.connection !== 'offline'
    const line = lit ? words.personHere : back ? words.staffBackShort(back.day, back.time) : ''
    const told = JSON.stringify([view.unread, lit, line])
    if (told === last) return
    last = told
    host.tell('unread', view.unread, view.unread > 0 ? words.unread(view.unread) : '')
    host.tell('presence', lit ? 1 : 0, line)
  }
  report()
  return chat.subscribe(report)
}
