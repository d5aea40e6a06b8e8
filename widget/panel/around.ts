import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import type { Locale } from '../../protocol/events.ts'
import type { SiteInfo } from '../../protocol/site.ts'
import type { Chat, ChatView } from './chat.ts'
import type { Words } from './strings/index.ts'

/** What every part of the panel is drawn with. */
export interface Around {
  site: SiteInfo
  words: Words
  locale: Locale
  chat: Chat
  /** Full screen: focusing the field would bring up the keyboard over everything. */
  phone: boolean
  /** The page around the panel; null when the panel stands alone. */
  showPassage: ((text: string) => void) | null
  closePanel: (() => void) | null
  switchLanguage: () => void
}

export const AroundContext = createContext<Around | null>(null)

export function useAround(): Around {
  const around = useContext(AroundContext)
  if (!around) throw new Error('drawn outside the panel')
  return around
}

/** The chat as it is now; the component is drawn again with every change. */
export function useView(chat: Chat): ChatView {
  const [view, setView] = useState(chat.view)
  useEffect(() => {
    setView(chat.view)
    return chat.subscribe(() => setView(chat.view))
  }, [chat])
  return view
}
