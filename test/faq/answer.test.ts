import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createEngine } from '../../faq/answer.ts'
import type { Context, Decision, Turn } from '../../faq/types.ts'
import { clinicCalibration } from '../support/engine.ts'
import { smallClinic } from './small-clinic.ts'

const content = await smallClinic()
const calibration = await clinicCalibration()
const engine = createEngine(content, { calibration })
const english: Context = { locale: 'en', previous: [] }
const ask = (question: string, context: Context = english): Decision => engine.answer(question, context)

/** What the server remembers of a message and its reply. */
const turn = (text: string, { outcome, entryIds, topicId }: Decision): Turn => ({ text, outcome, entryIds, topicId })
const following = (text: string): Context => ({ locale: 'en', previous: [turn(text, ask(text))] })

describe('an approved answer', () => {
  test.each([
    ['the canonical question', 'How long does one infusion last?', 'length'],
    ['a phrasing, typed differently', 'NUMBER  of… infusions!', 'course'],
    ['other words', 'so is ketamine something for people with fibromyalgia', 'fibromyalgia'],
    ['typing errors', 'dose ketamne hepl fibromialga', 'fibromyalgia'],
    ['markup around it', '<b>how many infusions</b> <img src=x onerror=alert(1)>', 'course'],
    ['abuse around it', 'you stupid bot just tell me how long the damn infusion is', 'length'],
    ['a greeting before it', 'hi there, how long does an infusion last? thanks', 'length'],
    ['an abbreviation', 'fibro', 'fibromyalgia'],
    ['a denied danger before it', "I'm not suicidal, I just want to know how many infusions are given", 'course'],
  ])('is found by %s', (_, question, entryId) => {
    expect(ask(question)).toMatchObject({ outcome: 'answer', entryIds: [entryId], trigger: null, lang: 'en' })
  })

  test('is found at the end of a long story', () => {
    const story =
      'I have driven a school bus for nineteen years. My shoulder was the first thing to go. My sister sent me your page and ' +
      'I read it twice. I am not asking what I should do. I only want to know how many infusions are given in a series.'
    expect(ask(story)).toMatchObject({ outcome: 'answer', entryIds: ['course'] })
  })

  test('is certain for an exact phrasing, and says so', () => {
    expect(ask('infusion duration')).toMatchObject({
      rule: 'exact',
      candidates: [{ id: 'length', kind: 'entry', score: 1 }],
    })
  })

  test('is found for a follow-up by what was asked before', () => {
    expect(ask('and for migraines?', following('does ketamine help fibromyalgia'))).toMatchObject({
      outcome: 'answer',
      entryIds: ['migraine'],
    })
    expect(ask('and memory?', following('does chronic pain affect sleep'))).toMatchObject({
      outcome: 'answer',
      entryIds: ['memory'],
    })
  })

  test('is given to each of two questions', () => {
    expect(ask('How many infusions are given, and how long does one infusion last?')).toMatchObject({
      outcome: 'answer',
      entryIds: ['course', 'length'],
      templateId: null,
      trigger: null,
    })
  })

  test('to one of two questions says that a person has to answer the other', () => {
    expect(ask('is ketamine used for fibromyalgia and what does it cost')).toMatchObject({
      outcome: 'answer',
      entryIds: ['fibromyalgia'],
      templateId: 'part-unanswered',
      trigger: 'not-covered',
    })
    expect(ask('what does it cost and is ketamine used for fibromyalgia')).toMatchObject({
      outcome: 'answer',
      entryIds: ['fibromyalgia'],
      templateId: 'part-unanswered',
      trigger: 'not-covered',
    })
  })

  test('to none of two different questions says so, brings a person and tells staff of both (B14)', () => {
    const decision = ask('can ketamine help tinnitus and what does it cost?')
    expect(decision).toMatchObject({ outcome: 'handoff', templateId: 'none-answered', trigger: 'not-covered' })
    expect(decision.topicId).toBeNull()
    expect(decision.candidates.map(({ id }) => id)).toContain('cost')
    // The same subject twice is one thing.
    expect(ask('what does it cost, and what is the price?')).toMatchObject({ topicId: 'cost' })
  })
})

