import { createContext } from 'preact'
import { useContext, useEffect, useState } from 'preact/hooks'
import type { Shelf } from '../../client/shelf.ts'
import type { Locale } from '../../protocol/events.ts'
import type { AnswerIndex, SiteInfo } from '../../protocol/site.ts'
import type { Chat, ChatView } from './chat.ts'
import type { Words } from './strings/index.ts'

/** What every part of the panel is drawn with. */
export interface Around {
  site: SiteInfo
  words: Words
  locale: Locale
  chat: Chat
  /** Every approved answer; null until they are on this device. */
  answers: AnswerIndex | null
  /** An answer's title was tapped: it is asked (true) or, without a connection, read from this device. */
  choose: (title: string, entryId: string) => boolean
  /** The frame's own storage. Nothing is kept there before the notice is accepted. */
  shelf: Shelf
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
