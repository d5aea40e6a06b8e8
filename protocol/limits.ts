/** Longest message that anyone may send, in UTF-16 units. */
export const MAX_TEXT_CHARS = 4000
/** Events in one page of the log. */
export const SYNC_LIMIT = 200

/** The way of a visitor's words while the page goes away, and how much fits into one request: bytes of its body, items. */
export const APPEND_PATH = '/api/visitor/append'
export const MAX_APPEND_BYTES = 64 * 1024
export const MAX_APPEND_ITEMS = 20

/** Where a visitor has their chat erased. */
export const ERASE_PATH = '/api/visitor/erase'

export const NAMESPACE_VISITOR = '/visitor'
