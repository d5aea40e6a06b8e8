import { type ReadonlySignal, useComputed } from '@preact/signals'
import { ageWords, stageOf } from '../age.ts'
import type { Strings } from '../strings/index.ts'

interface Props {
  /** UTC ms. */
  since: number
  now: ReadonlySignal<number>
  /** `wait` changes its look with its age, `flag` is red, `plain` only says when something last happened. */
  kind: 'wait' | 'flag' | 'plain'
  t: Strings
}

/** How long ago, ticking; drawn anew only when its words or its look change. */
export function AgePill({ since, now, kind, t }: Props) {
  const words = useComputed(() => ageWords(now.value - since, t.list))
  const stage = useComputed(() => stageOf(now.value - since))
  const look = kind === 'wait' ? `is-${stage.value}` : `is-${kind}`
  return <span class={`pill ${look}`}>{words.value}</span>
}
