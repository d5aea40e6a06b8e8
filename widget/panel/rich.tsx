import type { ComponentChildren } from 'preact'

/** Text in which `*…*` is bold and `{name}` stands for one of `slots`. Everything else is a text node. */
export function Rich({ text, slots = {} }: { text: string; slots?: Record<string, ComponentChildren> }) {
  return text.split(/(\*[^*]+\*|\{\w+\})/).map((part) => {
    if (part.startsWith('*') && part.length > 1) return <b key={part}>{part.slice(1, -1)}</b>
    if (part.startsWith('{')) return slots[part.slice(1, -1)]
    return part
  })
}

/** The text without its marks, for screen readers and labels. */
export const plain = (text: string): string => text.replaceAll('*', '')
