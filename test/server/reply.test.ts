import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Content, type Decision, TEMPLATE_IDS } from '../../faq/types.ts'
import { CARD_KINDS, HANDOFF_TRIGGERS, LOCALES, type LogEvent, OUTCOMES } from '../../protocol/events.ts'
import { loadContent } from '../../server/content.ts'
import type { DraftReply, Proposal } from '../../server/conversation/commands.ts'
import { libraryOf } from '../../server/library.ts'
import { cardText, createReplies, publicEvent, type Replies } from '../../server/reply.ts'
import { answerIndex } from '../../server/site-info.ts'
import { builtEngine } from '../support/engine.ts'
import { ANA, BEN } from '../support/model.ts'

let content: Content
let replies: Replies
/** Everything that the clinic has approved for the bot to say. */
let approved: Set<string>

beforeAll(async () => {
  content = await loadContent('faq')
  replies = createReplies(content)
  const { templates, cards } = content.site
  approved = new Set([
    ...LOCALES.flatMap((lang) => Object.values(templates[lang])),
    ...LOCALES.flatMap((lang) => CARD_KINDS.map((kind) => cardText(cards[lang][kind]))),
    ...content.topics.map((topic) => topic.reply),
    ...content.smalltalk.map((talk) => talk.reply),
    '',
  ])
})

