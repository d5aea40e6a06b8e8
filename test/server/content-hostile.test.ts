import { mkdir, mkdtemp, open, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDeflateRaw } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createEngine } from '../../faq/answer.ts'
import { sentence } from '../../faq/checks/problem.ts'
import type { Content } from '../../faq/types.ts'
import { ContentError, loadContent } from '../../server/content.ts'
import { editionOf } from '../../server/live.ts'
import { clinicFolder, problemsIn, refusal } from '../faq/fixtures/clinic.ts'

/** Corpus F: files as they come from the wrong program, a full disk, or somebody who means harm. See also content-files.test.ts. */

const ENTRY = 'content/en/entries/one-story.yaml'
const GOOD_DIR = join(import.meta.dirname, '../faq/fixtures/good')
const GOOD = await readFile(join(GOOD_DIR, ENTRY), 'utf8')
const ARTICLE = await readFile(join(GOOD_DIR, 'content/en/article.md'), 'utf8')

/** The content, or null when it is refused with problems that each name a file. No object keeps a trace of it. */
async function takenOrRefused(dir: string): Promise<Content | null> {
  const content = await loadContent(dir).catch((error: unknown) => {
    if (!(error instanceof ContentError)) throw error
    expect(error.problems).not.toEqual([])
    for (const { file, line, problem } of error.problems) {
      expect(file).toMatch(/^(site\.yaml|content\/(en|es)(\/.+)?)$/)
      expect(line === undefined || line >= 1, `line ${line}`).toBe(true)
      expect(problem).toMatch(/\.$/)
    }
    return null
  })
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  return content
}

async function folderWith(file: string, content: string | Buffer): Promise<string> {
  const dir = await clinicFolder()
  await writeFile(join(dir, file), content)
  return dir
}

describe('a problem says on which line it is', () => {
  const lineOf = (text: string, words: string): number => text.slice(0, text.indexOf(words)).split('\n').length

  test.for([
    ['a value of the wrong kind', GOOD.replace('- stories of patients', '- 12'), '- 12'],
    ['an unknown key', GOOD.replace('gradeWaiver:', 'gradeWaver:'), 'gradeWaver'],
    ['an unknown key further in', GOOD.replace('passages:', 'passage: x\n    passages:'), 'passage: x'],
    ['a missing key, by what it is missing in', GOOD.replace('  - text: One', '  - texts: One'), '  - texts'],
    ['a section that is not in the article', GOOD.replace('[story]', '[story,\n  nowhere]'), '  nowhere]'],
    ['a claim without an attribution', GOOD.replace(/attribution: .*\n/, ''), 'type:'],
    ['an alias', GOOD.replace('[story]', '*story'), '*story'],
    ['a tag', GOOD.replace('[story]', '!!set {}'), '!!set'],
    ['an open quote', GOOD.replace('- good morning', '- "good').concat('\n"x'), '"x'],
    ['a NUL', GOOD.replace('who slept', 'who \0 slept'), 'who \0'],
    [
      'control characters in Windows line ends',
      GOOD.replace('who slept', 'who \x07').replaceAll('\n', '\r\n'),
      'who \x07',
    ],
  ] as const)('%s', async ([, content, words]) => {
    const problems = await problemsIn(await folderWith(ENTRY, content))
    expect(problems.map(({ line }) => line)).toContain(lineOf(content, words))
    expect(sentence(problems[0] ?? { file: '', entry: null, problem: '' })).toMatch(/ Look at line \d+\.$/)
  })

  test('a letter in another encoding', async () => {
    const text = GOOD.replace('who slept', 'who señor')
    expect(await problemsIn(await folderWith(ENTRY, Buffer.from(text, 'latin1')))).toMatchObject([
      { line: lineOf(text, 'señor'), problem: 'The file is not in UTF-8. Save it with the encoding UTF-8.' },
    ])
  })

  test('a setting that is well formed and wrong', async () => {
    const dir = await clinicFolder({ changes: [[['starters', 2], 'nowhere']] })
    const lines = (await readFile(join(dir, 'site.yaml'), 'utf8')).split('\n')
    expect(await problemsIn(dir)).toMatchObject([{ file: 'site.yaml', line: lines.indexOf('  - nowhere') + 1 }])
  })

  test('a word of the article that belongs to no section', async () => {
    const dir = await folderWith('content/en/article.md', `# Title\n\nlost words\n${ARTICLE}`)
    expect(await problemsIn(dir)).toMatchObject([{ file: 'content/en/article.md', line: 3 }])
  })
})

