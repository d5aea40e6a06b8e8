import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Settings, type SettingsPage, WEEKDAYS } from '../../protocol/settings.ts'
import { loadContent } from '../../server/content.ts'
import type { Outcome } from '../../staff/api.ts'
import { hoursInWords, inWords } from '../../staff/hours-words.ts'
import { changesBetween, createSettingsDraft, valueAt, withValue } from '../../staff/models/settings-draft.ts'

const zoneLabel = { en: 'Pacific', es: 'hora del Pacífico' }
const weekWith = (days: Partial<Settings['hours']['week']>) =>
  ({ ...Object.fromEntries(WEEKDAYS.map((day) => [day, [] as string[]])), ...days }) as Settings['hours']['week']
const every = (spans: string[]) => weekWith(Object.fromEntries(WEEKDAYS.map((day) => [day, spans])))
const office = Object.fromEntries(WEEKDAYS.slice(0, 5).map((day) => [day, ['09:00-17:00']]))

describe('hours in words', () => {
  test.each([
    [
      weekWith(office),
      'Monday to Friday, 9:00 AM to 5:00 PM Pacific',
      'de lunes a viernes, de 9:00 a. m. a 5:00 p. m. (hora del Pacífico)',
    ],
    [weekWith({}), 'Closed', 'Cerrado'],
    [
      every(['00:00-24:00']),
      'Every day, 12:00 AM to 12:00 AM Pacific',
      'todos los días, de 12:00 a. m. a 12:00 a. m. (hora del Pacífico)',
    ],
    [
      weekWith({
        monday: ['09:00-12:00', '13:00-17:00'],
        tuesday: ['09:00-12:00', '13:00-17:00'],
        sunday: ['10:00-11:30'],
      }),
      'Monday and Tuesday, 9:00 AM to 12:00 PM and 1:00 PM to 5:00 PM; Sunday, 10:00 AM to 11:30 AM Pacific',
      'lunes y martes, de 9:00 a. m. a 12:00 p. m. y de 1:00 p. m. a 5:00 p. m.; domingo, de 10:00 a. m. a 11:30 a. m. (hora del Pacífico)',
    ],
  ])('%#', (week, en, es) => {
    expect(hoursInWords({ week, zoneLabel }, 'en')).toBe(en)
    expect(hoursInWords({ week, zoneLabel }, 'es')).toBe(es)
  })

  test('are those that the program came with', async () => {
    const { site } = await loadContent('faq')
    for (const lang of ['en', 'es'] as const) {
      expect(hoursInWords({ week: weekWith(office), zoneLabel: site.hours.zoneLabel }, lang)).toBe(
        site.hours.words[lang],
      )
    }
  })
})

test('words wait for a time that is being typed', () => {
  const words = { en: 'as it was', es: 'como era' }
  const hours = { zone: 'UTC', zoneLabel, holidays: [], words, week: weekWith({ monday: ['-17:00'] }) }
  expect(inWords(hours).words).toEqual(words)
})

describe('changes', () => {
  const json = fc.jsonValue({ maxDepth: 3, noUnicodeString: true })
  test('put into what was before give what is after', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), json),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), json),
        (before, more) => {
          const after = { ...before, ...more }
          const made = changesBetween(before, after).reduce<unknown>(
            (all, { path, value }) => withValue(all, path, value),
            before,
          )
          expect(JSON.stringify(made)).toBe(JSON.stringify(after))
          expect(changesBetween(after, structuredClone(after))).toEqual([])
        },
      ),
    )
  })

  test('name the innermost place, and a list of another length as a whole', () => {
    const before = { a: { b: 'x', list: ['1', '2'] }, cards: [{ href: 'tel:1' }, { href: 'tel:2' }], none: null }
    const after = { a: { b: 'y', list: ['1'] }, cards: [{ href: 'tel:1' }, { href: 'tel:3' }], none: 'some' }
    expect(changesBetween(before, after)).toEqual([
      { path: ['a', 'b'], value: 'y' },
      { path: ['a', 'list'], value: ['1'] },
      { path: ['cards', 1, 'href'], value: 'tel:3' },
      { path: ['none'], value: 'some' },
    ])
    expect(changesBetween({ a: 'x' }, { a: null })).toEqual([{ path: ['a'], value: null }])
    expect(valueAt(after, ['cards', 1, 'href'])).toBe('tel:3')
    expect(valueAt(after, ['cards', 7, 'href', 'more'])).toBeUndefined()
  })
})

