import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { articleProblems, parseArticle } from '../../faq/article.ts'
import { TEMPLATE_IDS } from '../../faq/types.ts'
import { CARD_KINDS, LOCALES } from '../../protocol/events.ts'
import { loadContent } from '../../server/content.ts'
import { clinicFolder, refusal } from '../faq/fixtures/clinic.ts'

test('a good folder is loaded whole', async () => {
  const content = await loadContent(await clinicFolder())
  expect(content.sections.map(({ id }) => id)).toEqual(['warmth', 'course', 'story', 'clinic', 'disclaimer'])
  expect(content.topics.map(({ id, lang, kind }) => [id, lang, kind])).toEqual([['cost', 'en', 'not-covered']])
  expect(content.smalltalk.map(({ id, lang }) => [id, lang])).toEqual([['hello', 'en']])
  expect(content.entries.find(({ id }) => id === 'visit-plan')).toMatchObject({
    lang: 'en',
    type: 'protocol',
    attribution: "The clinic's article says",
    sections: ['course'],
    aboutMedicine: false,
    gradeWaiver: null,
    reviewedBy: 'Content team',
    reviewedOn: '2026-11-22',
  })
})

test('a fact without an attribution gets the one in the settings', async () => {
  const content = await loadContent(await clinicFolder({ changes: [[['attributions', 'en', 'fact'], 'We quote']] }))
  expect(content.entries.find(({ id }) => id === 'warmth-helps')?.attribution).toBe('We quote')
})

test('the spans of the week become minutes, and a night span ends on the next day', async () => {
  const week = ['hours', 'week']
  const dir = await clinicFolder({
    changes: [
      [
        [...week, 'monday'],
        ['09:00-12:00', '13:30-24:00'],
      ],
      [[...week, 'sunday'], ['22:00-02:00']],
    ],
  })
  const { site } = await loadContent(dir)
  expect(site.hours.week[1]).toEqual([
    { from: 540, to: 720 },
    { from: 810, to: 1440 },
  ])
  expect(site.hours.week[2]).toEqual([{ from: 540, to: 1020 }])
  expect(site.hours.week[7]).toEqual([{ from: 1320, to: 1560 }])
})

test.each([
  ['full', undefined],
  ['full', 'full'],
  ['fuse', 'fuse'],
])('the matcher is %s where the settings say %s', async (expected, value) => {
  const { site } = await loadContent(await clinicFolder({ changes: [[['matcher'], value]] }))
  expect(site.matcher).toBe(expected)
})

describe('the clinic in this repository', () => {
  const site = async () => (await loadContent(await clinicFolder())).site

  test('has every template, card and disclaimer in every language, and nothing else of a card than the panel knows', async () => {
    const { templates, cards, disclaimer } = await site()
    for (const lang of LOCALES) {
      expect(Object.keys(templates[lang]).sort()).toEqual([...TEMPLATE_IDS].sort())
      for (const kind of CARD_KINDS) {
        expect(Object.keys(cards[lang][kind]).sort()).toEqual(['actions', 'danger', 'kind', 'more', 'text', 'title'])
        expect(cards[lang][kind].kind).toBe(kind)
      }
      expect(disclaimer[lang].full).toContain('This website cannot diagnose or treat any medical condition.')
    }
    expect(disclaimer.es.full).toMatch(/^Texto completo del artículo, en inglés: Disclaimer: /)
  })

  test('keeps its texts plain: no exclamation marks and no sentence of more than 20 words', async () => {
    const { templates, cards } = await site()
    const texts = LOCALES.flatMap((lang) => [
      ...Object.values(templates[lang]),
      ...CARD_KINDS.flatMap((kind) => {
        const { title, text, danger, more } = cards[lang][kind]
        return [title, text, danger?.text ?? '', more ?? '']
      }),
    ])
    for (const text of texts) {
      expect(text).not.toMatch(/[!¡]/)
      for (const sentence of text.split(/(?<=[.?]) /))
        expect(sentence.split(' ').length, sentence).toBeLessThanOrEqual(20)
    }
  })
})