describe('a file of any size', () => {
  test('is refused by its length, without reading it', async () => {
    const dir = await clinicFolder()
    // 100 GB of nothing: reading it would fill the memory
    for (const file of [ENTRY, 'site.yaml', 'content/en/article.md']) {
      await using handle = await open(join(dir, file), 'w')
      await handle.truncate(100_000_000_000)
    }
    expect(await refusal(dir)).toEqual([
      'site.yaml: The file is longer than 64 KiB. Split or shorten it.',
      'content/en/article.md: The file is longer than 1024 KiB. Split or shorten it.',
      'content/en/entries/one-story.yaml, entry "one-story": The file is longer than 64 KiB. Split or shorten it.',
    ])
  })

  test('may be as long as the limit, and its one long answer is refused for its length', async () => {
    const dir = await folderWith(ENTRY, GOOD.replace(/text: .*/, `text: ${'word '.repeat(10_000)}`))
    expect(await refusal(dir)).toEqual([
      'content/en/entries/one-story.yaml, entry "one-story": "answer 1, text" is longer than 600 characters. Shorten it.',
    ])
  })
})

test('a folder of thousands of files is refused before they are read', async () => {
  const dir = await clinicFolder()
  const folder = join(dir, 'content/en/topics')
  await Promise.all(Array.from({ length: 3000 }, (_, i) => writeFile(join(folder, `t-${i}.yaml`), 'x')))
  expect(await refusal(dir)).toEqual(['content/en/topics: The folder has more than 1000 files. Remove some.'])
})

test('an entry, a topic and small talk of one name are three things', async () => {
  const dir = await clinicFolder()
  for (const [kind, from] of [
    ['topics', 'topics/cost'],
    ['smalltalk', 'smalltalk/hello'],
  ]) {
    const file = await readFile(join(dir, `content/en/${from}.yaml`))
    await writeFile(join(dir, `content/en/${kind}/one-story.yaml`), file)
  }
  const { entries, topics, smalltalk } = await loadContent(dir)
  for (const items of [entries, topics, smalltalk]) expect(items.map(({ id }) => id)).toContain('one-story')
})

test('an entry without an answer is refused', async () => {
  const dir = await folderWith(ENTRY, GOOD.replace(/answer:[\s\S]*(?=gradeWaiver)/, ''))
  expect(await refusal(dir)).toEqual([`${ENTRY}, entry "one-story": "answer" is missing. Add it.`])
})

test('a link is followed inside of the folder and refused when it leads out of it', async () => {
  const dir = await clinicFolder()
  const outside = await mkdtemp(join(tmpdir(), 'bedside-outside-'))
  onTestFinished(() => rm(outside, { recursive: true }))
  await writeFile(join(outside, 'secret.yaml'), GOOD)
  await mkdir(join(dir, 'kept'))
  await writeFile(join(dir, 'kept/inside.yaml'), GOOD)
  const entries = join(dir, 'content/en/entries')
  await symlink('../../../kept/inside.yaml', join(entries, 'inside.yaml'))
  expect(await refusal(dir)).toEqual([])
  await symlink(join(outside, 'secret.yaml'), join(entries, 'outside.yaml'))
  await symlink('/dev/zero', join(entries, 'zero.yaml'))
  await symlink(outside, join(dir, 'content/es'))
  await mkdir(join(outside, 'topics'))
  await writeFile(join(outside, 'topics/cost.yaml'), GOOD)
  const problem = 'This is a link to something outside of the content folder. Put the file itself here.'
  expect(await refusal(dir)).toEqual([
    `content/en/entries/outside.yaml, entry "outside": ${problem}`,
    `content/en/entries/zero.yaml, entry "zero": ${problem}`,
    `content/es/topics/cost.yaml, entry "cost": ${problem}`,
  ])
})