describe('the draft', () => {
  const settings = { clinic: { name: 'A', phone: '1' }, waitMinutes: 3 } as unknown as Settings
  const page: SettingsPage = { settings, version: 'v1', tags: { evergreen: '', pinned: '' }, sightings: [] }
  const draftOf = (answers: Outcome<unknown>[]) => {
    const sent: object[] = []
    const next = async () => answers.shift() as Outcome<never>
    const draft = createSettingsDraft({
      get: next,
      post: async (_path, body) => {
        sent.push(body)
        return next()
      },
    })
    return { draft, sent }
  }

  test('sends what differs, with the version that was looked at, and keeps what was typed where it is refused', async () => {
    const fault = { path: ['clinic', 'name'], problem: 'No.' }
    const { draft, sent } = draftOf([
      { ok: true, value: page },
      { ok: true, value: { faults: [fault] } },
      { ok: false, why: 'stale' },
      { ok: true, value: { ...page, version: 'v8', settings: { ...settings, clinic: { name: 'A', phone: '2' } } } },
      { ok: true, value: { page: { ...page, version: 'v2', settings: { ...settings, waitMinutes: 5 } } } },
    ])
    await draft.load()
    expect(await draft.save()).toBe(true)
    draft.set(['clinic', 'name'], 'B')
    draft.set(['waitMinutes'], 5)
    expect(await draft.save()).toBe(false)
    expect(sent).toEqual([
      {
        version: 'v1',
        changes: [
          { path: ['clinic', 'name'], value: 'B' },
          { path: ['waitMinutes'], value: 5 },
        ],
      },
    ])
    expect(draft.faults.value).toEqual([fault])
    // Typing in a field takes back what was said of it, and of no other.
    draft.set(['waitMinutes'], 6)
    expect(draft.faults.value).toEqual([fault])
    draft.set(['clinic', 'name'], 'A')
    expect(draft.faults.value).toEqual([])
    expect(await draft.save()).toBe(false)
    expect(draft.failure.value).toBe('stale')
    expect(draft.values.value?.waitMinutes).toBe(6)
    await draft.load()
    expect(draft.values.value).toMatchObject({ clinic: { phone: '2' }, waitMinutes: 6 })
    expect(draft.failure.value).toBeNull()
    expect(await draft.save()).toBe(true)
    expect(draft.changes.value).toEqual([])
  })

  test('what is typed while a save is on its way is a change of its own, and words follow hours that were merged', async () => {
    const hours = { week: weekWith(office), zoneLabel, words: { en: 'old', es: 'viejo' }, zone: 'UTC', holidays: [] }
    const withHours = { ...settings, hours } as unknown as Settings
    const theirs = { ...withHours, hours: { ...hours, week: weekWith({ ...office, monday: [] }) } } as Settings
    const { draft } = draftOf([
      { ok: true, value: { ...page, settings: withHours } },
      { ok: true, value: { page: { ...page, settings: { ...withHours, waitMinutes: 5 } } } },
      { ok: true, value: { ...page, settings: theirs } },
    ])
    await draft.load()
    draft.set(['waitMinutes'], 5)
    const saved = draft.save()
    draft.set(['clinic', 'name'], 'B')
    expect(await saved).toBe(true)
    expect(draft.changes.value).toEqual([{ path: ['clinic', 'name'], value: 'B' }])
    draft.set(['hours', 'week', 'saturday'], ['09:00-12:00'])
    await draft.load()
    expect(draft.values.value?.hours.words.en).toBe(
      'Tuesday to Friday, 9:00 AM to 5:00 PM; Saturday, 9:00 AM to 12:00 PM Pacific',
    )
    expect(draft.values.value?.clinic.name).toBe('B')
  })

  test('an answer about sites in the meantime takes nothing that was typed', async () => {
    const seen = [{ site: 'https://a.example', seenAt: 1 }]
    const { draft } = draftOf([
      { ok: true, value: page },
      { ok: true, value: { ...page, version: 'v9', sightings: seen } },
    ])
    await draft.load()
    draft.set(['clinic', 'name'], 'B')
    await draft.look()
    expect(draft.page.value).toMatchObject({ version: 'v1', sightings: seen })
    expect(draft.values.value?.clinic.name).toBe('B')
    draft.discard()
    expect(draft.values.value?.clinic.name).toBe('A')
  })
})
