import { isToPanel, type ToHost, type ToPanel } from '../../protocol/frame.ts'

/** What the loader passes in the fragment, which no server sees. */
export interface Host {
  /** Path of the page around the panel; null when there is none or it is not told. */
  page: string | null
  /** The clinic's colour as `#rrggbb`; null for our own. */
  color: string | null
  /** Whether there is a page around the panel that is listened to. */
  embedded: boolean
  tell(type: ToHost['type'], count?: number, text?: string): void
  onMessage(listener: (message: ToPanel) => void): void
}

/** The page around the panel. Only messages from the parent window at the origin that the loader named are heard. */
export function openHost(fragment: string, self: Window = window): Host {
  const given = new URLSearchParams(fragment.replace(/^#/, ''))
  const origin = given.get('host') ?? ''
  const color = given.get('color') ?? ''
  const embedded = self.parent !== self && /^https?:\/\/[^/?#]+$/.test(origin)
  return {
    page: given.get('page') || null,
    color: /^#[0-9a-f]{6}$/i.test(color) ? color : null,
    embedded,
    tell(type, count = 0, text = '') {
      if (embedded) self.parent.postMessage({ bedside: 1, type, count, text } satisfies ToHost, origin)
    },
    onMessage(listener) {
      self.addEventListener('message', ({ data, origin: from, source }) => {
        if (embedded && from === origin && source === self.parent && isToPanel(data)) listener(data)
      })
    },
  }
}
