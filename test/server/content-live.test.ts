import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Context, Decision } from '../../faq/types.ts'
import { watchContent } from '../../server/content/watch.ts'
import { ContentError, loadContent } from '../../server/content.ts'
import { type EngineHost, openEngine } from '../../server/engine/host.ts'
import { type Live, openLive } from '../../server/live.ts'
import { createLog } from '../../server/log.ts'
import { clinicFolder, decision } from '../faq/fixtures/clinic.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { until } from '../support/server.ts'

const ENTRY = 'content/en/entries/warmth-helps.yaml'
const QUESTION = 'Do warm packs help a sore back?'
const english: Context = { locale: 'en', previous: [] }
const PATIENT = 20_000
const content = await loadContent('faq')

async function change(dir: string, file: string, from: string, to: string): Promise<void> {
  const text = await readFile(join(dir, file), 'utf8')
  expect(text).toContain(from)
  await writeFile(join(dir, file), text.replace(from, to))
}

interface Opened {
  live: Live
  told: string[]
  logged: string[]
}

async function open(openHost: () => Promise<EngineHost>): Promise<Opened> {
  const [told, logged]: [string[], string[]] = [[], []]
  const log = createLog('info', { write: (line) => logged.push(line) })
  const live = await openLive({ open: openHost, log, tell: (problems) => told.push(problems) })
  onTestFinished(() => live.close())
  return { live, told, logged }
}

/** With a real thread. */
const openFolder = (contentDir: string): Promise<Opened> =>
  open(() => openEngine({ contentDir, log: createLog('fatal'), deadlineMs: PATIENT, stuckMs: PATIENT }))

async function answerTo(live: Live, question: string): Promise<string | undefined> {
  const { engine, replies } = live.edition()
  return replies.forDecision(await engine.answer(question, english)).reply.answers[0]?.text
}

test('a good change is taken over whole: the answer, the titles and the settings', async () => {
  const dir = await clinicFolder()
  const { live, told } = await openFolder(dir)
  const before = live.edition()
  expect(await answerTo(live, QUESTION)).toMatch(/^Warm packs may ease back pain\./)
  expect(await answerTo(live, 'umbrella zebra')).toBeUndefined()

  await change(dir, ENTRY, '- text: Warm packs may ease back pain.', '- text: Warm packs can ease back pain.')
  await change(dir, ENTRY, 'phrasings:', 'phrasings:\n  - umbrella zebra')
  await change(dir, ENTRY, 'question: Do warm', 'question: How do warm')
  await change(dir, 'site.yaml', 'waitMinutes: 3', 'waitMinutes: 4')
  await live.reload()

  expect(await answerTo(live, 'umbrella zebra')).toMatch(/^Warm packs can ease back pain\./)
  expect(JSON.stringify(live.edition().answers.en)).toContain('How do warm packs')
  expect(live.edition().content.site.waitMinutes).toBe(4)
  expect(JSON.stringify(before)).not.toContain('How do warm packs')
  await expect(before.engine.answer(QUESTION, english)).rejects.toMatchObject({ code: 'engine-closed' })
  expect([live.state(), told]).toEqual(['current', []])
})

test('a broken change is told with file and line, and changes nothing; a repair is taken over', async () => {
  const dir = await clinicFolder()
  const { live, told, logged } = await openFolder(dir)
  const before = live.edition()
  await change(dir, ENTRY, 'type: fact', 'type: fiction')
  await live.reload()
  expect(told).toEqual([
    [
      'The content cannot be used.',
      `${ENTRY}, entry "warmth-helps": "type" must be one of: fact, clinic-claim, testimonial, protocol. Look at line 2.`,
    ].join('\n'),
  ])
  expect(live.edition()).toBe(before)
  expect(live.state()).toBe('last-good')
  expect(await answerTo(live, QUESTION)).toMatch(/^Warm packs may ease/)
  expect(logged.map((line) => JSON.parse(line))).toMatchObject([{ level: 50, event: 'content', count: 1 }])

  // a file saved beside it tells nobody the same again; who asks is told
  await live.reload()
  expect(told).toHaveLength(1)
  await live.reload('asked')
  expect(told).toHaveLength(2)

  await change(dir, ENTRY, 'type: fiction', 'type: fact')
  await change(dir, ENTRY, '- text: Warm packs may ease back pain.', '- text: Warm packs can ease back pain.')
  await live.reload()
  expect(live.state()).toBe('current')
  expect(await answerTo(live, QUESTION)).toMatch(/^Warm packs can ease/)

  await change(dir, ENTRY, 'type: fact', 'type: fiction')
  await live.reload()
  expect(told).toHaveLength(3)
})

