import { execFile } from 'node:child_process'
import { appendFile, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { entryFile } from '../../server/content/schema.ts'
import { parseYaml } from '../../server/content/yaml.ts'
import { ContentError, loadContent } from '../../server/content.ts'
import { clinicFolder, refusal } from '../faq/fixtures/clinic.ts'

const ENTRY = 'content/en/entries/one-story.yaml'
const ABOUT = `${ENTRY}, entry "one-story": `

const GOOD = await readFile(join(import.meta.dirname, '../faq/fixtures/good', ENTRY), 'utf8')

/** Nine levels of nine aliases each: 387,420,489 words when resolved. */
const LAUGHS = ['a: &a ["lol"]']
  .concat([...'bcdefghi'].map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(', ')}]`))
  .join('\n')

const TAG = 'A word begins with !. Put the words in quotes; tags are not taken.'
const ALIAS = 'A word begins with & or *. Put the words in quotes; anchors and aliases are not taken.'
const DEEP = /^Lists or maps are nested too deeply\. Follow the layout in docs\/content\.md\./

const HOSTILE: [title: string, content: string | Buffer, problem: string | RegExp][] = [
  ['an empty file', '', 'The file must be a map of keys and values.'],
  ['a file of comments', '# nothing\n', 'The file must be a map of keys and values.'],
  ['a list', '- question: x\n', 'The file must be a map of keys and values.'],
  ['a single word', 'question', 'The file must be a map of keys and values.'],
  ['a tag of the language', GOOD.replace('question: ', 'question: !!str '), TAG],
  ['a tag of a program', GOOD.replace('question: ', 'question: !!js/function '), TAG],
  ['a tag on a list', GOOD.replace('keywords: ', 'keywords: !!set '), TAG],
  ['a tag without a name', GOOD.replace('question: ', 'question: ! '), TAG],
  [
    'a tag that the file itself declares',
    `%TAG ! tag:example.com,2026:\n---\n${GOOD.replace('question: ', 'question: !x ')}`,
    TAG,
  ],
  ['an anchor', GOOD.replace('question: ', 'question: &q '), ALIAS],
  ['an alias', GOOD.replace('question: ', 'question: &q ').replace(/attribution: .*/, 'attribution: *q'), ALIAS],
  ['hundreds of millions of words by aliases', LAUGHS, ALIAS],
  ['an alias to nothing', GOOD.replace(/question: .*/, 'question: *nothing'), ALIAS],
  ['a merge key', `<<: {question: x}\n${GOOD}`, 'The key "<<" is not known. Remove it or correct its spelling.'],
  [
    'the key __proto__',
    `__proto__: {polluted: true}\n${GOOD}`,
    'The key "__proto__" is not known. Remove it or correct its spelling.',
  ],
  [
    'the key __proto__ further in',
    GOOD.replace('{ by: Content team,', '{ __proto__: {polluted: true}, by: Content team,'),
    'The key "reviewed.__proto__" is not known. Remove it or correct its spelling.',
  ],
  [
    'the key constructor',
    `constructor: {prototype: {polluted: true}}\n${GOOD}`,
    'The key "constructor" is not known. Remove it or correct its spelling.',
  ],
  ['a key that stands twice', `${GOOD}\nquestion: Another?`, 'The same key stands twice. Keep one of them.'],
  [
    'a second document',
    `${GOOD}\n---\nquestion: Another?`,
    /^A line of three dashes begins a second document\. Remove it\./,
  ],
  ['a key that is a list', `? [question]\n: x\n${GOOD}`, /^The file cannot be read as YAML/],
  ['an open quote', GOOD.replace('question: ', 'question: "'), /^A quote or a bracket is opened and not closed/],
  [
    'a colon in a text',
    GOOD.replace('question: ', 'question: Sleep: '),
    'A colon followed by a space stands in the middle of a text. Put that text in quotes.',
  ],
  ['a tab as indent', GOOD.replace('  - stories', '\t- stories'), 'A line begins with a tab. Use spaces.'],
  ['a number for a text', GOOD.replace(/question: .*/, 'question: 12'), '"question" must be text. Put it in quotes.'],
  [
    'a map for a phrasing',
    GOOD.replace('- stories of patients', '- stories: of patients'),
    '"phrasings 8" must be text. Put it in quotes.',
  ],
  [
    'a day that no calendar has',
    GOOD.replace('2026-11-22', '2026-11-31'),
    '"reviewed, on" must be a day of the calendar, written like 2026-11-22.',
  ],
  [
    'an answer of no sentences',
    GOOD.replace(/answer:[\s\S]*(?=gradeWaiver)/, 'answer: []\n'),
    '"answer" must have at least 1.',
  ],
  ['a blank question', GOOD.replace(/question: .*/, 'question: "   "'), '"question" is empty. Fill it in.'],
  [
    'a question of 10,000 characters',
    GOOD.replace(/question: .*/, `question: ${'why '.repeat(2500)}`),
    '"question" is longer than 200 characters. Shorten it.',
  ],
  ['lists nested 30,000 deep', '['.repeat(30_000), DEEP],
  ['maps nested 10,000 deep', '{a: '.repeat(10_000), DEEP],
  ['lists nested 200 deep', `${'['.repeat(200)}${']'.repeat(200)}`, DEEP],
  [
    'UTF-16 with a byte order mark',
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(GOOD, 'utf16le')]),
    'The file is not in UTF-8. Save it with the encoding UTF-8.',
  ],
  [
    'UTF-16 without one',
    Buffer.from(GOOD, 'utf16le'),
    'The file has control characters. Save it as plain text with the encoding UTF-8.',
  ],
  [
    'Latin-1',
    Buffer.from(GOOD.replace('question: ', 'question: ¿Señora '), 'latin1'),
    'The file is not in UTF-8. Save it with the encoding UTF-8.',
  ],
  [
    'a NUL',
    GOOD.replace('question: ', 'question: \0'),
    'The file has control characters. Save it as plain text with the encoding UTF-8.',
  ],
  [
    'an escape sequence for terminals',
    GOOD.replace('question: ', 'question: \x1b[2J'),
    'The file has control characters. Save it as plain text with the encoding UTF-8.',
  ],
  ['a megabyte', GOOD + '#'.repeat(1_000_000), 'The file is longer than 64 KiB. Split or shorten it.'],
  [
    'a zip archive',
    Buffer.from('504b0304140000000800', 'hex'),
    'The file has control characters. Save it as plain text with the encoding UTF-8.',
  ],
]

describe('an entry file is refused, and the file named, when it is or has', () => {
  test.for(HOSTILE)('%s', async ([, content, problem]) => {
    const dir = await clinicFolder()
    await writeFile(join(dir, ENTRY), content)
    const sentences = await refusal(dir)
    const about = sentences
      .filter((sentence) => sentence.startsWith(ABOUT))
      .map((sentence) => sentence.slice(ABOUT.length))
    expect(about).toEqual([typeof problem === 'string' ? problem : expect.stringMatching(problem)])
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
  })
})

describe('an entry file is taken with', () => {
  test.for([
    ['a byte order mark', `\ufeff${GOOD}`],
    ['Windows line ends', GOOD.replaceAll('\n', '\r\n')],
    ['comments', `# A story\n${GOOD}`],
    ['words that other YAML turns into something else', GOOD.replace('stories of patients', 'no')],
    ['quoted signs', GOOD.replace('stories of patients', '"*any* stories & !what: now"')],
  ] as const)('%s', async ([, content]) => {
    const dir = await clinicFolder()
    await writeFile(join(dir, ENTRY), content)
    expect(await refusal(dir)).toEqual([])
  })
})