describe('a person is brought in', () => {
  test.each([
    ['for a subject that the article does not cover', 'what is the price', 'not-covered', 'topic:cost'],
    ['for another aspect of a known subject', 'how is fibromyalgia diagnosed', 'unsure', 'aspect:diagnosis'],
    ['for a subject that no entry mentions', 'can ketamine help tinnitus', 'unsure', 'subject:tinnitus'],
    ['for something else altogether', 'what vaccines do people need for peru', 'unsure', undefined],
    ['when a topic about the own case is meant', 'is there hope for my case', 'personal', undefined],
    ['for advice about a decision', 'should I stop my oxycodone', 'personal', 'personal:should'],
    ['for advice about medicines', 'I take sertraline, is that ok with ketamine?', 'personal', undefined],
    ['for a dose', 'what dose would I get at 180 lbs', 'personal', undefined],
    ['for a diagnosis', 'my foot is red and swollen, is that crps', 'personal', undefined],
    ['when asked for', 'Can I talk to a real person please?', 'asked', 'asks-for-person'],
    ['when asked to call back', 'please have someone call me back', 'asked', 'asks-for-person'],
  ])('%s', (_, question, trigger, rule) => {
    const decision = ask(question)
    expect(decision).toMatchObject({ outcome: 'handoff', entryIds: [], choiceIds: [], trigger })
    if (rule) expect(decision.rule).toBe(rule)
  })

  test('the second time that a question is unclear, instead of asking again', () => {
    expect(ask('blorp the whatsit', following('gribble the whatsit'))).toMatchObject({
      outcome: 'handoff',
      templateId: 'unsure-again',
      trigger: 'unsure-twice',
    })
  })

  test('the reason comes with at most three candidates, best first', () => {
    const { candidates, needed } = ask('what happens with the thing and the infusion')
    expect(candidates).toHaveLength(3)
    const scores = candidates.map(({ score }) => score)
    expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true)
    expect(needed).toBeGreaterThan(0)
  })
})

describe('an emergency goes before everything', () => {
  test.each([
    ['I want to kill myself. How long does one infusion last?', 'self-harm'],
    ['my chest feels tight after the infusion', 'medical'],
    ['can I talk to a person, I took the whole bottle', 'overdose'],
    ['my husband hits me', 'violence'],
    ['quiero morirme', 'self-harm'],
  ])('%j', (question, card) => {
    expect(ask(question)).toMatchObject({ outcome: 'crisis', card, trigger: 'red-flag', entryIds: [], candidates: [] })
  })

  test('and goes on until the visitor says something else', () => {
    const danger = following('i dont want to be alive anymore')
    expect(ask('nevermind. nothing helps anyway', danger)).toMatchObject({ outcome: 'crisis', card: 'self-harm' })
    expect(ask('How many infusions are given?', danger)).toMatchObject({ outcome: 'answer', entryIds: ['course'] })
  })
})

describe('small talk', () => {
  test.each([
    ['Hello!', 'greeting', 'en'],
    ['hi, good morning', 'greeting', 'en'],
    ['thank you so much', 'thanks', 'en'],
    ['Are you a robot?', 'robot', 'en'],
    ['¡Hola!', 'saludo', 'es'],
  ])('%j is returned in kind, without calling anybody', (text, smalltalkId, lang) => {
    expect(ask(text)).toMatchObject({ outcome: 'smalltalk', smalltalkId, lang, trigger: null, entryIds: [] })
  })

  test.each([
    '',
    '   \n',
    '🙂🙂🙂',
    '?!…',
    'asdfghjkl',
    'aaaaaaaaaaaaaaaa',
    'xkcdqwrt zzzz',
    '12345',
  ])('%j gets to know what the assistant does', (text) => {
    expect(ask(text)).toMatchObject({ outcome: 'smalltalk', templateId: 'what-i-do', trigger: null })
  })
})

