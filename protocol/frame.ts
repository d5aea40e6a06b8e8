/**
 * Messages between the host page's loader and the panel in its frame. They carry no visitor's words, no ids and no
 * URLs from the panel; `passage:show` carries the article's own public words. Each side checks origin, source and shape.
 */
export type ToPanel =
  /** `focus` is false where the panel comes back open with a page: focus and caret stay where they are. */
  | { bedside: 1; type: 'opened'; phone: boolean; focus: boolean }
  | { bedside: 1; type: 'closed' }
  | { bedside: 1; type: 'passage:result'; found: boolean }

/**
 * All have one shape, so that the loader checks it in a few bytes. `count` and `text` by type:
 * - `ready`, `close`: 0 and empty.
 * - `chat`: 1 where there is a chat to come back to after a page change, 0 where there no longer is one.
 * - `unread`: how many, and the launcher's name: "Chat, 1 unread message".
 * - `presence`: 1 where a person is there, and the launcher's second line.
 * - `passage:show`: 0 and the article's words to find on the page.
 */
export interface ToHost {
  bedside: 1
  type: 'ready' | 'close' | 'chat' | 'unread' | 'presence' | 'passage:show'
  count: number
  text: string
}

/** Whether `data` has the shape of a message to the host page. Its type may still be unknown. */
export function isToHost(data: unknown): data is ToHost {
  const message = data as ToHost | null | undefined
  return message?.bedside === 1 && typeof message.count === 'number' && typeof message.text === 'string'
}

/** Whether `data` is a message to the panel. */
export function isToPanel(data: unknown): data is ToPanel {
  const message = data as ToPanel | null | undefined
  if (message?.bedside !== 1) return false
  switch (message.type) {
    case 'opened':
      return typeof message.phone === 'boolean' && typeof message.focus === 'boolean'
    case 'closed':
      return true
    case 'passage:result':
      return typeof message.found === 'boolean'
    default:
      return false
  }
}
