import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Context } from '../../faq/types.ts'
import { ContentError, loadContent } from '../../server/content.ts'
import { type EngineHost, type EngineSettings, openEngine } from '../../server/engine/host.ts'
import { createLog } from '../../server/log.ts'
import { clinicFolder } from '../faq/fixtures/clinic.ts'
import { builtEngine } from '../support/engine.ts'
import { newId, startServer, until } from '../support/server.ts'
import { attend, visit } from '../support/visitor.ts'

const english: Context = { locale: 'en', previous: [] }
/** A machine that is busy with other tests must not make a test of something else late. */
const PATIENT = 20_000

interface Opened extends EngineHost {
  logged: string[]
  dir: string
  ask(question: string): Promise<string>
}

/** A host whose thread does what the questions tell it to (`test/support/engine-worker.ts`). */
async function open(settings: Partial<EngineSettings> = {}): Promise<Opened> {
  const logged: string[] = []
  const dir = settings.contentDir ?? (await clinicFolder())
  const host = await openEngine({
    contentDir: dir,
    log: createLog('info', { write: (line) => logged.push(line) }),
    file: new URL('../support/engine-worker.ts', import.meta.url),
    deadlineMs: PATIENT,
    stuckMs: PATIENT,
    restartMs: { first: 10, most: 40 },
    ...settings,
  })
  onTestFinished(() => host.close())
  /** The rule of the decision, or the code of the failure. */
  const ask = (question: string): Promise<string> =>
    host.answer(question, english).then(
      ({ rule }) => rule,
      (error) => error.code,
    )
  return { ...host, logged, dir, ask }
}

const backAgain = (host: Opened): Promise<boolean> =>
  until('the engine back again', async () => ['folder', 'content'].includes(await host.ask('hello')))

test('the thread decides as the engine does, whatever is asked', async () => {
  const log = createLog('fatal')
  const host = await openEngine({ contentDir: 'faq', log, deadlineMs: PATIENT, stuckMs: PATIENT })
  onTestFinished(() => host.close())
  const content = await loadContent('faq')
  expect(host.content).toEqual(content)

  const engine = await builtEngine(content)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  const questions = [
    ...content.entries.filter((_, i) => i % 5 === 0).map(({ question }) => question),
    ...['can it help with my fibro', 'how much does it cost', 'hola', 'I want to kill myself', '¿me quiero morir?'],
    ...['', '🧠', 'a'.repeat(4000), 'how many? '.repeat(400), '\ud800', '.*(a+)+$ [^]{1,9}'],
  ]
  for (const locale of ['en', 'es'] as const) {
    const contexts: Context[] = [
      { locale, previous: [] },
      { locale, previous: [{ text: 'I want to die', outcome: 'crisis', entryIds: [], topicId: null }] },
    ]
    for (const context of contexts) {
      const expected = questions.map((question) => engine.answer(question, context))
      delay.enable()
      expect(await Promise.all(questions.map((question) => host.answer(question, context)))).toEqual(expected)
      delay.disable()
    }
  }
  console.log(`the serving thread was held up for at most ${(delay.max / 1e6).toFixed(0)} ms`)
})

test('fuse.js alone decides where the clinic or the caller says so, and emergencies are met all the same', async () => {
  const log = createLog('fatal')
  const patience = { log, deadlineMs: PATIENT, stuckMs: PATIENT }
  const bySetting = await openEngine({
    contentDir: await clinicFolder({ changes: [[['matcher'], 'fuse']] }),
    ...patience,
  })
  onTestFinished(() => bySetting.close())
  const byCaller = await openEngine({ contentDir: await clinicFolder(), matcher: 'fuse', ...patience })
  onTestFinished(() => byCaller.close())
  for (const { content, footing, answer } of [bySetting, byCaller]) {
    expect(footing).toEqual({ matcher: 'fuse' })
    const question = content.entries[0]?.question ?? ''
    expect((await answer(question, english)).rule).toMatch(/^fuse/)
    expect(await answer('I want to kill myself', english)).toMatchObject({ outcome: 'crisis', card: 'self-harm' })
  }
})

test('a folder that is refused is refused with its problems', async () => {
  const dir = await clinicFolder({ overlays: ['unknown-type'] })
  const log = createLog('fatal')
  const refused = await openEngine({ contentDir: dir, log }).catch((error: unknown) => error)
  const direct = await loadContent(dir).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(ContentError)
  expect((refused as ContentError).message).toBe((direct as ContentError).message)
})

