import { expect, test } from 'vitest'
import { plainText } from '../../faq/normalize.ts'
import { split } from '../../faq/split.ts'

const questions = (text: string): string[] => split(plainText(text)).map((part) => part.text)

test.each([
  ['how long is an infusion', ['how long is an infusion']],
  ['Is it safe for migraines and what does it cost?', ['is it safe for migraines', 'what does it cost?']],
  ['What is NMDA? How long is an infusion?', ['what is nmda?', 'how long is an infusion?']],
  ['is it used for CRPS, does it help endometriosis', ['is it used for crps', 'does it help endometriosis']],
  ['I only want to know if it helps migraines.', ['it helps migraines.']],
  ['does it help sleep and memory', ['does it help sleep and memory']],
  ['ketamine CRPS', ['ketamine crps']],
])('%j asks %j', (text, expected) => {
  expect(questions(text)).toEqual(expected)
})

test('statements around a question are kept apart from it', () => {
  const [part] = split(plainText('My knee was replaced in May. Does pain often stay after surgery? It burns at night.'))
  expect(part).toEqual({
    text: 'does pain often stay after surgery?',
    around: 'my knee was replaced in may. it burns at night.',
  })
})

test('a question dictated without full stops is found at the end', () => {
  const dictated =
    'okay so i talk to this thing with my voice i am a trucker and i got sciatica and three doctors said wait it goes away ' +
    'my question is can pain that starts out short turn into the long kind'
  expect(questions(dictated)).toEqual(['can pain that starts out short turn into the long kind'])
})

test('any number of questions makes at most four parts', () => {
  expect(questions('how many? how long? what is it? who are they? where is it? why is that?')).toHaveLength(4)
})
