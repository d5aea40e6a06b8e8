/** Longest message that anyone may send, in UTF-16 units. */
export const MAX_TEXT_CHARS = 4000
/** Events in one page of the log. */
export const SYNC_LIMIT = 200

export const NAMESPACE_VISITOR = '/visitor'