describe('the content is refused', () => {
  test.for([
    [
      'without a crisis number',
      [['emergency', 'crisis', 'number'], undefined],
      '"emergency, crisis, number" is missing. Add it.',
    ],
    [
      'with an empty crisis number',
      [['emergency', 'crisis', 'number'], ''],
      '"emergency, crisis, number" must be a phone number in quotes, like \'911\'.',
    ],
    [
      'with a crisis number that is not quoted',
      [['emergency', 'crisis', 'number'], 988],
      '"emergency, crisis, number" must be text. Put it in quotes.',
    ],
    [
      'without a medical emergency line',
      [['emergency', 'medical'], undefined],
      '"emergency, medical" is missing. Add it.',
    ],
    [
      'without an emergency card',
      [['cards', 'es', 'overdose'], undefined],
      '"cards, es, overdose" is missing. Add it.',
    ],
    ['without the cards of a language', [['cards', 'es'], undefined], '"cards, es" is missing. Add it.'],
    [
      'without the day on which a card was checked',
      [['cards', 'en', 'medical', 'checkedOn'], undefined],
      '"cards, en, medical, checkedOn" is missing. Add it.',
    ],
    [
      'with a card checked on no day of the calendar',
      [['cards', 'en', 'medical', 'checkedOn'], '2026-02-30'],
      '"cards, en, medical, checkedOn" must be a day of the calendar, written like 2026-11-22.',
    ],
    [
      'with a card that does not call 911',
      [['cards', 'en', 'violence', 'danger'], null],
      'The card "violence" (en) has no button that calls 911. Add it.',
    ],
    [
      'with a self-harm card that begins with another line',
      [['cards', 'en', 'self-harm', 'actions', 0, 'href'], 'tel:5550100'],
      'The card "self-harm" (en) must begin with a button that calls 988.',
    ],
    [
      'with a red button for anything but 911',
      [['cards', 'en', 'violence', 'actions', 0, 'tone'], 'alert'],
      'The card "violence" (en) has a red button that does not call 911. Make it calm or plain.',
    ],
    [
      'with a button that runs a script',
      [['cards', 'en', 'self-harm', 'actions', 2, 'href'], 'javascript:alert(1)'],
      '"cards, en, self-harm, actions 3, href" must begin with tel:, sms: or https:// and have no spaces.',
    ],
    ['without the disclaimer', [['disclaimer'], undefined], '"disclaimer" is missing. Add it.'],
    ['without the Spanish disclaimer', [['disclaimer', 'es'], undefined], '"disclaimer, es" is missing. Add it.'],
    [
      'with another disclaimer than the article has',
      [['disclaimer', 'en', 'full'], 'Disclaimer: This is medical advice.'],
      '"disclaimer, en, full" differs from the disclaimer in content/en/article.md. Copy it word for word.',
    ],
    [
      'with a short disclaimer that the article does not have',
      [['disclaimer', 'en', 'text'], 'This website can diagnose.'],
      '"disclaimer, en, text" does not stand in the article\'s disclaimer. Copy it word for word.',
    ],
    [
      'with a translated disclaimer that nobody answers for',
      [['disclaimer', 'es', 'full'], 'Aviso: esto no es consejo médico.'],
      '"disclaimer, es, full" is a translation without a named translator and reviewer. Name both, or keep the article\'s English words.',
    ],
    [
      "without the line before a protocol's disclaimer",
      [['disclaimer', 'es', 'leads', 'protocol'], null],
      '"disclaimer, es, leads, protocol" is missing. Add the line that stands before the disclaimer.',
    ],
    [
      'with a starter that names no entry',
      [['starters', 1], 'nowhere'],
      'The starter "nowhere" names no English entry. Use the name of a file in content/en/entries.',
    ],
    [
      'with a starter called like a method of every object',
      [['starters', 1], 'constructor'],
      'The starter "constructor" names no English entry. Use the name of a file in content/en/entries.',
    ],
    ['with the same starter twice', [['starters', 1], 'warmth-helps'], 'A starter stands twice. Keep one of them.'],
    ['without a template', [['templates', 'es', 'unsure'], undefined], '"templates, es, unsure" is missing. Add it.'],
    ['with an empty template', [['templates', 'en', 'error'], ' '], '"templates, en, error" is empty. Fill it in.'],
    [
      'with a template that nothing sends',
      [['templates', 'en', 'hello'], 'Hello.'],
      'The key "templates.en.hello" is not known. Remove it or correct its spelling.',
    ],
    [
      'with a time zone that does not exist',
      [['hours', 'zone'], 'America/San_Luis_Obispo'],
      'The time zone "America/San_Luis_Obispo" is not known. Write one like America/Los_Angeles.',
    ],
    [
      'with an offset for a time zone',
      [['hours', 'zone'], '-08:00'],
      'The time zone "-08:00" is not known. Write one like America/Los_Angeles.',
    ],
    [
      'with hours that overlap in a day',
      [
        ['hours', 'week', 'monday'],
        ['09:00-12:30', '12:00-17:00'],
      ],
      'The hours on monday overlap. Make one span end before the next begins.',
    ],
    [
      'with a night that runs into the next morning',
      [['hours', 'week', 'monday'], ['20:00-10:00']],
      'The hours of monday and tuesday overlap. Make one span end before the next begins.',
    ],
    [
      'with a Sunday night that runs into Monday',
      [['hours', 'week', 'sunday'], ['20:00-10:00']],
      'The hours of sunday and monday overlap. Make one span end before the next begins.',
    ],
    [
      'with an hour that no clock shows',
      [['hours', 'week', 'monday'], ['09:00-25:00']],
      '"hours, week, monday 1" must be a span of the day, written like 09:00-17:00.',
    ],
    [
      'with a holiday that is no day',
      [['hours', 'holidays', 0], '2026-13-01'],
      '"hours, holidays 1" must be a day of the calendar, written like 2026-11-22.',
    ],
    [
      'with a key that is not known',
      [['colour'], 'green'],
      'The key "colour" is not known. Remove it or correct its spelling.',
    ],
    [
      'with a page address that is a script',
      [['articleUrl'], 'javascript:alert(1)'],
      '"articleUrl" must be the address of a page, or null.',
    ],
    ['with a wait of no minutes', [['waitMinutes'], 0], '"waitMinutes" must be at least 1.'],
    ['with a way of matching that does not exist', [['matcher'], 'fuzzy'], '"matcher" must be one of: full, fuse.'],
    ['with a wait of half a minute', [['waitMinutes'], 0.5], '"waitMinutes" must be a whole number.'],
  ] as const)('%s', async ([, [path, value], problem]) => {
    expect(await refusal(await clinicFolder({ changes: [[[...path], value]] }))).toEqual([`site.yaml: ${problem}`])
  })
})

