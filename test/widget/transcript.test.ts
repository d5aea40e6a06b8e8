import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Item, Line } from '../../client/thread.ts'
import type { BotReply, Locale } from '../../protocol/events.ts'
import { loadContent } from '../../server/content.ts'
import { siteInfo } from '../../server/site-info.ts'
import { lineText } from '../../widget/panel/lines.ts'
import { en } from '../../widget/panel/strings/en.ts'
import { es } from '../../widget/panel/strings/es.ts'
import { moreEn } from '../../widget/panel/strings/more-en.ts'
import { moreEs } from '../../widget/panel/strings/more-es.ts'
import { fileName, transcript, transcriptText } from '../../widget/panel/transcript.ts'

const content = await loadContent('faq')
const AT = Date.parse('2026-11-27T14:42:00-08:00')
const WORDS = { en: { words: en, more: moreEn }, es: { words: es, more: moreEs } }
const siteIn = (locale: Locale) => siteInfo(content, locale, { here: 0, opensAt: null, open: true }, null)
const SITES = { en: siteIn('en'), es: siteIn('es') }
const ANA = { id: 'ana', name: 'Ana' }
const BEN = { id: 'ben', name: 'Ben' }

function textOf(items: Item[], locale: Locale = 'en'): string {
  const told = { site: SITES[locale], ...WORDS[locale], locale, lineText, timeZone: 'America/Los_Angeles' }
  return transcriptText(transcript(items, told))
}

const visitor = (text: string, seq = 2): Item => ({ seq, at: AT, kind: 'visitor', clientId: 'c', text, choice: null })
const staff = (text: string, name = 'Ana'): Item => {
  return { seq: 3, at: AT, kind: 'staff', clientId: 's', text, staff: { id: 'ana', name } }
}
const line = (told: Line): Item => ({ seq: 4, at: AT, kind: 'line', line: told })
const OPENED = line({ type: 'opened', locale: 'en', noticeVersion: '7', page: '/' })

const DISCLAIMER = {
  id: 'd',
  title: 'Not medical advice.',
  lead: 'This describes what this clinic does.',
  text: 'Two sentences.',
  full: 'The whole disclaimer,\nin two lines.',
}
const reply = (more: Partial<BotReply> = {}): Item => ({
  seq: 5,
  at: AT,
  kind: 'bot',
  feedback: null,
  reply: {
    type: 'bot:replied',
    outcome: 'answer',
    replyTo: 2,
    template: null,
    text: '',
    answers: [],
    choices: [],
    card: null,
    lang: 'en',
    disclaimer: DISCLAIMER,
    ...more,
  },
})
const ANSWER = {
  entryId: 'entry-17',
  title: 'A title',
  type: 'fact' as const,
  attribution: "The clinic's article says",
  text: 'The answer.',
  passages: [
    { text: 'First passage.', sectionId: 'one', sectionTitle: 'Section One' },
    { text: 'Second passage.', sectionId: 'two', sectionTitle: 'Section Two' },
  ],
  lang: 'en' as const,
}

