/** One question of a message. */
export interface Part {
  /** Plain text of the question. */
  text: string
  /** Plain text of what was said before it, which pronouns may refer to. */
  before: string
}

/** Most questions of one message that are decided; later ones are read with the last. */
const MAX_PARTS = 4
/** A message without a question mark or question word is read whole up to here, in words; of a longer one the end counts. */
const STATEMENT_WORDS = 40

const LEAD =
  "(?:what|whats|what's|wat|how|hows|how's|why|when|where|which|who|can|could|does|do|did|is|are|was|were|will|would|should|has|have|am|que|como|cuanto|cuantos|cual|donde|cuando|puede|puedo|es|sirve)"
const STARTS = new RegExp(
  `^(?:so|and|but|or|also|ok|okay|hi|hello|hey|please|pls|well|plus|then|um|my questions?:?|questions?:?|,|\\s)*${LEAD}\\b`,
)
const ASKS =
  /\b(?:i (?:just |only |really )?(?:want|wanted|would like|'d like|d like|need) to (?:know|understand|learn|ask|find out|hear)|i'm wondering|im wondering|i am wondering|i was wondering|just wondering|wondering (?:if|whether|how|what|why)|curious|my question is|question is|tell me|explain|do you know|can you tell|asked me whether|asked whether|interested in)\b/
/** Between two questions in one sentence. */
const BETWEEN = new RegExp(
  `(?:,|;|\\s-|\\s–|\\s—)?\\s+(?:and|but|or|also|plus|y)\\s+(?:also\\s+)?(?=${LEAD}\\s)|,\\s*(?=${LEAD}\\s)|,?\\s+and\\s+(?=(?:the|your)\\s+(?:cost|price|side effects))`,
)
/** A part that begins with these goes on about the same verb: "how and why", "what is it and is used". */
const MIN_WORDS = 2

const count = (text: string): number => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean).length

/**
 * The questions of a message, in its order; never none for a message with words. Statements around them are left out, but for what stands
 * before a question, because it may say what "it" is.
 */
export function split(plain: string): Part[] {
  const sentences = plain
    .split(/(?<=[?!\n;])|(?<=[.])\s+(?=\S)|\?+/)
    .map((s) => s.trim())
    .filter((s) => count(s) > 0)
  const marked = markQuestions(plain, sentences)
  if (marked.every(({ asked }) => !asked)) return [wholeStatement(plain)]

  const parts: Part[] = []
  let before = ''
  for (const { text, asked } of marked) {
    if (asked) {
      for (const piece of pieces(text)) {
        const last = parts.at(-1)
        if (parts.length === MAX_PARTS && last) last.text = `${last.text} ${piece}`
        else parts.push({ text: piece, before: before.trim() })
        before = `${before} ${piece}`.slice(-400)
      }
    } else before = `${before} ${text}`.slice(-400)
  }
  return parts
}

function markQuestions(plain: string, sentences: string[]): { text: string; asked: boolean }[] {
  let from = 0
  return sentences.map((text) => {
    const at = plain.indexOf(text, from)
    const end = at + text.length
    from = Math.max(from, end)
    const asked =
      text.endsWith('?') ||
      plain
        .slice(end, end + 2)
        .trimStart()
        .startsWith('?')
    return { text, asked: asked || STARTS.test(text) || ASKS.test(text) }
  })
}

/** A sentence cut where a second question starts; a piece of one word stays with its neighbour. */
function pieces(sentence: string): string[] {
  const out: string[] = []
  for (const piece of sentence.split(BETWEEN)) {
    const last = out.at(-1)
    if (
      last !== undefined &&
      (count(piece) < MIN_WORDS ||
        count(last) < MIN_WORDS ||
        (!STARTS.test(piece.trim()) && !/^(?:the|your)\s/.test(piece.trim())))
    ) {
      out[out.length - 1] = `${last}, ${piece}`
    } else out.push(piece)
  }
  return out
}

function wholeStatement(plain: string): Part {
  const all = plain.split(/\s+/)
  if (all.length <= STATEMENT_WORDS) return { text: plain, before: '' }
  return { text: all.slice(-STATEMENT_WORDS).join(' '), before: all.slice(0, -STATEMENT_WORDS).join(' ').slice(-400) }
}
