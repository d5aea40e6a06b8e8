import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Draft, DraftText } from '../../protocol/drafts.ts'
import { ChatError } from '../../protocol/errors.ts'
import { ENTRY_TYPES } from '../../protocol/events.ts'
import { loadContent } from '../../server/content.ts'
import { ANA, type Console, type StaffServer, startStaffServer } from '../support/staff-http.ts'

let contentDir: string
let server: StaffServer
let ana: Console
let ben: Console
let recording = async (): Promise<void> => {}
/** A sentence that stands in the article. */
let passage: string
beforeAll(async () => {
  contentDir = await mkdtemp(join(tmpdir(), 'bedside-drafts-'))
  await cp('faq', contentDir, { recursive: true })
  const { sections } = await loadContent('faq')
  passage =
    /[A-Z][^.\d]{60,200}\./.exec(sections.find(({ text }) => !/\b(our|we)\b/i.test(text))?.text ?? '')?.[0] ?? ''
  server = await startStaffServer({ contentDir, onRecord: () => recording() })
  await server.auth.createAdmin(ANA)
  ana = server.browser()
  await ana.signIn(ANA.email)
  const { secret } = await server.auth.people.invite({ email: 'ben@clinic.example', role: 'staff' }, 'ana')
  await server.auth.people.accept(secret, { name: 'Ben Ode', password: ANA.password })
  ben = server.browser()
  await ben.signIn('ben@clinic.example')
})
afterAll(async () => {
  await server.stop()
  await rm(contentDir, { recursive: true })
})
beforeEach(async () => {
  await rm(join(contentDir, 'drafts'), { recursive: true, force: true })
  server.deeds.length = 0
  recording = async () => {}
})

const QUESTION = 'Is there a bench in the yard?'
const draftOf = (more: Partial<DraftText> = {}): DraftText => ({
  question: QUESTION,
  phrasings: ['somewhere to sit outside', 'bench??'],
  type: 'fact',
  answer: [{ text: passage, passages: [passage] }],
  ...more,
})
const list = async () => (await ana.get('/api/drafts')).body.drafts as Draft[]
const entries = () => readdir(join(contentDir, 'content/en/entries'))
const add = async (text: DraftText) => (await ben.post('/api/drafts/add', text)).body.id as string
const publish = (id: string, text: DraftText) => ana.post('/api/drafts/publish', { id, ...text })

test('anybody of the staff begins one from a bare question, and it is there with its author and day', async () => {
  expect(passage.length).toBeGreaterThan(60)
  expect(await list()).toEqual([])
  const bare = draftOf({ question: '¿Y el patio?  <b>', phrasings: [], answer: [] })
  const { status, body } = await ben.post('/api/drafts/add', bare)
  expect(status).toBe(200)
  expect(body).toEqual({ id: 'y-el-patio-b', ...bare, by: 'Ben Ode', on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) })
  expect(await add(bare)).toBe('y-el-patio-b-2')
  expect(await list()).toHaveLength(2)
  expect((await ana.post('/api/drafts/save', { id: 'y-el-patio-b', ...draftOf() })).status).toBe(200)
  expect((await list())[0]).toMatchObject({ id: 'y-el-patio-b', question: QUESTION, by: 'Ana Ruiz' })
  expect((await ben.post('/api/drafts/remove', { id: 'y-el-patio-b-2' })).status).toBe(200)
  expect(await list()).toHaveLength(1)
})

test.each<[string, Partial<DraftText>, RegExp]>([
  ['no answer', { answer: [] }, /^There is no answer yet/],
  ['no passage', { answer: [{ text: 'Yes.', passages: [] }] }, /has no passage/],
  ['no other wording', { phrasings: [] }, /different phrasings/],
  [
    'a wording of another entry',
    { phrasings: ['fibromyalgia'] },
    /also stands in content\/en\/entries\/fibromyalgia-help/,
  ],
  [
    'a number that the passage does not have',
    { answer: [{ text: 'It takes 912 days.', passages: ['PASSAGE'] }] },
    /says 912/,
  ],
])('%s: it is not published, and says why', async (_, more, why) => {
  const answer = more.answer?.map((each) => ({ ...each, passages: each.passages.map(() => passage) }))
  const before = await entries()
  const id = await add(draftOf())
  const { body } = await publish(id, draftOf({ ...more, ...(answer ? { answer } : {}) }))
  expect(body.problems.join('\n')).toMatch(why)
  expect(await entries()).toEqual(before)
  expect(await list()).toHaveLength(1)
  expect(server.deeds).toEqual([])
})

