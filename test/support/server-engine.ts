import type { Context, Decision, Engine } from '../../faq/types.ts'

const nothing: Omit<Decision, 'outcome' | 'rule' | 'normalized' | 'lang'> = {
  entryIds: [],
  choiceIds: [],
  templateId: null,
  topicId: null,
  smalltalkId: null,
  card: null,
  trigger: null,
  needed: null,
  candidates: [],
}

/** Decides by the first word, so that a test says what the bot will make of a message. */
export const wordEngine: Engine = {
  answer(question: string, { locale }: Context): Decision {
    const base = { ...nothing, normalized: question, lang: locale }
    switch (/^\w*/.exec(question)?.[0]) {
      case 'fibromyalgia':
        return { ...base, outcome: 'answer', entryIds: ['fibromyalgia-help'], rule: 'score' }
      case 'dose':
        return { ...base, outcome: 'answer', entryIds: ['fibromyalgia-help', 'starting-dose'], rule: 'score' }
      case 'which':
        return { ...base, outcome: 'clarify', choiceIds: ['migraine', 'tmj'], rule: 'margin' }
      case 'crisis':
        return { ...base, outcome: 'crisis', card: 'self-harm', trigger: 'red-flag', rule: 'crisis:self-harm' }
      case 'hello':
        return { ...base, outcome: 'smalltalk', templateId: 'what-i-do', rule: 'blank' }
      case 'broken':
        throw new Error(`the engine fell over: ${question}`)
      default:
        return {
          ...base,
          outcome: 'handoff',
          templateId: 'unsure',
          trigger: 'unsure',
          rule: 'score<0.55',
          needed: 0.55,
          candidates: [{ id: 'migraine', kind: 'entry', title: 'Can ketamine help with migraine?', score: 0.31 }],
        }
    }
  },
}
