import type { Decision } from '../../faq/types.ts'
import type { Edition } from '../../server/live.ts'
import { APPROVED, answers, crisis, draft, unsure } from '../support/model.ts'

const always = { from: 0, to: 1440 }
const site = {
  hours: {
    zone: 'UTC',
    zoneLabel: { en: 'UTC', es: 'UTC' },
    week: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, [always]])),
    holidays: [],
    words: { en: '', es: '' },
  },
  waitMinutes: 2,
  retention: { botDays: 30, staffDays: 90 },
}

const PROPOSALS = { fibromyalgia: answers, unsure, crisis }
const ruleOf = (text: string) => (/^\w+/.exec(text)?.[0] ?? '') as keyof typeof PROPOSALS

/** A clinic whose assistant goes by the first word of a message. `thinking` resolves when it has thought. */
export function smallEdition(thinking: () => Promise<void>): Edition {
  const small = {
    content: { site },
    engine: {
      async answer(text: string): Promise<Pick<Decision, 'rule' | 'needed' | 'candidates'>> {
        await thinking()
        return { rule: ruleOf(text), needed: null, candidates: [] }
      },
    },
    replies: {
      forDecision: ({ rule }: Decision) => PROPOSALS[rule as keyof typeof PROPOSALS] ?? unsure,
      forChoice: () => null,
      forStaff: () => APPROVED,
      forFailure: () => unsure,
      forAsking: () => draft({ outcome: 'handoff', template: 'asked', text: 'A person will join.' }),
    },
  }
  return small as unknown as Edition
}