test('a file cut off at any hundredth is refused, or says what it said, with no key half read', async () => {
  for (const [file, whole] of [
    [ENTRY, GOOD],
    ['site.yaml', await readFile(join(await clinicFolder(), 'site.yaml'), 'utf8')],
  ] as const) {
    const dir = await clinicFolder()
    for (let percent = 0; percent < 100; percent++) {
      await writeFile(join(dir, file), whole.slice(0, Math.floor((whole.length * percent) / 100)))
      await expect(loadContent(dir), `${file} at ${percent} %`).rejects.toThrow(ContentError)
    }
  }
})

test('a file with damaged bytes is taken or refused, and nothing else happens', async () => {
  const dir = await clinicFolder()
  const bytes = Buffer.from(GOOD)
  const damage = fc.array(fc.record({ at: fc.nat(bytes.length - 1), byte: fc.nat(255) }), {
    minLength: 1,
    maxLength: 20,
  })
  await fc.assert(
    fc.asyncProperty(damage, async (spots) => {
      const damaged = Buffer.from(bytes)
      for (const { at, byte } of spots) damaged[at] = byte
      await writeFile(join(dir, ENTRY), damaged)
      const sentences = await refusal(dir)
      for (const sentence of sentences) expect(sentence).toMatch(/one-story/)
    }),
    { numRuns: 300 },
  )
})

