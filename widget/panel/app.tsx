import { useEffect, useMemo, useState } from 'preact/hooks'
import type { Locale } from '../../protocol/events.ts'
import type { SiteInfo } from '../../protocol/site.ts'
import { type Around, AroundContext, useView } from './around.ts'
import type { Chat } from './chat.ts'
import { type Late, Panel } from './panel.tsx'
import { fetchSite } from './site.ts'
import { loadWords, type Words } from './strings/index.ts'

interface Props {
  chat: Chat
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
export function App({ chat, late, showPassage, closePanel, onLanguage, onOpened, ...first }: Props) {
  const [told, setTold] = useState({ site: first.site, words: first.words, locale: first.site.locale })
  const [phone, setPhone] = useState(false)
  const view = useView(chat)

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
    return { ...told, chat, phone, showPassage, closePanel, switchLanguage: () => void switchLanguage() }
  }, [told, chat, phone, showPassage, closePanel, onLanguage])

  return (
    <AroundContext.Provider value={around}>
      <Panel view={view} late={late} />
    </AroundContext.Provider>
  )
}
