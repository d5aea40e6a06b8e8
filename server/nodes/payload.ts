/**
 * What one node tells the others: that there is something to look up, and never what. Whoever can write to the bus can make
 * nodes look, and nothing else.
 */
export type Payload =
  /** The chat has events up to `seq`; with 0 the chat itself has changed: it is gone, or its visitor's token is. */
  | { chat: string; seq: number }
  /** Somebody on staff came to this node, left it, or changed duty there. */
  | { staff: string }
  /** The node speaks to itself, to find out whether it hears. */
  | { node: string; beat: number }

const ID = /^[0-9a-f]{32}$/
/** Characters of the longest payload that is one. */
const MAX_CHARS = 100

/** Null for whatever is no payload of ours, exactly. Never throws. */
export function parsePayload(text: unknown): Payload | null {
  if (typeof text !== 'string' || text.length > MAX_CHARS) return null
  const fields = fieldsOf(text)
  if (!fields) return null
  switch ([...fields.keys()].join()) {
    case 'chat,seq': {
      const [chat, seq] = [fields.get('chat'), fields.get('seq')]
      return isId(chat) && isCount(seq) ? { chat, seq } : null
    }
    case 'staff': {
      const staff = fields.get('staff')
      return isId(staff) ? { staff } : null
    }
    case 'node,beat': {
      const [node, beat] = [fields.get('node'), fields.get('beat')]
      return isId(node) && isCount(beat) ? { node, beat } : null
    }
    default:
      return null
  }
}

function fieldsOf(text: string): Map<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : null
  } catch {
    return null
  }
}

const isId = (value: unknown): value is string => typeof value === 'string' && ID.test(value)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0
