import { useEffect, useRef, useState } from 'preact/hooks'
import { CHECK, Icon } from '../../../client/ui/icon.tsx'
import { useAround } from '../around.ts'
import type { ChatView } from '../chat.ts'
import type { lineText } from '../lines.ts'
import { printTranscript } from '../print.tsx'
import { save } from '../save.ts'
import type { MoreWords } from '../strings/more-en.ts'
import { SIZE, setTextSize } from '../text-size.ts'
import { fileName, transcript, transcriptText } from '../transcript.ts'

interface Props {
  view: ChatView
  more: MoreWords
  lineText: typeof lineText
  onClose: () => void
  onPage: (page: 'privacy' | 'disclaimer' | 'answers') => void
  onClear: () => void
}

/** The device's own size of type, and two above it. */
const SIZES = ['', '115%', '130%'] as const

/**
 * What is rarely needed, in words. Keys as in any menu: arrows, Home, End, Escape.
 * Source: https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/
 */
export function Menu({ view, more, lineText, onClose, onPage, onClear }: Props) {
  const { site, words, locale, chat, shelf, switchLanguage } = useAround()
  const [size, setSize] = useState(document.documentElement.style.fontSize)
  const list = useRef<HTMLDivElement>(null)
  /** With the focus back where it came from, unless what was chosen takes it. */
  const close = (back: boolean) => {
    if (back) document.querySelector<HTMLElement>('[aria-haspopup]')?.focus()
    onClose()
  }
  const items = () => Array.from(list.current?.querySelectorAll('button') ?? [])
  useEffect(() => items()[0]?.focus(), [])
  useEffect(() => {
    const outside = ({ target }: Event) => {
      if (!(target as Element).closest('[aria-haspopup]') && !list.current?.contains(target as Node)) onClose()
    }
    addEventListener('pointerdown', outside)
    return () => removeEventListener('pointerdown', outside)
  }, [])
  const { thread } = view
  const said = thread.items.some(({ kind }) => kind !== 'line')
  const begun = thread.items.length > 0
  const build = () => transcript(thread.items, { site, words, more, locale, lineText })

  const choose = (next: string) => {
    setSize(next)
    setTextSize(next)
    // Before there is a chat nothing is stored.
    if (chat.exists) shelf.set(SIZE, next)
  }
  const onKey = (event: KeyboardEvent) => {
    const all = items()
    const at = all.indexOf(document.activeElement as HTMLButtonElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
    if (to !== undefined) all.at(to % all.length)?.focus()
    else if (event.key === 'Escape' || event.key === 'Tab') close(true)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const item = (label: string, act: () => void, { lang, stays = false }: { lang?: string; stays?: boolean } = {}) => (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      lang={lang}
      onClick={() => {
        close(stays)
        act()
      }}
    >
      {label}
    </button>
  )
  return (
    <div class="menu" role="menu" aria-label={words.menu} ref={list} onKeyDown={onKey}>
      {item(words.otherLanguage, switchLanguage, { lang: site.locale === 'en' ? 'es' : 'en', stays: true })}
      <fieldset class="menu-sizes">
        <legend>{more.textSize}</legend>
        {SIZES.map((step, index) => (
          <button
            key={step}
            type="button"
            role="menuitemradio"
            tabIndex={-1}
            aria-checked={size === step}
            onClick={() => choose(step)}
          >
            <Icon shape={size === step ? CHECK : ''} size={18} />
            {more.textSizes[index]}
          </button>
        ))}
      </fieldset>
      {item(words.allAnswers(site.answerCount), () => onPage('answers'))}
      {begun &&
        thread.state !== 'closed' &&
        item(words.endChat, () => chat.post({ type: 'chat:end' }), { stays: true })}
      {said && item(more.download, () => save(transcriptText(build()), fileName('chat', Date.now())), { stays: true })}
      {said && item(more.print, () => printTranscript(build(), document.documentElement.lang), { stays: true })}
      {(begun || view.outbox.length > 0) && item(words.clear, onClear)}
      {item(words.privacy, () => onPage('privacy'))}
      {item(words.fullDisclaimer, () => onPage('disclaimer'))}
    </div>
  )
}