describe('while it is read', () => {
  /** A host that is opened when the test says so. */
  function opening(): { next: () => Promise<EngineHost>; opens: PromiseWithResolvers<EngineHost>[] } {
    const opens: PromiseWithResolvers<EngineHost>[] = []
    const next = (): Promise<EngineHost> => {
      const made = Promise.withResolvers<EngineHost>()
      opens.push(made)
      return made.promise
    }
    return { next, opens }
  }

  function host(name: string): EngineHost & { closed: boolean } {
    const made = {
      content: { ...content, site: { ...content.site, botName: { en: name, es: name } } },
      footing: { matcher: 'full' as const, meaning: false, calibration: 'none' as const },
      closed: false,
      answer: async (): Promise<Decision> => decision({}),
      close: async (): Promise<void> => {
        made.closed = true
      },
    }
    return made
  }

  test('another change makes it begin again, and what may be half of it is never served', async () => {
    const { next, opens } = opening()
    const starting = open(next)
    opens[0]?.resolve(host('first'))
    const { live } = await starting
    const first = live.edition()

    const done = live.reload()
    void live.reload()
    const half = host('half')
    opens[1]?.resolve(half)
    await until('a second reading', () => opens.length === 3)
    expect(live.edition()).toBe(first)
    expect(half.closed).toBe(true)
    opens[2]?.resolve(host('whole'))
    await done
    expect(live.edition().content.site.botName.en).toBe('whole')
  })

  test('problems of a half are not told', async () => {
    const { next, opens } = opening()
    const starting = open(next)
    opens[0]?.resolve(host('first'))
    const { live, told } = await starting
    const done = live.reload()
    void live.reload()
    opens[1]?.reject(new ContentError([{ file: ENTRY, entry: 'x', problem: 'Half.' }]))
    await until('a second reading', () => opens.length === 3)
    opens[2]?.resolve(host('whole'))
    await done
    expect(told).toEqual([])
  })

  test('a thread that ends changes nothing', async () => {
    const { next, opens } = opening()
    const starting = open(next)
    opens[0]?.resolve(host('first'))
    const { live, told } = await starting
    const done = live.reload()
    opens[1]?.reject(new Error('canary'))
    await done
    expect(live.state()).toBe('last-good')
    expect(live.edition().content.site.botName.en).toBe('first')
    expect(told).toEqual(['The content could not be made ready. Try again.'])
  })
})

describe('the folder is watched:', () => {
  async function watching(dir: string): Promise<{ clock: FakeClock; changes: () => number }> {
    const clock = new FakeClock(0)
    let count = 0
    const stop = watchContent(dir, { clock, changed: () => (count += 1) })
    onTestFinished(stop)
    return { clock, changes: () => count }
  }

  test.for([
    ['a saved file', (dir: string) => writeFile(join(dir, ENTRY), 'x')],
    ['the settings', (dir: string) => writeFile(join(dir, 'site.yaml'), 'x')],
    ['a removed file', (dir: string) => rm(join(dir, ENTRY))],
    [
      'a file put in the place of another',
      async (dir: string) => {
        await writeFile(join(dir, 'new'), 'x')
        await rename(join(dir, 'new'), join(dir, ENTRY))
      },
    ],
    [
      'a new folder with a file',
      async (dir: string) => {
        await mkdir(join(dir, 'content/es/topics'), { recursive: true })
        await writeFile(join(dir, 'content/es/topics/a.yaml'), 'x')
      },
    ],
  ] as const)('%s is noticed', async ([, act]) => {
    const dir = await clinicFolder()
    const { clock, changes } = await watching(dir)
    await act(dir)
    await until('a change', async () => {
      await clock.advance(300)
      return changes() > 0
    })
  })

  test('many changes in a row are one', async () => {
    const dir = await clinicFolder()
    const { clock, changes } = await watching(dir)
    for (let i = 0; i < 20; i++) {
      await writeFile(join(dir, ENTRY), `${i}`)
      await clock.advance(200)
    }
    expect(changes()).toBe(0)
    await until('the one', async () => {
      await clock.advance(100)
      return changes() === 1
    })
  })

  test('a folder that was away is noticed when it is back', async () => {
    const dir = await clinicFolder()
    await rename(dir, `${dir}-away`)
    onTestFinished(() => rm(`${dir}-away`, { recursive: true, force: true }))
    const { clock, changes } = await watching(dir)
    await rename(`${dir}-away`, dir)
    await until('the folder', async () => {
      await clock.advance(5000)
      return changes() > 0
    })
    const before = changes()
    await writeFile(join(dir, ENTRY), 'x')
    await until('a change', async () => {
      await clock.advance(300)
      return changes() > before
    })
  })
})
