/**
 * A piece of text and its score, a logarithm of how common it is; its id is its place in the list. `null` counts as 0.
 */
export type Piece = readonly [text: string, score: number | null]

export interface Tokenizer {
  /**
   * Ids of the pieces of a text, all of them; none for an empty text. White space and letter case are left as they are
   * and count. Time grows with the length of the text, and so it is for the caller to clip. Never throws.
   */
  encode(text: string): Int32Array
}

/** Stands for whatever the vocabulary does not have. */
const UNKNOWN = 0
/** Ids below are marks such as "start of text"; they never stand for text. */
const FIRST_PIECE = 6
const SPACE = '▁'
/** More than there are different characters in a vocabulary, so that a node and a character make one number. */
const ALPHABET = 1024

/**
 * Cuts a text into the pieces that Universal Sentence Encoder lite was trained on: of all ways to cut it, the one with
 * the highest sum of scores. Ties, unknown characters and scores of 0 are treated as the published encoder treats them:
 * other pieces would mean other vectors.
 * Source: https://github.com/tensorflow/tfjs-models/blob/master/universal-sentence-encoder/src/tokenizer/index.ts
 */
export function createTokenizer(vocabulary: readonly Piece[]): Tokenizer {
  const characters = new Map<number, number>()
  const children = new Map<number, number>()
  /** Id of the piece that ends at a node of the trie, or -1. Node 0 is its root. */
  const pieceAt: number[] = [-1]

  vocabulary.forEach(([text], id) => {
    if (id < FIRST_PIECE) return
    let node = 0
    for (const character of text) {
      const point = character.codePointAt(0) ?? 0
      const letter = characters.get(point) ?? characters.size
      if (letter >= ALPHABET) throw new Error(`The vocabulary has more than ${ALPHABET} different characters.`)
      characters.set(point, letter)
      const edge = node * ALPHABET + letter
      const next = children.get(edge) ?? pieceAt.length
      if (next === pieceAt.length) pieceAt.push(-1)
      children.set(edge, next)
      node = next
    }
    // of a piece that is listed twice the last one counts
    pieceAt[node] = id
  })
  const scores = Float64Array.from(vocabulary, ([, score]) => score ?? 0)

  /** The text as letters of the trie; -1 for a character that no piece has. */
  function lettersOf(text: string): Int32Array {
    const marked = SPACE + text.replaceAll(' ', SPACE)
    const letters = new Int32Array(marked.length)
    let length = 0
    for (const character of marked) letters[length++] = characters.get(character.codePointAt(0) ?? 0) ?? -1
    return letters.subarray(0, length)
  }

  return {
    encode(text) {
      const normalized = text.normalize('NFKC')
      if (normalized === '') return new Int32Array(0)
      const letters = lettersOf(normalized)
      const length = letters.length
      const best = new Float64Array(length + 1)
      const pieceTo = new Int32Array(length + 1)
      const from = new Int32Array(length + 1)

      const relax = (start: number, end: number, id: number): void => {
        const known = best[end] ?? 0
        const score = (best[start] ?? 0) + (id === UNKNOWN ? 0 : (scores[id] ?? 0))
        // A best score of 0 looks like none, also where it was reached: as published, and some pieces hang on it.
        if (known !== 0 && score < known) return
        best[end] = score
        pieceTo[end] = id
        from[end] = start
      }

      for (let start = 0; start < length; start++) {
        let found = false
        let node = 0
        for (let end = start; end < length; end++) {
          const letter = letters[end] ?? -1
          const next = letter < 0 ? undefined : children.get(node * ALPHABET + letter)
          if (next === undefined) break
          node = next
          const id = pieceAt[node] ?? -1
          if (id < 0) continue
          found = true
          relax(start, end + 1, id)
        }
        if (!found) relax(start, start + 1, UNKNOWN)
      }
      return walkBack(pieceTo, from)
    },
  }
}

/** The pieces of the best path, first to last; a run of unknown ones is one. */
function walkBack(pieceTo: Int32Array, from: Int32Array): Int32Array {
  const ids: number[] = []
  for (let end = from.length - 1; end > 0; end = from[end] ?? 0) {
    const id = pieceTo[end] ?? UNKNOWN
    if (id !== UNKNOWN || ids.at(-1) !== UNKNOWN) ids.push(id)
  }
  return Int32Array.from(ids.reverse())
}
