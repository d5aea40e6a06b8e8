import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningServer, startServer } from '../support/process.ts'
import { until as untilWithin } from '../support/server.ts'
import { type VisitorEnd, visit } from '../support/visitor.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const ENTRY = 'content/en/entries/fibromyalgia-help.yaml'
const CHOICE = 'fibromyalgia-help'

/** Learning a clinic's whole content on a busy machine takes its time. */
const until = (what: string, found: () => boolean | Promise<boolean>): Promise<boolean> =>
  untilWithin(what, async () => (await found()) || (await delay(100, false)), 150)

let folder: string
let server: RunningServer
let good: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bedside-content-'))
  for (const part of ['site.yaml', 'content'])
    await cp(join(root, 'faq', part), join(folder, part), { recursive: true })
  good = await readFile(join(folder, ENTRY), 'utf8')
  server = await startServer({ CONTENT_DIR: folder, DEMO_PORT: 'off' })
}, 200_000)

afterAll(async () => {
  await server?.cleanUp()
  await rm(folder, { recursive: true, force: true })
})

const save = (text: string): Promise<void> => writeFile(join(folder, ENTRY), text)
const contentState = async (): Promise<unknown> => (await (await fetch(`${server.url}/readyz`)).json()).content
const panel = async (): Promise<string> => (await fetch(`${server.url}/panel`)).text()
const titles = async (): Promise<string> => (await fetch(`${server.url}/content/en.json`)).text()

/** What a visitor is answered who taps the title. */
async function answerTo(visitor: VisitorEnd): Promise<string | undefined> {
  await visitor.done('message:send', { clientId: crypto.randomUUID().replaceAll('-', ''), text: 'x', choice: CHOICE })
  const last = (await visitor.log()).findLast((event) => event.type === 'bot:replied')
  return last?.answers[0]?.text
}

test('a running server keeps its last good content while an entry is broken, says where, and serves the repaired one', async () => {
  const visitor = await (await visit({ url: server.url, origin: new URL(server.url).origin })).start()
  const before = await answerTo(visitor)
  expect(before).toBeTruthy()

  const broken = good.replace(/^answer:/m, 'answer: [')
  await save(broken)
  await until('the problem', () => server.output().includes('The last good content is still served.'))
  expect(server.output()).toMatch(
    /\nThe content cannot be used\.\ncontent\/en\/entries\/fibromyalgia-help\.yaml, entry "fibromyalgia-help": .+ Look at line \d+\.\nThe last good content is still served\.\n/,
  )
  expect(server.output()).not.toMatch(/\n\s+at |node:internal/)
  expect(await contentState()).toBe('last-good')
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  expect(await answerTo(visitor)).toBe(before)

  // a signal asks for the problems once more
  const told = () => server.output().split('The content cannot be used.').length - 1
  expect(told()).toBe(1)
  server.signal('SIGHUP')
  await until('the problem again', () => told() === 2)

  const sentence = 'Ask the person at the desk.'
  const question = 'What is new about fibromyalgia?'
  await save(good.replace(/^question: .*/m, `question: ${question}`).replace(/- text: .*/, `- text: ${sentence}`))
  await until('the repaired content', async () => (await contentState()) === 'current')
  expect(await answerTo(visitor)).toContain(sentence)
  expect(await titles()).toContain(question)
  expect((await visitor.log()).filter(({ type }) => type === 'bot:replied')).toHaveLength(3)

  await writeFile(
    join(folder, 'site.yaml'),
    (await readFile(join(folder, 'site.yaml'), 'utf8')).replace('waitMinutes: 3', 'waitMinutes: 7'),
  )
  await until('the new setting on the page', async () => (await panel()).includes('"waitMinutes":7'))
  await visitor.leave()
  expect(await server.stop('SIGTERM')).toBe(0)
}, 500_000)
