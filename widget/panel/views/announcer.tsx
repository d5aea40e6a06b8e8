import { useEffect, useRef, useState } from 'preact/hooks'
import type { Item } from '../../../client/thread.ts'
import { clockTime } from '../../../client/ui/time.ts'
import { useAround } from '../around.ts'
import { cardIsShown } from '../cards.ts'
import type { ChatView } from '../chat.ts'
import { lineText } from '../lines.ts'
import { plain } from '../rich.tsx'
import { stripText } from './offline.tsx'
import { refusal } from './sent.tsx'

/** How long a text stays in the live region, ms: long enough to be picked up, too short to be read a second time. */
const KEPT_MS = 10_000

/** The language of what is spoken, where it may be another than the panel's. */
function langOf(item: Item, answersLang: string): string | undefined {
  if (item.kind === 'bot') return item.reply.answers[0]?.lang ?? item.reply.lang
  return item.kind === 'visitor' && item.choice ? answersLang : undefined
}

/**
 * Speaks what is new, each text once, with the first words of the disclaimer only. The log that is seen is no live region:
 * it would speak the whole card, foot and buttons included, and again whenever a message moves from the outbox into it.
 */
export function Announcer({ view }: { view: ChatView }) {
  const { words, locale, site, chat } = useAround()
  /** Up to which seq everything was spoken; null until a chat from before this page is read: that is history. */
  const spoken = useRef<number | null>(chat.exists ? null : 0)
  const [lines, setLines] = useState<{ text: string; lang?: string; urgent: boolean; key: number }[]>([])
  const count = useRef(0)
  const { cursor, items, needsSync } = view.thread
  const { cards, pending, outbox } = view
  const say = (texts: { text: string; lang?: string }[], urgent = false) => {
    const fresh = texts.filter(({ text }) => text).map((text) => ({ ...text, urgent, key: ++count.current }))
    if (fresh.length === 0) return
    setLines((before) => [...before, ...fresh])
    setTimeout(() => setLines((before) => before.filter((line) => !fresh.includes(line))), KEPT_MS)
  }

  useEffect(() => {
    if (needsSync || (spoken.current === null && cursor === 0)) return
    const from = Math.min(spoken.current ?? cursor, cursor)
    spoken.current = cursor
    // Cleared: not a word may stay for the next person.
    if (cursor === 0) setLines([])
    say(
      items.map((item, index) => ({
        text: item.seq > from ? speech(item, index) : '',
        lang: langOf(item, site.answersLang),
      })),
    )
  }, [cursor, needsSync])

  // Found on this device a moment ago: spoken at once, before the notice is accepted and the server has answered.
  const found = cards.size + (pending?.card ? 1 : 0)
  useEffect(() => {
    const kind = pending?.card ?? [...cards.values()].at(-1)
    if (kind) say([{ text: cardText(kind) }], true)
  }, [found])

  const offline = view.connection === 'offline'
  useEffect(() => {
    if (offline) say([{ text: plain(stripText(words)) }])
  }, [offline])

  const failed = outbox.findLast(({ state }) => state === 'failed')
  useEffect(() => {
    if (failed) say([{ text: `${words.notSent}. ${refusal(failed, words)}` }], true)
  }, [failed])

  function speech(item: Item, index: number): string {
    switch (item.kind) {
      case 'visitor':
        return `${words.you}: ${item.text}`
      case 'staff':
        return [`${item.staff.name}:`, item.text, item.approved?.disclaimer.title].join(' ')
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
      default:
        return ''
    }
  }

  function cardSpeech(kind: string, index: number): string {
    // Spoken when it was shown, before the server had it.
    return cardIsShown(index, view) ? '' : cardText(kind)
  }
  function cardText(kind: string): string {
    const card = site.cards.find((candidate) => candidate.kind === kind)
    return card ? `${card.title} ${card.text}` : ''
  }

  const region = (urgent: boolean) =>
    lines.map(
      (line) =>
        line.urgent === urgent && (
          <p key={line.key} lang={line.lang}>
            {line.text}
          </p>
        ),
    )
  return (
    <>
      <div class="unseen" role="log" aria-live="polite" aria-label={words.newMessage}>
        {region(false)}
      </div>
      <div class="unseen" role="alert">
        {region(true)}
      </div>
    </>
  )
}
