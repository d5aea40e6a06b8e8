import type { CardKind } from '../../protocol/events.ts'
import { fold } from '../fold.ts'
import { reading } from './features.ts'
import { type LinearModel, odds } from './linear.ts'
import { type InContext, openPieces, type PiecesModel } from './pieces.ts'
import { sentences } from './sentences.ts'
import { CARDS, DANGER, LEVELS, PIECES } from './weights.ts'

/** Numbers in `weights.ts` are base64. */
interface Packed extends Omit<LinearModel, 'weights'> {
  weights: string
}

const bytes = (base64: string): Int8Array => Int8Array.from(atob(base64), (char) => char.charCodeAt(0))
const floats = (base64: string): Float32Array => new Float32Array(Uint8Array.from(bytes(base64)).buffer)
const linear = ({ weights, ...rest }: Packed): LinearModel => ({ ...rest, weights: bytes(weights) })

const danger = linear(DANGER)
const cards = CARDS.map(({ card, ...packed }) => ({ card: card as CardKind, model: linear(packed) }))

/** The detectors say first how likely an emergency is, then for each card, in the order of `CARDS`, whether it is that one. */
const pieces = (): PiecesModel => ({
  ...PIECES,
  weights: bytes(PIECES.weights),
  bias: floats(PIECES.bias),
  outputs: PIECES.outputs.map(({ weights, bias }) => ({ weights: floats(weights), bias })),
})

/** What is made of a message. */
export interface Alarm {
  /** The logarithm of the odds that it needs an emergency card. */
  odds: number
  /** Which card fits best, taken that one is needed. */
  card: CardKind
}

/** Odds by words alone that leave no doubt. */
export const SURE: number = LEVELS.sure

export interface DangerModel {
  /** Above these odds a card is shown. Chosen on lines that no model had seen when it judged them. */
  level: number
  read(text: string): Alarm
}

/** What a sentence has to say more than a whole message, so that a plain one beside a practical question is enough. */
const TORN = 4.2

/** The odds by words of the most alarming sentence; far below any level where there is but one. */
function plainest(text: string): number {
  const parts = sentences(text).filter((part) => part !== '')
  if (parts.length < 2) return Number.NEGATIVE_INFINITY
  return Math.max(...parts.map((part) => odds(danger, reading(part)) - TORN))
}

/** A word whose letters stand apart, as people write what they fear is blocked. */
const SPELLED_OUT = /(?<![\p{L}\p{N}])(?:\p{L}[ .*_-]){3,}\p{L}(?![\p{L}\p{N}])/gu

const joined = (text: string): string => text.replace(SPELLED_OUT, (letters) => letters.replace(/[ .*_-]/g, ''))

/** Opens the trained models: words and letters alone or, with `inContext`, what they mean where they stand as well. */
export function openDanger(inContext: InContext | null): DangerModel {
  const further = inContext && openPieces(pieces(), (text) => inContext(fold(text)))
  return {
    level: further ? LEVELS.meaning : LEVELS.words,
    read(typed) {
      const text = joined(typed)
      const [more = 0, ...moreOf] = further?.(text) ?? []
      const words = reading(text)
      const scores = cards.map(({ card, model }, i) => ({ card, score: odds(model, words) + (moreOf[i] ?? 0) }))
      const best = scores.reduce((a, b) => (b.score > a.score ? b : a))
      return { odds: Math.max(odds(danger, words) + more, plainest(text)), card: best.card }
    },
  }
}