test('one other word in the passage, and it is refused with that word and the article’s own (S13)', async () => {
  const words = passage.split(' ')
  const wrong = [...words.slice(0, 5), 'purple', ...words.slice(6)].join(' ')
  const { body } = await publish(await add(draftOf()), draftOf({ answer: [{ text: 'Yes.', passages: [wrong] }] }))
  expect(body.problems[0]).toContain(`it has "purple" where the article has "${words[5]}"`)
})

test('with the article’s words an editor publishes it, the content is whole, and it is written down who did', async () => {
  const id = await add(draftOf())
  expect((await ben.post('/api/drafts/publish', { id, ...draftOf() })).status).toBe(403)
  recording = () => Promise.reject(new ChatError('unavailable', 'the disk is full'))
  expect((await publish(id, draftOf())).status).toBe(503)
  expect(await list()).toHaveLength(1)
  recording = async () => {}
  expect((await publish(id, draftOf())).body).toEqual({ published: id })
  expect(await list()).toEqual([])
  const content = await loadContent(contentDir)
  expect(content.entries.find((entry) => entry.id === id)).toMatchObject({
    question: QUESTION,
    reviewedBy: 'Ana Ruiz',
    answer: [{ text: passage, passages: [passage] }],
  })
  const me = (await ana.get('/api/staff/me')).body
  expect(server.deeds).toEqual([{ what: 'content-changed', who: me.id, count: content.entries.length }])
  await rm(join(contentDir, `content/en/entries/${id}.yaml`))
})

test.each(
  ENTRY_TYPES,
)('what is published as a %s can be loaded, under a name of its own while it is learned', async (type) => {
  const ids: string[] = []
  for (const phrasings of [['somewhere to sit outside'], ['a place in the sun']]) {
    const text = draftOf({ type, phrasings, question: `${QUESTION} ${phrasings}` })
    const id = await add({ ...text, question: QUESTION })
    expect((await publish(id, text)).body).toEqual({ published: id })
    ids.push(id)
  }
  const content = await loadContent(contentDir)
  expect(content.entries.filter(({ id }) => ids.includes(id)).map((entry) => entry.type)).toEqual([type, type])
  for (const id of ids) await rm(join(contentDir, `content/en/entries/${id}.yaml`))
})

test('of several things asked for at once each finds what the one before left', async () => {
  const all = await Promise.all([1, 2, 3].map(() => ben.post('/api/drafts/add', draftOf())))
  const ids = all.map(({ body }) => body.id as string)
  expect(new Set(ids).size).toBe(3)
  const [first = '', second = ''] = ids
  recording = () => new Promise((resolve) => setTimeout(resolve, 50))
  const [published, saved] = await Promise.all([
    publish(first, draftOf()),
    ben.post('/api/drafts/save', { id: first, ...draftOf({ phrasings: ['later'] }) }),
  ])
  // Whichever came first, no word that was taken is lost and none comes back.
  expect(published.body).toEqual({ published: first })
  expect([200, 404]).toContain(saved.status)
  expect((await list()).map(({ id }) => id)).not.toContain(first)
  await rm(join(contentDir, `content/en/entries/${first}.yaml`))
  await writeFile(join(contentDir, `content/en/entries/${second}.yaml`), 'question: somebody’s own')
  expect((await publish(second, draftOf())).body.problems).toEqual([
    expect.stringContaining(`an answer "${second}" already`),
  ])
  await rm(join(contentDir, `content/en/entries/${second}.yaml`))
})

test('what is no draft is refused, and what cannot be read is left out', async () => {
  for (const body of [
    {},
    draftOf({ question: ' ' }),
    draftOf({ question: 'x'.repeat(201) }),
    { ...draftOf(), by: 'me' },
  ]) {
    expect((await ben.post('/api/drafts/add', body)).status).toBe(400)
  }
  for (const id of ['../site', 'nothing', '.site', '']) {
    expect([400, 404]).toContain((await ana.post('/api/drafts/remove', { id })).status)
    expect([400, 404]).toContain((await publish(id, draftOf())).status)
    expect([400, 404]).toContain((await ben.post('/api/drafts/save', { id, ...draftOf() })).status)
  }
  expect(await readFile(join(contentDir, 'site.yaml'), 'utf8')).toContain('clinic:')
  await add(draftOf())
  await writeFile(join(contentDir, 'drafts/broken.yaml'), 'question: [')
  expect(await list()).toHaveLength(1)
})