describe('ends of lines make no difference', () => {
  const kinds = ['\n', '\r\n', '\r']

  test.for([
    ['CR alone', (text: string) => text.replaceAll('\n', '\r')],
    ['CR LF', (text: string) => text.replaceAll('\n', '\r\n')],
    [
      'all kinds in one file',
      (text: string) => text.replaceAll(/\n+/g, (run, at: number) => (kinds[at % 3] ?? '').repeat(run.length)),
    ],
  ] as const)('%s', async ([, change]) => {
    const plain = await loadContent(await clinicFolder())
    const dir = await clinicFolder()
    for (const file of [ENTRY, 'content/en/article.md', 'content/en/topics/cost.yaml', 'site.yaml']) {
      await writeFile(join(dir, file), change(await readFile(join(dir, file), 'utf8')))
    }
    expect(await loadContent(dir)).toEqual(plain)
  })
})

test('an archive by another name is refused', async () => {
  const zip = createDeflateRaw()
  zip.end(GOOD)
  const packed = Buffer.concat([Buffer.from('504b0304140000000800', 'hex'), ...(await zip.toArray())])
  const sentences = await refusal(await folderWith(ENTRY, packed))
  expect(sentences).toEqual([expect.stringMatching(/^content\/en\/entries\/one-story\.yaml, .*UTF-8\.$/)])
})