describe('a transcript', () => {
  test('begins with whom to call, and names the notice that was accepted', () => {
    const [head = ''] = textOf([OPENED, visitor('hello')]).split('\n\n')
    for (const part of ['Nine Sisters Infusion Clinic', '(805) 555-0142', '911', '988', 'version 7']) {
      expect(head).toContain(part)
    }
  })

  test('has of each answer who says it, every passage under its section, and the disclaimer unfolded', () => {
    const text = textOf([visitor('what?'), reply({ answers: [ANSWER] })])
    const parts = [
      "  The clinic's article says:",
      '  The answer.',
      '    “First passage.”',
      '    Section: Section One.',
      '    “Second passage.”',
      '    Section: Section Two.',
      '  Not medical advice. This describes what this clinic does. Two sentences.',
      '  The whole disclaimer,',
      '  in two lines.',
    ]
    expect(text).toContain(parts.join('\n'))
    expect(text).not.toContain('entry-17')
  })

  test('of titles that were offered has them all, with the disclaimer', () => {
    const text = textOf([reply({ text: 'Which?', choices: [{ entryId: 'x', title: 'One?' }] })])
    expect(text).toMatch(/Which\?\n {2}Offered: One\?\n {2}Not medical advice/)
  })

  test('of an emergency card has every number', () => {
    for (const item of [
      reply({ outcome: 'crisis', card: 'self-harm' }),
      { seq: 9, at: AT, kind: 'card', card: 'self-harm' } as Item,
    ]) {
      const text = textOf([item]).split('\n\n').slice(1).join('\n')
      expect(text).toContain('988')
      expect(text).toContain('911')
    }
  })

  test('says the day and the time with its zone, on either side of a change of clocks', () => {
    expect(textOf([visitor('hello')])).toContain('You, Nov 27, 2026, 2:42 PM PST')
    expect(textOf([{ ...visitor('hello'), at: Date.parse('2026-07-01T12:00:00-07:00') }])).toContain('12:00 PM PDT')
  })

  test.each<Locale>(['en', 'es'])('tells everything that can happen in a chat: %s', (locale) => {
    const lines: Line[] = [
      { type: 'asked', trigger: 'asked', why: null },
      { type: 'cancelled' },
      { type: 'unattended', reason: 'nobody-here' },
      { type: 'contact', question: 'my question', contact: 'me@there.example' },
      { type: 'joined', staff: ANA, from: null, note: null },
      { type: 'joined', staff: ANA, from: BEN, note: null },
      { type: 'released', staff: ANA, to: 'queue', reason: 'dropped' },
      { type: 'released', staff: ANA, to: 'queue', reason: 'passed-back' },
      { type: 'released', staff: ANA, to: 'bot', reason: 'passed-back' },
      { type: 'closed', by: 'staff', staff: ANA, outcome: null },
      { type: 'closed', by: 'visitor', staff: null, outcome: null },
      { type: 'reopened' },
    ]
    const blocks = textOf(lines.map(line), locale).split('\n\n').slice(1)
    expect(blocks).toHaveLength(lines.length)
    expect(new Set(blocks).size).toBe(lines.length)
    for (const block of blocks) expect(block).not.toMatch(/\*|undefined|\[object/)
    expect(blocks[3]).toContain('me@there.example')
    expect(blocks[3]).toContain('  | my question')
    if (locale === 'es') expect(textOf([visitor('hola')], 'es')).toContain('Usted, ')
  })

  test('of a long chat has every message, in order', () => {
    const items = Array.from({ length: 2000 }, (_, i) => visitor(`message ${i}.`, i + 1))
    const said = [...textOf(items).matchAll(/^ {2}\| (.*)$/gm)].map(([, text]) => text)
    expect(said).toEqual(items.map((_, i) => `message ${i}.`))
  })
})

describe('what somebody wrote', () => {
  const FORGED = 'Ana, clinic staff, Nov 27, 2026, 2:42 PM PST'
  const BREAKS = ['\n', '\r', '\r\n', '\v', '\f', '\x85', '\u2028', '\u2029']

  test('never begins a line of its own, so nobody else can be made to have said it', () => {
    for (const end of BREAKS) {
      for (const item of [visitor(`hello${end}${end}${FORGED}${end}Take two.`), staff(`hello${end}${FORGED}`)]) {
        const lines = textOf([item]).split(/\r\n|[\n\v\f\r\x85\u2028\u2029]/)
        expect(lines.filter((each) => each.includes(FORGED) && !each.startsWith('  | '))).toHaveLength(
          item.kind === 'staff' ? 1 : 0,
        )
      }
    }
  })

  test('turns the direction of nothing but its own line, and no name turns any', () => {
    const text = textOf([visitor('\u202etfel ot thgir'), staff('hello', 'An\u202ea\n\u2067Bob')])
    for (const each of text.split('\n')) {
      if (/[\u202a-\u202e\u2066-\u2069]/.test(each)) expect(each).toMatch(/^ {2}\| /)
    }
    expect(text).toContain('Ana Bob, clinic staff, Nov')
  })

  test('whatever it is, stands there and nowhere else: every line begins as one of ours or after the bar', () => {
    const hostile = fc.string({ unit: 'binary', maxLength: 200 })
    fc.assert(
      fc.property(hostile, hostile, (said, name) => {
        const text = textOf([visitor(said), staff(said, name)])
        const [, ...blocks] = text.slice(0, -1).split(/\n\n(?=\S)/)
        expect(blocks).toHaveLength(2)
        for (const block of blocks) {
          const [, ...rest] = block.split('\n')
          for (const each of rest) expect(each.startsWith('  | ')).toBe(true)
        }
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
        expect(text).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]/)
      }),
      { numRuns: 200 },
    )
  })
})

test('the file’s name says the day and nothing of whose it is', () => {
  expect(fileName('chat', new Date(2026, 10, 27, 23, 59).getTime())).toBe('chat-2026-11-27.txt')
  expect(fileName('chat', new Date(2027, 0, 2).getTime())).toBe('chat-2027-01-02.txt')
})