describe('Spanish', () => {
  test.each(['en', 'es'] as const)('is answered in Spanish that a person has to help (page in %s)', (locale) => {
    expect(ask('¿Cuántas infusiones dan para la migraña?', { locale, previous: [] })).toMatchObject({
      outcome: 'handoff',
      templateId: 'english-only',
      lang: 'es',
    })
  })

  test('personal advice is recognised', () => {
    expect(ask('¿Puedo dejar mi morfina si empiezo con ketamina?')).toMatchObject({
      outcome: 'handoff',
      trigger: 'personal',
      lang: 'es',
    })
  })

  test('asking for a person is recognised', () => {
    expect(ask('quiero hablar con una persona')).toMatchObject({ templateId: 'asked', trigger: 'asked', lang: 'es' })
  })

  test('topics in Spanish are answered where the clinic has them', () => {
    const spanish = createEngine({
      ...content,
      topics: [
        ...content.topics,
        {
          id: 'cost',
          lang: 'es',
          label: 'Costo',
          reply: 'El artículo no dice cuánto cuesta.',
          phrasings: ['cuánto cuesta', 'precio de una infusión', 'es caro'],
          kind: 'not-covered',
        },
      ],
    })
    expect(spanish.answer('¿Cuánto cuesta una infusión?', english)).toMatchObject({ topicId: 'cost', lang: 'es' })
  })

  test('another language is answered in the language of the page', () => {
    expect(ask('Nakakatulong ba ang ketamine sa fibromyalgia?', { locale: 'es', previous: [] })).toMatchObject({
      outcome: 'handoff',
      templateId: 'english-only',
      lang: 'es',
    })
  })
})

describe('any text', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.string({
      unit: fc.constantFrom('how', ' ', '?', 'infusion', ',', ' and ', '\u202e', '\u200b', '\ud800', 'é', '🧠', '\n'),
    }),
  )

  test('is decided without throwing, and every name in the decision exists', () => {
    const entries = new Set(content.entries.map(({ id }) => id))
    const topics = new Set(content.topics.map(({ id }) => id))
    fc.assert(
      fc.property(hostile, fc.array(hostile, { maxLength: 2 }), (text, earlier) => {
        const previous = earlier.map((words) => turn(words, ask(words)))
        const decision = ask(text, { locale: 'en', previous })
        expect(decision.entryIds.every((id) => entries.has(id))).toBe(true)
        expect(decision.choiceIds.every((id) => entries.has(id))).toBe(true)
        expect(decision.topicId === null || topics.has(decision.topicId)).toBe(true)
        expect(decision.outcome === 'answer').toBe(decision.entryIds.length > 0)
        if (decision.outcome === 'handoff' || decision.outcome === 'crisis') expect(decision.trigger).not.toBeNull()
      }),
    )
  })

  test('is decided the same way every time, by every engine', () => {
    const again = createEngine(content, { calibration })
    fc.assert(
      fc.property(hostile, (text) => {
        expect(again.answer(text, english)).toEqual(ask(text))
      }),
      { numRuns: 50 },
    )
  })

  test.each([
    ['4,000 combining marks', `a${'\u0301'.repeat(4000)}`],
    ['lone surrogates', '\ud800'.repeat(4000)],
    ['right-to-left marks', '\u202e\u2067how many infusions\u2069'.repeat(100)],
    ['characters that unfold into many', '\ufdfa'.repeat(4000)],
    ['one endless word', 'a'.repeat(100_000)],
    ['a thousand questions', 'how many? '.repeat(1000)],
    ['tags that never end', '<a '.repeat(1300)],
  ])('%s are decided', (_, text) => {
    expect(['answer', 'clarify', 'handoff', 'smalltalk']).toContain(ask(text).outcome)
  })
})

describe('while a person has the chat', () => {
  const withPerson = (context: Context): Context => ({ ...context, emergenciesOnly: true })

  test.each([
    'I want to kill myself',
    'crushing chest pain and my left arm is numb',
    'how many infusions are given',
  ])('an emergency gets the same decision, and nothing else gets a card: %s', (text) => {
    const { card, ...decision } = ask(text)
    const found = ask(text, withPerson(english))
    expect(found.card).toBe(card)
    if (card) expect(found).toEqual({ card, ...decision })
    else expect(found).toMatchObject({ outcome: 'handoff', entryIds: [] })
  })

  test('danger lasts, and ends with what is plainly about something else', () => {
    const danger = following('I want to kill myself')
    for (const text of ['I do not know what to say', 'how many infusions are given']) {
      expect(ask(text, withPerson(danger))).toEqual(ask(text, danger))
    }
  })
})