describe('words of every kind are text and nothing else:', () => {
  test.for([
    ['HTML', '<img src=x onerror=alert(1)><script>alert(1)</script>'],
    ['half of a tag', '</script><!--'],
    ['a template', '{{constructor.constructor("return 1")()}} <%= 7 %> #{7}'],
    ['a formula', '=HYPERLINK("https://x.example")'],
    ['only stop words', 'is it of the and to'],
    ['only pictures', '🧠💊👩🏽‍⚕️'],
    ['only signs', '… — ?!'],
    ['a regular expression', '(a+)+$|[^]{1,9999}\\1(?<x>.*)*'],
    ['text that runs from right to left', '\u202egnirts desrever\u202c שלום'],
    ['signs without a width', 'zero\u200b\u200d\u2060width'],
    ['names of every object', 'constructor __proto__ toString hasOwnProperty'],
    ['letters with many marks', `Z${'\u0300'.repeat(50)}`],
  ] as const)('%s', async ([, words]) => {
    const quoted = JSON.stringify(words)
    const text = GOOD.replace(/question: .*/, `question: ${quoted}`)
      .replace('keywords: [story]', `keywords: [${quoted}]`)
      .replace(/- a patient's story/, `- ${quoted}`)
      .replace(/- text: .*/, `- text: ${quoted}`)
    const content = await loadContent(await folderWith(ENTRY, text))
    const entry = content.entries.find(({ id }) => id === 'one-story')
    expect(entry).toMatchObject({ question: words, keywords: [words], answer: [{ text: words }] })

    // the engine learns it, and whoever asks in the same words is answered something
    const engine = createEngine(content)
    const { replies } = editionOf(content, { answer: () => Promise.reject(new Error('not asked')) })
    for (const question of [words, `what about ${words}`]) {
      const { reply } = replies.forDecision(engine.answer(question, { locale: 'en', previous: [] }))
      expect(reply.disclaimer.full).toBe(content.site.disclaimer.en.full)
    }
    expect(replies.forChoice('one-story', 'en')?.reply.answers[0]?.text).toBe(words)
  })
})

test('what is told of a file can be printed, whatever it says', async () => {
  const key = JSON.stringify(`\u001b[2J\u202e${'x'.repeat(5000)}`)
  const dir = await folderWith(ENTRY, `${key}: 1\n${GOOD}`)
  await writeFile(join(dir, 'content/en/entries/\u001b[31mred\n.yaml'), GOOD)
  const sentences = await refusal(dir)
  expect(sentences).toHaveLength(2)
  for (const line of sentences) {
    expect(line).not.toMatch(/[\p{Cc}\u202e]/u)
    expect(line.length).toBeLessThan(500)
  }
})

test('a file cut off at any hundredth is refused, or says to visitors what it said before', async () => {
  for (const file of ['content/en/topics/cost.yaml', 'content/en/smalltalk/hello.yaml', 'content/en/article.md']) {
    const dir = await clinicFolder()
    const whole = await readFile(join(dir, file), 'utf8')
    const { topics, smalltalk, sections } = await loadContent(dir)
    const said = (all: { reply: string }[]): string[] => all.map(({ reply }) => reply)
    for (let percent = 0; percent < 100; percent++) {
      await writeFile(join(dir, file), whole.slice(0, Math.floor((whole.length * percent) / 100)))
      const cut = await takenOrRefused(dir)
      if (!cut) continue
      expect([said(cut.topics), said(cut.smalltalk)], `${file} at ${percent} %`).toEqual([
        said(topics),
        said(smalltalk),
      ])
      expect(cut.sections).toEqual(sections)
    }
  }
})

test('a thousand damaged folders are taken or refused, and nothing else happens', async () => {
  const dir = await clinicFolder()
  const files = [ENTRY, 'content/en/topics/cost.yaml', 'content/en/smalltalk/hello.yaml', 'content/en/article.md']
  const texts = await Promise.all([...files, 'site.yaml'].map((file) => readFile(join(dir, file), 'utf8')))
  const pieces = [
    '\n',
    '\n\n',
    ': ',
    '- ',
    '"',
    "'",
    '{',
    '}',
    '[',
    ']',
    '&a ',
    '*a ',
    '!!js ',
    '|',
    '>',
    '#',
    '%',
    '@',
    '`',
  ]
  const words = [
    '__proto__: {polluted: 1}',
    'constructor:',
    '<<: *a',
    '---',
    '...',
    '\t',
    '\0',
    '\ud800',
    '🧠',
    '\u2028',
    '~',
  ]
  const change = fc.record({
    how: fc.constantFrom('insert', 'cut', 'double', 'swap', 'replace'),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat(80),
    piece: fc.oneof(fc.constantFrom(...pieces, ...words), fc.string({ unit: 'binary', maxLength: 20 })),
  })
  type Change = typeof change extends fc.Arbitrary<infer T> ? T : never
  const changed = (text: string, { how, at, length, piece }: Change): string => {
    const from = Math.floor(at * text.length)
    const [before, part, after] = [text.slice(0, from), text.slice(from, from + length), text.slice(from + length)]
    if (how === 'insert') return before + piece + part + after
    if (how === 'cut') return before + after
    if (how === 'double') return before + part + part + after
    if (how === 'swap') return after + part + before
    return before + piece + after
  }
  const tally = { taken: 0, refused: 0 }
  const damage = fc.tuple(fc.nat(files.length), fc.array(change, { minLength: 1, maxLength: 4 }))
  await fc.assert(
    fc.asyncProperty(damage, async ([which, changes]) => {
      const file = [...files, 'site.yaml'][which] ?? ENTRY
      const text = texts[which] ?? ''
      await writeFile(join(dir, file), changes.reduce(changed, text))
      tally[(await takenOrRefused(dir)) ? 'taken' : 'refused'] += 1
      await writeFile(join(dir, file), text)
    }),
    { numRuns: 1000, seed: 20_261_126 },
  )
  expect(tally.taken).toBeGreaterThan(0)
  expect(tally.refused).toBeGreaterThan(500)
}, 300_000)