const anyDecision = (): fc.Arbitrary<Decision> => {
  const entryId = fc.oneof(fc.constantFrom(...content.entries.map(({ id }) => id)), fc.constant('gone'))
  return fc.record({
    outcome: fc.constantFrom(...OUTCOMES),
    entryIds: fc.array(entryId, { maxLength: 3 }),
    choiceIds: fc.array(entryId, { maxLength: 3 }),
    templateId: fc.option(fc.constantFrom(...TEMPLATE_IDS)),
    topicId: fc.option(fc.constantFrom('gone', ...content.topics.map(({ id }) => id))),
    smalltalkId: fc.option(fc.constantFrom('gone', ...content.smalltalk.map(({ id }) => id))),
    card: fc.option(fc.constantFrom(...CARD_KINDS)),
    trigger: fc.option(fc.constantFrom(...HANDOFF_TRIGGERS)),
    rule: fc.string(),
    needed: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
    candidates: fc.array(
      fc.record({
        id: entryId,
        kind: fc.constantFrom('entry' as const, 'topic' as const),
        title: fc.string(),
        score: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { maxLength: 5 },
    ),
    normalized: fc.string(),
    lang: fc.constantFrom(...LOCALES),
  })
}

function expectApproved(reply: DraftReply): void {
  const article = content.sections.map((section) => section.text)
  expect(approved).toContain(reply.text)
  expect(reply.text !== '' || reply.answers.length > 0).toBe(true)
  for (const answer of reply.answers) {
    const entry = content.entries.find(({ id, lang }) => id === answer.entryId && lang === answer.lang)
    expect(answer.text).toBe(entry?.answer.map((sentence) => sentence.text).join(' '))
    expect(answer.title).toBe(entry?.question)
    expect(answer.attribution).toBe(entry?.attribution)
    expect(answer.passages.length).toBeGreaterThan(0)
    for (const passage of answer.passages) expect(article.some((text) => text.includes(passage.text))).toBe(true)
  }
  for (const choice of reply.choices) {
    expect(content.entries.find(({ id }) => id === choice.entryId)?.question).toBe(choice.title)
  }
}

function expectDisclaimer(reply: DraftReply): void {
  const site = content.site.disclaimer[reply.lang]
  expect(reply.disclaimer.id).toMatch(/^[0-9a-f]{12}$/)
  expect(reply.disclaimer.title).toBe(site.title)
  expect(reply.disclaimer.full).toBe(site.full)
  expect(reply.disclaimer.text).toBe(reply.answers.length > 0 ? site.text : '')
}

const everyProposal = (decision: Decision): Proposal[] => [
  replies.forDecision(decision),
  replies.forFailure(decision.lang),
  ...decision.entryIds.flatMap((id) => replies.forChoice(id, decision.lang) ?? []),
]

describe('whatever the engine decides', () => {
  test('the bot says only what the clinic approved (B1), with the disclaimer in the same message (B2)', () => {
    fc.assert(
      fc.property(anyDecision(), (decision) => {
        for (const { reply } of everyProposal(decision)) {
          expectApproved(reply)
          expectDisclaimer(reply)
        }
      }),
      { numRuns: 10_000 },
    )
  })

  test('a person is brought in exactly when the engine or a missing text asks for one', () => {
    fc.assert(
      fc.property(anyDecision(), (decision) => {
        const { reply, handoff, flag } = replies.forDecision(decision)
        expect(flag).toBe(decision.card)
        if (handoff?.rule === 'missing-text') expect([reply.template, handoff.trigger]).toEqual(['error', 'error'])
        else expect(handoff?.trigger ?? null).toBe(decision.trigger)
        expect(handoff?.candidates.length ?? 0).toBeLessThanOrEqual(3)
      }),
    )
  })
})

test('whatever a visitor types, the same holds for what the engine makes of it', async () => {
  const engine = await builtEngine(content)
  const words = content.entries.flatMap(({ question, phrasings }) => [question, ...phrasings].join(' ').split(/\s+/))
  const typed = fc.oneof(
    { weight: 4, arbitrary: fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((some) => some.join(' ')) },
    { weight: 1, arbitrary: fc.string({ maxLength: 60 }) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  )
  fc.assert(
    fc.property(typed, fc.constantFrom(...LOCALES), (text, locale) => {
      const { reply, handoff } = replies.forDecision(engine.answer(text, { locale, previous: [] }))
      expect(handoff?.rule).not.toBe('missing-text')
      expectApproved(reply)
      expectDisclaimer(reply)
    }),
    { numRuns: 10_000 },
  )
}, 600_000)

describe('a reply', () => {
  const decide = (part: Partial<Decision>): DraftReply =>
    replies.forDecision({
      outcome: 'answer',
      entryIds: [],
      choiceIds: [],
      templateId: null,
      topicId: null,
      smalltalkId: null,
      card: null,
      trigger: null,
      rule: 'test',
      needed: null,
      candidates: [],
      normalized: '',
      lang: 'en',
      ...part,
    }).reply

  test('to two questions warns as strictly as the stricter of its answers', () => {
    const { leads } = content.site.disclaimer.en
    const entry = (type: string) =>
      content.entries.find((found) => found.type === type && !found.aboutMedicine)?.id ?? ''
    expect(decide({ entryIds: [entry('fact')] }).disclaimer.lead).toBe(leads.fact)
    expect(decide({ entryIds: [entry('fact'), entry('testimonial')] }).disclaimer.lead).toBe(leads.testimonial)
    expect(decide({ entryIds: [entry('protocol'), entry('testimonial')] }).disclaimer.lead).toBe(leads.protocol)
  })

  test('about taking less medicine or stopping it says not to stop one by oneself', () => {
    const { leads } = content.site.disclaimer.en
    expect(decide({ entryIds: ['stopping-pain-medicines'] }).disclaimer.lead).toBe(leads.testimonial)
  })

  test('to emergency words says every line of the card, each with its number', () => {
    for (const lang of LOCALES) {
      for (const kind of CARD_KINDS) {
        const reply = decide({ outcome: 'crisis', card: kind, lang })
        const card = content.site.cards[lang][kind]
        expect(reply.template).toBe(`card:${kind}`)
        expect(reply.card).toBe(kind)
        const digits = reply.text.replace(/[^\d\n]/g, '')
        for (const { href } of [...card.actions, ...(card.danger ? [card.danger.action] : [])]) {
          const number = href.replace(/\D/g, '').replace(/^1?(?=\d{10}$)/, '')
          expect(digits).toContain(number)
        }
        for (const words of [card.title, card.text]) expect(reply.text).toContain(words)
      }
    }
  })

  test('to a topic that the article does not cover is the topic’s own words', () => {
    const topic = content.topics.find(({ lang }) => lang === 'en')
    if (!topic) throw new Error('no topic')
    const reply = decide({ outcome: 'handoff', topicId: topic.id, trigger: 'not-covered', templateId: 'unsure' })
    expect(reply).toMatchObject({ template: `topic:${topic.id}`, text: topic.reply, answers: [] })
  })
})

test('a visitor is not told why the bot gave up, nor what staff thought of the outcome', () => {
  const why = { trigger: 'unsure', rule: 'score', needed: 0.5, candidates: [] } as const
  const asked: LogEvent = {
    type: 'handoff:requested',
    trigger: 'unsure',
    why: { ...why, candidates: [] },
    seq: 3,
    at: 1,
  }
  const closed: LogEvent = { type: 'chat:closed', by: 'staff', staff: null, outcome: 'spam', seq: 4, at: 1 }
  const ended: LogEvent = { type: 'handoff:cancelled', seq: 5, at: 1 }
  expect(publicEvent(asked)).toEqual({ ...asked, why: null })
  expect(publicEvent(closed)).toEqual({ ...closed, outcome: null })
  expect(publicEvent(ended)).toBe(ended)
  const note: LogEvent = {
    seq: 5,
    at: 0,
    type: 'note:written',
    note: { clientId: 'c', staff: { id: 'ana', name: 'Ana' }, text: 'a secret' },
  }
  expect(publicEvent(note)).toEqual({ seq: 5, at: 0, type: 'note:written', note: null })
})

test('S2: an approved answer that staff send has its passages and the clinic’s disclaimer, as the bot’s has', () => {
  for (const { id, lang } of content.entries) {
    const sent = replies.forStaff(id, lang)
    const told = replies.forChoice(id, lang)?.reply
    expect(sent).toEqual({ answers: told?.answers, lang: told?.lang, disclaimer: told?.disclaimer })
    expect(sent?.disclaimer.full).toBe(content.site.disclaimer[lang].full)
    expect(sent?.answers[0].passages.length).toBeGreaterThan(0)
  }
  expect(replies.forStaff('no-such', 'en')).toBeNull()
  const passed: LogEvent = { seq: 6, at: 0, type: 'chat:passed', staff: ANA, from: BEN, epoch: 2, note: 'a secret' }
  expect(publicEvent(passed)).toEqual({ ...passed, note: null })
})

test('S14, S2: what staff send and go by is the clinic’s own, and none of it is made up', () => {
  const answers = { en: answerIndex(content, replies, 'en'), es: answerIndex(content, replies, 'es') }
  for (const lang of LOCALES) {
    const library = libraryOf({ content, answers, replies }, lang)
    const own = content.entries.filter((entry) => entry.lang === lang)
    const english = content.entries.filter((entry) => entry.lang === 'en')
    expect(library.answers).toHaveLength((own.length > 0 ? own : english).length)
    expect(library.replies.length).toBeGreaterThan(0)
    for (const kind of CARD_KINDS) expect(library.steps?.[kind].length).toBeGreaterThan(0)
    expect(library.reviewedBy).toBeNull()
    const bare = { ...content, site: { ...content.site, replies: null, procedures: null } }
    expect(libraryOf({ content: bare, answers, replies }, lang)).toMatchObject({ replies: [], steps: null })
  }
})
