/**
 * Messages between the host page's loader and the panel in its frame. They carry no visitor's words, no ids and no
 * URLs from the panel; `passage:show` carries the article's own public words. Each side checks origin, source and shape.
 */
export type ToPanel =
  | { bedside: 1; type: 'opened'; phone: boolean }
  | { bedside: 1; type: 'closed' }
  | { bedside: 1; type: 'passage:result'; found: boolean }

export type ToHost =
  | { bedside: 1; type: 'ready' }
  | { bedside: 1; type: 'close' }
  /** There is a chat (or no longer one) to come back to after a page change. */
  | { bedside: 1; type: 'chat'; exists: boolean }
  | { bedside: 1; type: 'unread'; count: number; label: string }
  | { bedside: 1; type: 'presence'; lit: boolean; line: string }
  | { bedside: 1; type: 'passage:show'; text: string }
