import { useEffect, useRef, useState } from 'preact/hooks'
import type { Item } from '../../../client/thread.ts'
import { clockTime } from '../../../client/ui/time.ts'
import { useAround } from '../around.ts'
import { cardIsShown } from '../cards.ts'
import type { ChatView } from '../chat.ts'
import { lineText } from '../lines.ts'
import { plain } from '../rich.tsx'

/** How long a text stays in the live region, ms: long enough to be picked up, too short to be read a second time. */
const KEPT_MS = 10_000

/**
 * Speaks what is new, each text once, with the first words of the disclaimer only. The log that is seen is no live region:
 * it would speak the whole card, foot and buttons included.
 */
export function Announcer({ view }: { view: ChatView }) {
  const { words, locale, site, chat } = useAround()
  /** Up to which seq everything was spoken; null until a chat from before this page is read: that is history. */
  const spoken = useRef<number | null>(chat.exists ? null : 0)
  const [lines, setLines] = useState<{ seq: number; text: string }[]>([])
  const { cursor, items, needsSync } = view.thread

  useEffect(() => {
    if (needsSync || (spoken.current === null && cursor === 0)) return
    const from = Math.min(spoken.current ?? cursor, cursor)
    spoken.current = cursor
    const fresh = items
      .map((item, index) => ({ seq: item.seq, text: item.seq > from ? speech(item, index) : '' }))
      .filter((line) => line.text !== '')
    if (fresh.length === 0) return
    setLines((before) => [...before, ...fresh])
    setTimeout(() => setLines((before) => before.filter((line) => !fresh.includes(line))), KEPT_MS)
  }, [cursor, needsSync])

  function speech(item: Item, index: number): string {
    switch (item.kind) {
      case 'visitor':
        return `${words.you}: ${item.text}`
      case 'staff':
        return `${item.staff.name}: ${item.text}`
      case 'card':
        return cardSpeech(item.card, index)
      case 'bot': {
        const { reply } = item
        if (reply.card && reply.outcome === 'crisis') return cardSpeech(reply.card, index)
        const answers = reply.answers.map((answer) => `${answer.attribution}: ${answer.text}`)
        const choices = reply.choices.map((choice) => choice.title)
        return [site.botName, reply.text, ...answers, ...choices, reply.disclaimer.title].filter(Boolean).join(' ')
      }
      case 'line':
        return plain(lineText(item.line, clockTime(item.at, locale), words) ?? '')
    }
  }

  function cardSpeech(kind: string, index: number): string {
    // Spoken when it was shown, before the server had it.
    if (cardIsShown(index, view)) return ''
    const card = site.cards.find((candidate) => candidate.kind === kind)
    return card ? `${card.title} ${card.text}` : ''
  }

  return (
    <div class="unseen" role="log" aria-live="polite" aria-relevant="additions" aria-label={words.newMessage}>
      {lines.map(({ seq, text }) => (
        <p key={seq}>{text}</p>
      ))}
    </div>
  )
}