describe('when the thread does not answer', () => {
  test('a question fails at its deadline, the thread is ended, and another answers the next', async () => {
    const host = await open({ deadlineMs: 50, stuckMs: 400 })
    expect(await host.ask('stuck canary')).toBe('engine-late')
    expect(await host.ask('hello')).toMatch(/^engine-(late|down)$/)
    await backAgain(host)
    const lines = host.logged.join('')
    expect(lines).toContain('the engine ended and is started again')
    expect(lines).toContain('engine-stuck')
    expect(lines).not.toContain('canary')
  })

  test('emergency words have their card at once', async () => {
    const host = await open({ deadlineMs: 500 })
    const failed: string[] = []
    const stuck = host.ask('stuck').then((code) => failed.push(code))
    expect(await host.answer('I want to kill myself', english)).toMatchObject({ outcome: 'crisis', card: 'self-harm' })
    expect(await host.answer('quiero matarme', english)).toMatchObject({ outcome: 'crisis', lang: 'es' })
    expect(failed).toEqual([])
    await stuck
    expect(failed).toEqual(['engine-late'])
  })

  test('a decision that comes too late is nobody’s', async () => {
    const host = await open({ deadlineMs: 50 })
    expect(await host.ask('slower')).toBe('engine-late')
    const next = await until('a decision', () => host.answer('fibromyalgia', english).catch(() => null))
    expect(next.entryIds).toEqual(['fibromyalgia-help'])
    expect(host.logged).toEqual([])
  })

  test('more questions than may wait fail at once, and the others are answered in their order', async () => {
    const host = await open({ maxWaiting: 2 })
    const order: string[] = []
    const asked = ['slow 1', 'hello 2', 'hello 3'].map(async (question) => {
      const rule = await host.ask(question)
      order.push(question)
      return rule
    })
    expect(await Promise.all(asked)).toEqual(['folder', 'folder', 'engine-full'])
    expect(order).toEqual(['hello 3', 'slow 1', 'hello 2'])
  })
})

describe('when the thread ends', () => {
  test.for([
    'crash',
    'exit',
  ])('by %s, whoever waits is told at once and the next question is answered', async (word) => {
    const host = await open()
    const asked = [`${word} canary`, 'hello', 'hello again'].map(host.ask)
    expect(await Promise.all(asked)).toEqual(['engine-down', 'engine-down', 'engine-down'])
    await backAgain(host)
    expect(host.logged.join('')).not.toContain('canary')
  })

  test('the next one learns the same content, whatever has become of the folder', async () => {
    const host = await open()
    expect(await host.ask('hello')).toBe('folder')
    await writeFile(join(host.dir, 'site.yaml'), 'broken: [')
    await host.ask('crash')
    await backAgain(host)
    expect(await host.ask('hello')).toBe('content')
  })

  test('again and again, it is started again after ever longer waits, up to a longest', async () => {
    const host = await open()
    for (let i = 0; i < 4; i++) {
      await host.ask('crash')
      await backAgain(host)
    }
    const waits = host.logged.map((line) => JSON.parse(line).ms)
    expect(waits).toEqual([10, 20, 40, 40])
  })

  test('a visitor in danger keeps the card', async () => {
    const host = await open({ restartMs: { first: 60_000, most: 60_000 } })
    await host.ask('crash')
    const previous = [{ text: 'I want to die', outcome: 'crisis' as const, entryIds: [], topicId: null }]
    const decision = await host.answer('please', { locale: 'en', previous })
    expect(decision).toMatchObject({ outcome: 'crisis', card: 'self-harm', trigger: 'red-flag' })
  })
})

test('a question on which the engine throws fails alone', async () => {
  const host = await open()
  const asked = ['broken canary', 'hello'].map(host.ask)
  expect(await Promise.all(asked)).toEqual(['engine-failed', 'folder'])
  expect(host.logged).toEqual([])
})

test.for([
  ['never gets ready', 'never', 'engine-stuck'],
  ['ends before it is ready', 'dead', undefined],
] as const)('a thread that %s fails the start', async ([, modelDir, code]) => {
  const failed = await open({ modelDir, startMs: code ? 300 : PATIENT }).catch((error: unknown) => error)
  expect(failed).toBeInstanceOf(Error)
  expect((failed as { code?: string }).code).toBe(code)
})

test('closing lets what was asked be answered, and takes nothing more', async () => {
  const host = await open()
  const asked = host.ask('slow')
  const closed = host.close()
  expect(await host.ask('hello')).toBe('engine-closed')
  expect(await asked).toBe('folder')
  await closed
})

test('a visitor is told the truth while the thread is stuck, a person is called, and the chat goes on', async () => {
  const host = await open({ deadlineMs: 100, stuckMs: 400 })
  const server = await startServer({ engine: host })
  onTestFinished(() => server.stop())
  const staff = await attend(server, 'ana')
  const [unlucky, endangered] = [await (await visit(server)).start(), await (await visit(server)).start()]

  const stuck = unlucky.say('stuck canary')
  await endangered.say('I want to kill myself')
  await stuck
  expect((await endangered.log()).find(({ type }) => type === 'bot:replied')).toMatchObject({ card: 'self-harm' })
  expect((await unlucky.log()).slice(2)).toMatchObject([
    { type: 'bot:replied', template: 'error', text: server.content.site.templates.en.error },
    { type: 'handoff:requested', trigger: 'error' },
  ])
  await until('the queue item', () => staff.row(unlucky.chatId)?.trigger === 'error')
  await unlucky.done('handoff:cancel', { clientId: newId() })

  await backAgain(host)
  await unlucky.say('fibromyalgia?')
  expect((await unlucky.log()).at(-1)).toMatchObject({ answers: [{ entryId: 'fibromyalgia-help' }] })
  expect(server.logged.join('')).toMatch(/"code":"engine-(late|down)"/)
  expect([...server.logged, ...host.logged].join('')).not.toContain('canary')
})