describe('an allowed site is refused unless it is an exact origin', () => {
  test.for([
    ['https://www.example.com/', ' Write https://www.example.com.'],
    ['https://www.example.com/page', ' Write https://www.example.com.'],
    ['https://WWW.example.com', ' Write https://www.example.com.'],
    ['https://www.example.com:443', ' Write https://www.example.com.'],
    ['https://user:pass@www.example.com', ' Write https://www.example.com.'],
    ['www.example.com', ' Write it like https://www.example.com.'],
    ['https://*.example.com', ' Write it like https://www.example.com.'],
    ['*', ' Write it like https://www.example.com.'],
    ['null', ' Write it like https://www.example.com.'],
    ['file:///tmp', ' Write it like https://www.example.com.'],
    ["https://a.example 'unsafe-inline'", ' Write it like https://www.example.com.'],
    ['https://a.example; script-src *', ' Write it like https://www.example.com.'],
  ] as const)('%s', async ([origin, hint]) => {
    const dir = await clinicFolder({ changes: [[['allowedSites'], [origin]]] })
    expect(await refusal(dir)).toEqual([`site.yaml: The allowed site "${origin}" is not an exact origin.${hint}`])
  })

  test.for([
    'https://www.example.com',
    'http://localhost:8080',
    'https://xn--bcher-kva.example',
  ])('%s is taken', async (origin) => {
    const { site } = await loadContent(await clinicFolder({ changes: [[['allowedSites'], [origin]]] }))
    expect(site.allowedSites).toEqual([origin])
  })
})

