import { useEffect, useRef } from 'preact/hooks'
import { useAround } from '../around.ts'
import type { ChatView } from '../chat.ts'

interface Props {
  view: ChatView
  onClose: () => void
  onPage: (page: 'privacy' | 'disclaimer' | 'answers') => void
}

/** What is rarely needed, in words. */
export function Menu({ view, onClose, onPage }: Props) {
  const { site, words, chat, switchLanguage } = useAround()
  const list = useRef<HTMLUListElement>(null)
  useEffect(() => list.current?.querySelector('button')?.focus(), [])
  const state = view.thread.state
  const begun = view.thread.items.length > 0
  const item = (label: string, act: () => void, lang?: string) => (
    <li>
      <button
        type="button"
        lang={lang}
        onClick={() => {
          onClose()
          act()
        }}
      >
        {label}
      </button>
    </li>
  )
  return (
    <ul
      class="menu"
      ref={list}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onClose()
      }}
    >
      {item(words.otherLanguage, switchLanguage, site.locale === 'en' ? 'es' : 'en')}
      {item(words.allAnswers(site.answerCount), () => onPage('answers'))}
      {begun && state !== 'closed' && item(words.endChat, () => chat.post({ type: 'chat:end', clear: false }))}
      {item(words.clear, () => void chat.clear())}
      {item(words.privacy, () => onPage('privacy'))}
      {item(words.fullDisclaimer, () => onPage('disclaimer'))}
    </ul>
  )
}
