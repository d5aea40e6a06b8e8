import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ChatError } from '../../../protocol/errors.ts'
import type { UnansweredPage } from '../../../protocol/unanswered.ts'
import { loadContent } from '../../../server/content.ts'
import { rule } from '../../../server/conversation/rule.ts'
import { oneByOne } from '../../../server/turns.ts'
import { openHidden } from '../../../server/unanswered/hidden.ts'
import { openMemoryStore } from '../../support/memory-store.ts'
import { newId } from '../../support/server.ts'
import { ANA, type Console, type StaffServer, startStaffServer } from '../../support/staff-http.ts'

const FILE = 'content/en/entries/tmj.yaml'
let contentDir: string
let server: StaffServer
let ana: Console
let recording = async (): Promise<void> => {}
let before: string

beforeAll(async () => {
  contentDir = await mkdtemp(join(tmpdir(), 'bedside-unanswered-'))
  await cp('faq', contentDir, { recursive: true })
  before = await readFile(join(contentDir, FILE), 'utf8')
  const store = openMemoryStore({ rule })
  await store.create(
    newId(),
    newId() + newId(),
    [
      { type: 'chat:opened', locale: 'en', noticeVersion: '1', page: null },
      { type: 'message:sent', from: 'visitor', clientId: newId(), text: 'noisy jaw?', choice: null },
      {
        type: 'bot:replied',
        outcome: 'handoff',
        replyTo: 2,
        template: 'unsure',
        text: 'words',
        answers: [],
        choices: [],
        card: null,
        lang: 'en',
        disclaimer: { id: 'd', title: '', lead: null, text: '', full: '' },
      },
      {
        type: 'handoff:requested',
        trigger: 'unsure',
        why: { trigger: 'unsure', rule: 'p', needed: 1, candidates: [{ entryId: 'tmj', title: '', score: 0.5 }] },
      },
    ],
    Date.now(),
  )
  server = await startStaffServer({ contentDir, store, onRecord: () => recording() })
  await server.auth.createAdmin(ANA)
  ana = server.browser()
  await ana.signIn(ANA.email)
})
afterAll(async () => {
  await server.stop()
  await rm(contentDir, { recursive: true })
})
beforeEach(() => {
  server.deeds.length = 0
  recording = async () => {}
})

const groups = async () => ((await ana.get('/api/unanswered')).body as UnansweredPage).groups
const accept = (phrasings: unknown, id = 'tmj', settled: string[] = []) =>
  ana.post('/api/unanswered/accept', { id, phrasings, settled })
const file = () => readFile(join(contentDir, FILE), 'utf8')

test('editors and admins see what was asked, and that they looked is written down', async () => {
  expect(await groups()).toMatchObject([{ nearest: { kind: 'near', id: 'tmj' }, questions: ['noisy jaw?'], count: 1 }])
  expect(server.deeds).toMatchObject([{ what: 'searched', count: 1 }])
  const { secret } = await server.auth.people.invite({ email: 'ben@clinic.example', role: 'staff' }, 'ana')
  await server.auth.people.accept(secret, { name: 'Ben Ode', password: ANA.password })
  const ben = server.browser()
  await ben.signIn('ben@clinic.example')
  expect((await ben.get('/api/unanswered')).status).toBe(403)
  expect((await ben.post('/api/unanswered/accept', { id: 'tmj', phrasings: ['noisy jaw?'] })).status).toBe(403)
  expect((await ben.post('/api/unanswered/hide', { settled: ['noisy jaw?'] })).status).toBe(403)
  expect((await server.browser().get('/api/unanswered')).status).toBe(401)
})

test('where the audit log cannot be written, nothing is shown and nothing is changed', async () => {
  recording = () => Promise.reject(new ChatError('unavailable', 'the disk is full'))
  expect((await ana.get('/api/unanswered')).status).toBe(503)
  expect((await accept(['noisy jaw?'])).status).toBe(503)
  expect(await file()).toBe(before)
})

test('a question that is taken over stands in the entry’s file, everything else in it as it was, and is not listed any more', async () => {
  const odd = `--- noisy: "jaw" # it's\u0085{{odd}} \u0007`
  expect((await accept(['noisy jaw?', 'Noisy jaw', odd], 'tmj', ['noisy jaw?'])).body).toEqual({ added: 2 })
  expect(server.deeds).toMatchObject([{ what: 'content-changed' }])
  const after = (await file()).split('\n')
  const added = after.filter((line) => !before.split('\n').includes(line))
  expect(added).toHaveLength(2)
  expect(after.filter((line) => !added.includes(line)).join('\n')).toBe(before)
  const { entries } = await loadContent(contentDir)
  expect(entries.find(({ id }) => id === 'tmj')?.phrasings.slice(-2)).toEqual([
    'Noisy jaw',
    `--- noisy: "jaw" # it's {{odd}}`,
  ])
  expect(await groups()).toEqual([])
  // Two editors at once: what one added is there for the other before it is learned.
  const [one, other] = await Promise.all([
    accept(['a jaw that hums']),
    accept(['A jaw that hums'], 'fibromyalgia-help'),
  ])
  expect(one.body).toEqual({ added: 1 })
  expect(other.body.problems.join()).toMatch(/a jaw that hums/)
  expect((await accept(['a jaw that hums'])).body.problems).toEqual(['All of these are there already.'])
})

test('what somebody is done with is hidden, whatever its case, and no word of it is kept', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bedside-hidden-'))
  const hidden = openHidden(folder, oneByOne())
  expect((await hidden.read())('noisy jaw')).toBe(false)
  await Promise.all([hidden.add(['Noisy jaw?']), hidden.add(['price??'])])
  const isHidden = await hidden.read()
  expect([isHidden('noisy jaw'), isHidden('price'), isHidden('other')]).toEqual([true, true, false])
  expect(await readFile(join(folder, 'drafts/hidden-questions.txt'), 'utf8')).toMatch(/^([0-9a-f]{32}\n){2}$/)
  await rm(folder, { recursive: true })
})

test('an answer does not grow beyond what its file may have', async () => {
  const now = await file()
  let problems: string[] = []
  for (let n = 0; n < 8 && problems.length === 0; n += 1) {
    const long = Array.from({ length: 50 }, (_, i) => `${n} ${i} ${'ж'.repeat(280)}`)
    problems = (await accept(long)).body.problems ?? []
  }
  expect(problems.join()).toMatch(/longer than 64 KiB/)
  await writeFile(join(contentDir, FILE), now)
  await loadContent(contentDir)
})

test('where the files cannot be used as they are, nothing is written', async () => {
  const now = await file()
  await writeFile(join(contentDir, FILE), `${now}\nnonsense: [`)
  expect((await accept(['a jaw that sings'])).body.problems.join()).toMatch(/npm run faq:check/)
  expect(await file()).toBe(`${now}\nnonsense: [`)
  await writeFile(join(contentDir, FILE), now)
})

test.each<[string, unknown, number]>([
  ['nothing', [], 400],
  ['a blank', [' '], 400],
  ['one that is too long', ['x'.repeat(301)], 400],
  ['no text', [1], 400],
])('%s is refused', async (_, phrasings, status) => {
  expect((await accept(phrasings)).status).toBe(status)
})

test('a wording of another answer is not taken over, and says where it stands', async () => {
  const now = await file()
  expect((await accept(['what about this', 'Fibromyalgia'])).body.problems.join()).toMatch(/fibromyalgia-help/)
  expect((await accept(['x'], 'no-such-answer')).status).toBe(404)
  expect((await accept(['x'], '../site')).status).toBe(400)
  expect(await file()).toBe(now)
})