describe("a clinician's title in the program's name is refused", () => {
  test.for([
    ['Dr. K', 'Dr'],
    ['Dr.K', 'Dr'],
    ['D.r. K', 'Dr'],
    ['ＤＲ Bot', 'DR'],
    ['Nurse', 'Nurse'],
    ['Your nurse helper', 'nurse'],
    ['Kim, RN', 'RN'],
    ['Kim R.N.', 'RN'],
    ['Kim M.D.', 'MD'],
    ['Kim, NP', 'NP'],
    ['PA Kim', 'PA'],
    ['Kim, DO', 'DO'],
    ['Doctor Pain', 'Doctor'],
    ['Dra. Ana', 'Dra'],
    ['Enfermera Ana', 'Enfermera'],
    ['Asistente médico', 'médico'],
    ['Asistente me\u0301dico', 'médico'],
  ] as const)('%s', async ([name, title]) => {
    const dir = await clinicFolder({ changes: [[['botName', 'es'], name]] })
    expect(await refusal(dir)).toEqual([
      `site.yaml: "botName, es" has "${title}", a clinician's title. The program is not a clinician: give it a plain name.`,
    ])
  })

  test.for(['Automatic assistant', 'What can I do', 'Andrea', 'Sandra bot', 'Mapa'])('%s is taken', async (name) => {
    const { site } = await loadContent(await clinicFolder({ changes: [[['botName', 'en'], name]] }))
    expect(site.botName.en).toBe(name)
  })
})

describe('an entry is refused', () => {
  test.for([
    [
      'without an attribution, unless it is a fact',
      'attribution-missing',
      'An entry of type testimonial must say who says it. Add "attribution".',
    ],
    [
      'with a section that the article does not have',
      'unknown-section',
      'The section "nowhere" is not in the article. Use an id from content/en/article.md.',
    ],
    [
      'with a key that is not known',
      'unknown-key',
      'The key "keyword" is not known. Remove it or correct its spelling.',
    ],
    [
      'with a type that is not known',
      'unknown-type',
      '"type" must be one of: fact, clinic-claim, testimonial, protocol.',
    ],
  ] as const)('%s', async ([, overlay, problem]) => {
    expect(await refusal(await clinicFolder({ overlays: [overlay] }))).toContain(
      `content/en/entries/one-story.yaml, entry "one-story": ${problem}`,
    )
  })
})

describe('the article', () => {
  test('is cut at markers and headings, byte for byte', () => {
    const markdown =
      '# Title\n\n<!-- section: a | The first -->\nOne  \n\n* two\r\n<!-- section: b-2 | The second | part -->\r\nThree\n## Heading\n\n---\n<!-- section: c | Last -->\nno end of line'
    expect(parseArticle(markdown)).toEqual([
      { id: 'a', title: 'The first', text: 'One  \n\n* two\r\n' },
      { id: 'b-2', title: 'The second | part', text: 'Three\n' },
      { id: 'c', title: 'Last', text: 'no end of line' },
    ])
  })

  test('of this repository loses no word', async () => {
    const markdown = await readFile(join(import.meta.dirname, '../../faq/content/en/article.md'), 'utf8')
    expect(articleProblems(markdown)).toEqual([])
    const words = (text: string) => text.split(/\s+/).filter((word) => word !== '' && word !== '---').length
    const cut = parseArticle(markdown).reduce((sum, { text }) => sum + words(text), 0)
    const published = words(markdown.replaceAll(/^(#|<!--).*$/gm, ''))
    expect(cut).toBe(published)
  })

  test('is refused with words that belong to no section, a broken marker, an id twice, an empty section or no disclaimer', () => {
    const markdown =
      'Lost words.\n<!-- section: a | A -->\ntext\n<!-- section: B | Bad id -->\n<!-- section: a | Again -->\ntext\n<!-- section: e | Empty -->\n# Heading\nAlso lost.'
    expect(articleProblems(markdown).map(({ problem }) => problem)).toEqual([
      'The words "Lost words." belong to no section. Put a section marker above them.',
      'The line "<!-- section: B | Bad id -->" is not a section marker. Write <!-- section: an-id | The title -->.',
      'The words "Also lost." belong to no section. Put a section marker above them.',
      'Two sections are called "a". Give one of them another id.',
      'The section "e" is empty. Remove its marker or add its text.',
      'The article has no section "disclaimer". Mark the disclaimer with that id.',
    ])
  })
})
