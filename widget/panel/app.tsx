import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Shelf } from '../../client/shelf.ts'
import type { Locale } from '../../protocol/events.ts'
import type { SiteInfo } from '../../protocol/site.ts'
import { useAnswers } from './answers.ts'
import { type Around, AroundContext, useView } from './around.ts'
import type { Chat } from './chat.ts'
import { type Late, Panel, type Reading } from './panel.tsx'
import { fetchSite } from './site.ts'
import { loadWords, type Words } from './strings/index.ts'

interface Props {
  chat: Chat
  /** The frame's own storage. */
  shelf: Shelf
  /** The code of what is not needed before the first word. */
  late: Promise<Late>
  site: SiteInfo
  words: Words
  showPassage: ((text: string) => void) | null
  closePanel: (() => void) | null
  /** Called when the visitor has chosen another language. */
  onLanguage: (told: { site: SiteInfo; words: Words; locale: Locale }) => void
  /** Tells when the panel was opened: whether on a phone and whether it may take the focus. */
  onOpened: (listener: (phone: boolean, focus: boolean) => void) => void
}

/** The panel in one language; changing it keeps the chat, the draft and the connection. */
export function App({ chat, shelf, late, showPassage, closePanel, onLanguage, onOpened, ...first }: Props) {
  const [told, setTold] = useState({ site: first.site, words: first.words, locale: first.site.locale })
  // By itself there is no page around it that would know.
  const [phone, setPhone] = useState(closePanel === null && matchMedia('(max-width: 599px)').matches)
  /** The entry that is being read from this device. */
  const [reading, setReading] = useState<Reading | null>(null)
  const view = useView(chat)
  const answers = useAnswers(told.locale, late)
  const readsHere = view.connection === 'offline' && answers !== null

  useEffect(() => {
    onOpened((onPhone, focus) => {
      setPhone(onPhone)
      // On a phone the field would bring up the keyboard over what can be asked.
      if (focus) document.querySelector<HTMLElement>(onPhone ? 'h1' : '#field')?.focus()
    })
  }, [onOpened])

  useEffect(() => {
    // What is open over the panel takes the key first and keeps it.
    const onEscape = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.isComposing) closePanel?.()
    }
    document.addEventListener('keydown', onEscape)
    return () => document.removeEventListener('keydown', onEscape)
  }, [closePanel])

  const around = useMemo<Around>(() => {
    const switchLanguage = async () => {
      const locale = told.locale === 'en' ? 'es' : 'en'
      try {
        const [site, words] = await Promise.all([fetchSite(locale), loadWords(locale)])
        document.documentElement.lang = locale
        setTold({ site, words, locale })
        onLanguage({ site, words, locale })
      } catch {
        // Without a connection the panel stays in its language; the strip over the log says why.
        chat.retryNow()
      }
    }
    const choose = (title: string, entryId: string) => {
      if (readsHere) setReading({ entryId, from: document.activeElement })
      else chat.say(title, entryId)
      return !readsHere
    }
    return {
      ...told,
      chat,
      shelf,
      answers,
      choose,
      phone,
      showPassage,
      closePanel,
      switchLanguage: () => void switchLanguage(),
    }
  }, [told, chat, shelf, answers, readsHere, phone, showPassage, closePanel, onLanguage])

  return (
    <AroundContext.Provider value={around}>
      <Panel view={view} late={late} reading={reading} onBack={() => setReading(null)} />
    </AroundContext.Provider>
  )
}
