import type { Reply } from './questions.ts'

/** A sentence for each reply that is not what the engine decided: its confidence says nothing of what the visitor saw. */
export function disagreements(replies: Reply[]): string[] {
  return replies.flatMap(({ id, outcome, decision }) =>
    decision === null || decision.outcome === outcome
      ? []
      : [`${id}: the engine decided ${decision.outcome} (${decision.rule}), the visitor saw ${outcome}`],
  )
}