test("the example in the editor's guide is an entry", async () => {
  const guide = await readFile(join(import.meta.dirname, '../../docs/content.md'), 'utf8')
  const example = /```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? ''
  expect(entryFile.parse(parseYaml(example.replaceAll(/^ {3}/gm, '')).value)).toMatchObject({
    type: 'fact',
    sections: ['fibromyalgia'],
  })
})

test('only the values of plain YAML come out of the parser', () => {
  expect(parseYaml('a: 2026-11-22\nb: 09:00-17:00\nc: no\nd: 0x10\ne: ~\nf: 1_000\ng: .inf').value).toEqual({
    a: '2026-11-22',
    b: '09:00-17:00',
    c: 'no',
    d: 16,
    e: null,
    f: '1_000',
    g: Number.POSITIVE_INFINITY,
  })
})

describe('a file name is refused', () => {
  test.for([
    'One-Story.yaml',
    'one_story.yaml',
    'one-story.yml',
    'notes.md',
    '__proto__.yaml',
    `${'a'.repeat(65)}.yaml`,
  ])('%s', async (name) => {
    const dir = await clinicFolder()
    await writeFile(join(dir, 'content/en/entries', name), GOOD)
    expect(await refusal(dir)).toEqual([
      `content/en/entries/${name}: The name must be small letters, digits and hyphens and end in .yaml. Rename or remove the file.`,
    ])
  })
})

test('hidden files of editors and systems are passed over', async () => {
  const dir = await clinicFolder()
  await writeFile(join(dir, 'content/en/entries/.DS_Store'), 'x')
  expect(await refusal(dir)).toEqual([])
})

test('an entry named like a method of every object is an entry like any other', async () => {
  const dir = await clinicFolder()
  await writeFile(join(dir, 'content/en/entries/constructor.yaml'), GOOD)
  const { entries } = await loadContent(dir)
  expect(entries.map(({ id }) => id)).toContain('constructor')
})

test('what is not a file, is missing or points nowhere is named', async () => {
  const dir = await clinicFolder()
  await rm(join(dir, 'site.yaml'))
  await rm(join(dir, 'content/en/article.md'))
  await mkdir(join(dir, 'content/en/entries/folder.yaml'))
  await symlink('nowhere', join(dir, 'content/en/entries/link.yaml'))
  await rm(join(dir, 'content/en/topics'), { recursive: true })
  await writeFile(join(dir, 'content/en/topics'), 'a file')
  expect(await refusal(dir)).toEqual([
    'site.yaml: The file is missing. Add it.',
    'content/en/article.md: The file is missing. Add it.',
    'content/en/entries/folder.yaml, entry "folder": This is not a file. Remove it or put a file in its place.',
    'content/en/entries/link.yaml, entry "link": The file is missing. Add it.',
    'content/en/topics: The folder cannot be read (ENOTDIR).',
  ])
})

test('a pipe that nobody writes to does not hold the start up', async () => {
  const dir = await clinicFolder()
  await promisify(execFile)('mkfifo', [join(dir, 'content/en/entries/pipe.yaml')])
  expect(await refusal(dir)).toEqual([
    'content/en/entries/pipe.yaml, entry "pipe": This is not a file. Remove it or put a file in its place.',
  ])
})

test('a translated entry must name its translator', async () => {
  const dir = await clinicFolder()
  await mkdir(join(dir, 'content/es/entries'), { recursive: true })
  const file = join(dir, 'content/es/entries/one-story.yaml')
  await writeFile(file, GOOD)
  expect(await refusal(dir)).toEqual([
    'content/es/entries/one-story.yaml, entry "one-story": A translated entry must name its translator. Add "translatedBy".',
  ])
  await appendFile(file, 'translatedBy: Ana Ruiz\n')
  const { entries } = await loadContent(dir)
  expect(entries.filter(({ id }) => id === 'one-story').map(({ lang }) => lang)).toEqual(['en', 'es'])
})

test('a translated entry that no named person has reviewed is not served (I6)', async () => {
  const dir = await clinicFolder()
  await mkdir(join(dir, 'content/es/entries'), { recursive: true })
  const file = join(dir, 'content/es/entries/one-story.yaml')
  const translated = `${GOOD}translatedBy: Ana Ruiz\n`
  await writeFile(file, translated.replace(/^reviewed:.*\n(?: .*\n)*/m, ''))
  expect((await refusal(dir)).join()).toMatch(/"reviewed"/)
  await writeFile(file, translated.replace(/by: [^,\n}]+/, 'by: ""'))
  expect((await refusal(dir)).join()).toMatch(/"reviewed/)
})

test('all problems are collected and at most 20 of them are shown', async () => {
  const dir = await clinicFolder({ changes: [[['waitMinutes'], 0]] })
  for (let i = 0; i < 30; i++) await writeFile(join(dir, `content/en/entries/bad-${i}.yaml`), 'x: 1')
  const error = await loadContent(dir).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(ContentError)
  if (!(error instanceof ContentError)) return
  const lines = error.message.split('\n')
  expect(lines).toHaveLength(22)
  expect(lines[0]).toBe('The content cannot be used.')
  expect(lines[1]).toEqual(expect.stringMatching(/^site\.yaml: "waitMinutes" must be at least 1\. Look at line \d+\.$/))
  expect(lines[21]).toBe(`… and ${error.problems.length - 20} more.`)
  expect(new Set(error.problems.map(({ file }) => file)).size).toBe(31)
})
