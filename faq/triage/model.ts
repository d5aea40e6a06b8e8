import type { CardKind } from '../../protocol/events.ts'
import { reading } from './features.ts'
import { alarm as alarmOf, type LinearModel, odds } from './linear.ts'
import { CARDS, DANGER, LEVELS } from './weights.ts'

/** A model as `weights.ts` holds it: the weights are base64 of signed bytes. */
interface Packed {
  kinds: LinearModel['kinds']
  weights: string
  step: number
  bias: number
}

const unpack = ({ weights, ...rest }: Packed): LinearModel => ({
  ...rest,
  weights: Int8Array.from(atob(weights), (char) => char.charCodeAt(0)),
})

const danger = unpack(DANGER)
const cards = Object.entries(CARDS).map(([card, packed]) => ({ card: card as CardKind, model: unpack(packed) }))

/**
 * What `alarm` has to be: above `card` a card is shown; what a direct rule flagged keeps its card above `doubt`. Both were chosen on
 * the lines that the model was trained on, each fifth of them judged by a model that had not seen it.
 */
export const levels: { card: number; doubt: number } = LEVELS

/** The logarithm of the odds that a message needs an emergency card. */
export const alarm = (text: string): number => alarmOf(danger, text)

/** Which card fits best, taken that one is needed. */
export function likeliestCard(text: string): CardKind {
  const read = reading(text)
  let best: { card: CardKind; score: number } = { card: 'self-harm', score: Number.NEGATIVE_INFINITY }
  for (const { card, model } of cards) {
    const score = odds(model, read)
    if (score > best.score) best = { card, score }
  }
  return best.card
}
