/** One question of a message. */
export interface Part {
  /** Plain text of the question. */
  text: string
  /** Plain text of what stands around the question, which its pronouns may refer to. */
  around: string
}

/** Most questions of one message that are decided; later ones are read together with the last. */
const MAX_PARTS = 4
/** Of a message without any question only the end counts, in words. */
const STATEMENT_WORDS = 40
/** What stands around a question is looked at up to here, in characters. */
const AROUND_CHARS = 400
/** In a longer sentence the question is looked for at the end: people who dictate use no full stops. */
const RUN_ON_WORDS = 24

const LEAD =
  "(?:what|whats|what's|wat|wut|how|hows|how's|why|when|where|which|who|can|could|does|do|did|is|are|was|were|will|would|should|has|have|am|que|como|cuanto|cuantos|cuantas|cual|donde|cuando|puede|puedo|es|sirve)"
const STARTS = new RegExp(
  `^(?:(?:so|and|but|or|also|ok|okay|hi|hello|hey|please|pls|well|plus|then|um|uh|like|my questions?(?: is| are)?|questions?|y)\\b[\\s,:]*)*${LEAD}\\b`,
)
/** Announces a question: what follows is the question itself. */
const ANNOUNCES =
  /^.*\b(?:(?:i|i'd|id|just|only) (?:guess |just |only |really |simply |would |what |i ){0,5}(?:want|wanted|like|need) to (?:know|understand|learn|ask|find out|hear)(?: is| about)?|(?:i(?:'m|m| am| was) |just |been |was ){1,5}wondering(?: about)?|curious(?: about)?|(?:my|the|one|main|only|real) question(?: is| would be| was)?|(?:just |please |can you |could you ){1,4}(?:tell me|explain)(?: about)?|^tell me(?: about)?|^explain|do you know|can you tell me)\b[\s,:]*(?:is |if |whether |that )?(?=\S)/s
/** Between two questions in one sentence. */
const BETWEEN = new RegExp(
  `(?:,|;|\\s-|\\s–|\\s—)?\\s+(?:and|but|or|also|plus|y)\\s+(?:also\\s+)?(?=${LEAD}\\s)|,\\s*(?=${LEAD}\\s)|,?\\s+and\\s+(?=(?:the|your)\\s+(?:cost|price|side effects))`,
)
const TAIL_QUESTION =
  /(?<!\b(?:what|how|why|when|where|which|who))\s(?=(?:what (?:is|are|do|does|can|would)|how (?:is|are|do|does|did|can|many|much|long|often)|why (?:is|are|do|does)|(?:can|could|does|is|do|will) (?:it|that|this|they|there|ketamine|pain|people|you|u|the))\s)/

const count = (text: string): number => text.split(/[^\p{L}\p{N}]+/u).filter(Boolean).length

interface Sentence {
  text: string
  /** Ends with a question mark. */
  marked: boolean
}

/**
 * The questions of a message in its order; never none for a message with words. The statements around them are left out
 * of the questions, because people tell long stories before they ask.
 */
export function split(plain: string): Part[] {
  const all = sentences(plain).map(questionsOf)
  if (all.every(({ questions }) => questions.length === 0)) return [wholeStatement(plain)]

  const around = all
    .map(({ rest }) => rest)
    .filter((rest) => rest !== '')
    .join(' ')
  const parts: Part[] = []
  let before = ''
  for (const text of all.flatMap(({ questions }) => questions)) {
    const last = parts.at(-1)
    if (parts.length === MAX_PARTS && last) last.text = `${last.text} ${text}`
    else parts.push({ text, around: `${around} ${before}`.slice(-AROUND_CHARS).trim() })
    before = `${before} ${text}`
  }
  return parts
}

const sentences = (plain: string): Sentence[] =>
  plain
    .split(/(?<=\?)(?!\?)|(?<=[!;])|\n|(?<=\.)\s+/)
    .map((text) => ({ text: text.trim(), marked: text.trimEnd().endsWith('?') }))
    .filter(({ text }) => count(text) > 0)

/** The questions in one sentence without their announcement, and what else it says. */
function questionsOf({ text, marked }: Sentence): { questions: string[]; rest: string } {
  const announced = ANNOUNCES.exec(text)?.[0].length ?? 0
  if (announced > 0 && count(text.slice(announced)) > 1) {
    return { questions: pieces(text.slice(announced)), rest: text.slice(0, announced) }
  }
  const long = count(text) > RUN_ON_WORDS
  if (STARTS.test(text) && !long) return { questions: pieces(text), rest: '' }
  if (long) {
    const cut = text.split(TAIL_QUESTION)
    const tail = cut.slice(Math.max(1, cut.length - 2))
    if (tail.some((piece) => count(piece) > 2)) {
      return { questions: tail.flatMap(pieces), rest: cut.slice(0, -tail.length).join(' ') }
    }
  }
  return marked ? { questions: long ? [text] : pieces(text), rest: '' } : { questions: [], rest: text }
}

/** A sentence cut where another question starts. What stands before the first question word belongs to that question. */
function pieces(sentence: string): string[] {
  const out: string[] = []
  for (const piece of sentence.split(BETWEEN)) {
    const last = out.at(-1)
    const whole = last === undefined || (count(last) > 1 && (STARTS.test(last) || count(piece) < 4))
    if (last !== undefined && (!whole || count(piece) < 2)) out[out.length - 1] = `${last}, ${piece}`
    else out.push(piece)
  }
  return out
}

function wholeStatement(plain: string): Part {
  const all = plain.split(/\s+/)
  if (all.length <= STATEMENT_WORDS) return { text: plain, around: '' }
  return {
    text: all.slice(-STATEMENT_WORDS).join(' '),
    around: all.slice(0, -STATEMENT_WORDS).join(' ').slice(-AROUND_CHARS),
  }
}
