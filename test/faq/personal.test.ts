import { describe, expect, test } from 'vitest'
import { normalize } from '../../faq/normalize.ts'
import { asksForPerson } from '../../faq/triage/ask-person.ts'
import { loadContent } from '../../server/content.ts'
import { builtEngine } from '../support/engine.ts'

const engine = await builtEngine(await loadContent('faq'))

describe('advice on a case of one’s own ends at a person', () => {
  test.each([
    'Should I try ketamine for my knee?',
    'should my son stop his tramadol first',
    'what should i do about my pain',
    'how long should my infusions be',
    'is it a bad idea to skip my gabapentin before the infusion',
    'Is it safe for me with high blood pressure?',
    'is ketamine ok for my mother',
    'would it be an option for someone like me',
    'am I a good candidate',
    'would my dad be a candidate? he has dementia',
    'do i qualify',
    'I had a stroke in 2018. Does that rule me out?',
    'does being bipolar disqualify me',
    'will it work for me',
    'do you think it would work for me',
    'would this help my wife',
    'Can I cut my oxycodone in half?',
    'can i stop taking cymbalta if i start this',
    'could I drink wine the night before',
    'can i have an infusion while on suboxone',
    'may I get it despite my glaucoma',
    'what dose would I get at 190 lbs',
    'how many mg do i need',
    'I weigh 80 kg, how much ketamine is that',
    'is 800 mg of ibuprofen every four hours too much',
    'Is 60 mg of morphine too much with my blood pressure pills',
    'what would you recommend for my back',
    'what can I take for a flare',
    'just tell me yes or no if I should do it',
    'what would you do in my place',
    'do I have fibromyalgia',
    'could my burning foot be crps',
    'is this numbness in my toes neuropathy',
    'what is wrong with my leg',
    'why does my hand swell',
    'Pt is 62 with afib on apixaban. OK to infuse?',
    'would you treat a 58F on phenelzine',
    'I take lithium. Is that a problem?',
    "I'm on methadone, can I still come",
    "I'm 72 with COPD. Could I do this?",
    'my mom takes warfarin, is that ok with it',
    '¿Puedo dejar mi morfina si empiezo con ketamina?',
    '¿Es seguro para mi mamá?',
    '¿Soy candidata si tengo diabetes?',
  ])('%j', (question) => {
    const decision = engine.answer(question, { locale: 'en', previous: [] })
    expect(decision).toMatchObject({ outcome: 'handoff', entryIds: [], choiceIds: [] })
  })
})

describe('a general question by somebody with a case is answered', () => {
  test.each([
    ['my doctor mentioned ketamine. how long does one infusion last?', 'infusion-length'],
    ['I have CRPS. Is ketamine an option for complex regional pain syndrome?', 'crps'],
    ['can I read the starting dose somewhere? what is the starting dose', 'starting-dose'],
  ])('%j', (question, entryId) => {
    expect(engine.answer(question, { locale: 'en', previous: [] }).entryIds).toContain(entryId)
  })
})

test.each([
  'can I talk to a real person',
  'I want to speak with a nurse please',
  'human please',
  'connect me to staff',
  'please have someone call me back',
  'is there somebody I can chat with',
  'quiero hablar con una persona',
])('%j asks for a person', (text) => {
  expect(asksForPerson(normalize(text))).toBe(true)
})

test.each([
  'who should I talk to about medical advice',
  'does talking to a therapist help',
  'what do nurses say about ketamine',
  'do people talk during the infusion',
  'what do you call this pain',
])('%j does not ask for a person', (text) => {
  expect(asksForPerson(normalize(text))).toBe(false)
})
