import type { ComponentChildren } from 'preact'
import './bubble.css'

interface Props {
  /** Whose words: told apart by colour and by the side of the small corner. */
  who: 'visitor' | 'staff'
  /** Text, or text with marks in it. */
  text: ComponentChildren
  /** `unsent`: outlined, still on this device. `failed`: outlined in red. */
  look?: 'sent' | 'unsent' | 'failed'
  /** Language of the text where it is known to differ from the page's. */
  lang?: string
}

/** What one person wrote. The text is a text node, whatever it contains, in its own direction. */
export function Bubble({ who, text, look = 'sent', lang }: Props) {
  return (
    <div class={`bubble is-${who} is-${look}`} dir="auto" lang={lang}>
      {text}
    </div>
  )
}

/** A person's first letter on a lamp-coloured disc. */
export function Initial({ name, large = false }: { name: string; large?: boolean }) {
  return (
    <span class={large ? 'initial is-large' : 'initial'} aria-hidden="true">
      {Array.from(name)[0]?.toLocaleUpperCase()}
    </span>
  )
}

/** One quiet line in the middle of the log: what happened to the chat. */
export function SystemLine({ children }: { children: ComponentChildren }) {
  return <p class="system-line">{children}</p>
}
