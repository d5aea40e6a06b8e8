import { chmod, cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ChatError } from '../../protocol/errors.ts'
import type { SettingChange, SettingsPage } from '../../protocol/settings.ts'
import { loadContent } from '../../server/content.ts'
import { edited } from '../../server/settings/edit.ts'
import { createSightings } from '../../server/settings/sightings.ts'
import { ANA, type Console, type StaffServer, startStaffServer } from '../support/staff-http.ts'

const shipped = await readFile('faq/site.yaml', 'utf8')
const comments = (text: string) => text.match(/#.*/g)

describe('the file', () => {
  test('keeps every comment and every value that is not changed', () => {
    const next = edited(shipped, [{ path: ['clinic', 'phone'], value: '(805) 555-0199' }]) ?? ''
    expect(comments(next)).toEqual(comments(shipped))
    expect(edited(next, [])).toBe(next)
    expect(next.replace('555-0199', '555-0142').replace(/\s+/g, ' ')).toBe(shipped.replace(/\s+/g, ' '))
  })

  test('keeps lists in brackets in brackets', () => {
    const next = edited(shipped, [{ path: ['hours', 'week', 'monday'], value: ['08:00-12:00', '13:00-17:00'] }])
    expect(next).toContain('monday: [08:00-12:00, 13:00-17:00]\n')
  })
})

describe('over HTTP', () => {
  let contentDir: string
  let server: StaffServer
  let ana: Console
  let recording: () => Promise<void>
  beforeAll(async () => {
    contentDir = await mkdtemp(join(tmpdir(), 'bedside-settings-'))
    await cp('faq/content', join(contentDir, 'content'), { recursive: true })
    server = await startStaffServer({ contentDir, onRecord: () => recording() })
    await server.auth.createAdmin(ANA)
    ana = server.browser()
    await ana.signIn(ANA.email)
  })
  afterAll(async () => {
    await server.stop()
    await rm(contentDir, { recursive: true })
  })
  beforeEach(async () => {
    recording = async () => {}
    await writeFile(join(contentDir, 'site.yaml'), shipped)
    await chmod(join(contentDir, 'site.yaml'), 0o640)
  })
  afterEach(() => {
    server.deeds.length = 0
  })
  const onDisk = () => readFile(join(contentDir, 'site.yaml'), 'utf8')
  const version = async () => ((await ana.get('/api/settings')).body as SettingsPage).version
  const save = async (...changes: SettingChange[]) => ana.post('/api/settings', { version: await version(), changes })

  test('an admin changes name, hours, sites and a card, and the content is whole as before', async () => {
    const { status, body } = await save(
      { path: ['clinic', 'name'], value: 'Clínica “Las Nueve”: hermanas' },
      { path: ['hours', 'week', 'saturday'], value: ['09:00-12:00'] },
      { path: ['hours', 'holidays'], value: [] },
      { path: ['allowedSites'], value: ['https://www.clinic.example'] },
      { path: ['cards', 'en', 'medical', 'checkedOn'], value: '2026-11-27' },
      { path: ['alerts', 'email'], value: ['desk@clinic.example'] },
      { path: ['templates', 'es', 'unsure'], value: 'No: lo sé. # de verdad' },
    )
    expect(status).toBe(200)
    const { site, entries } = await loadContent(contentDir)
    expect(entries.length).toBeGreaterThan(10)
    expect(site.clinic.name).toBe('Clínica “Las Nueve”: hermanas')
    expect(site.hours.week[6]).toEqual([{ from: 540, to: 720 }])
    expect(site.hours.holidays).toEqual([])
    expect(site.alerts.email).toEqual(['desk@clinic.example'])
    expect(site.templates.es.unsure).toBe('No: lo sé. # de verdad')
    expect(body.page.settings).toEqual((await ana.get('/api/settings')).body.settings)
    expect(body.page.sightings).toEqual([{ site: 'https://www.clinic.example', seenAt: null }])
    expect(body.page.settings.alerts).not.toHaveProperty('webhook')
    const { mode } = await stat(join(contentDir, 'site.yaml'))
    expect(mode & 0o777).toBe(0o640)
    const me = (await ana.get('/api/staff/me')).body
    expect(server.deeds).toEqual([{ what: 'settings-changed', who: me.id }])
  })

  test.each([
    [['hours', 'week', 'monday'], ['9-17'], ['hours', 'week', 'monday', 0]],
    [
      ['hours', 'week', 'monday'],
      ['09:00-12:00', '11:00-17:00'],
      ['hours', 'week', 'monday'],
    ],
    [['hours', 'zone'], 'America/Nowhere', ['hours', 'zone']],
    [['allowedSites'], ['https://clinic.example/'], ['allowedSites', 0]],
    [['allowedSites'], ['https://*'], ['allowedSites', 0]],
    [['clinic', 'name'], '   ', ['clinic', 'name']],
    [['botName', 'en'], 'Dr. Lamp', ['botName', 'en']],
    [
      ['cards', 'en', 'medical', 'actions', 0, 'href'],
      'javascript:alert(1)',
      ['cards', 'en', 'medical', 'actions', 0, 'href'],
    ],
    [['cards', 'en', 'medical', 'actions', 0, 'href'], 'tel:912', ['cards', 'en', 'medical']],
    [['emergency', 'crisis', 'number'], 'ask', ['emergency', 'crisis', 'number']],
    [['retention', 'botDays'], 0, ['retention', 'botDays']],
    [['alerts', 'email'], ['nobody'], ['alerts', 'email', 0]],
    [['clinic', 'fax'], '1', ['clinic', 'fax']],
    [['clinic', 'constructor'], {}, ['clinic', 'constructor']],
    [['clinic', 'name', 'first'], 'x', []],
    [['templates', 'en', 'unsure'], 'x'.repeat(301), ['templates', 'en', 'unsure']],
  ])('%j = %j is refused at its place, and nothing is written', async (path, value, at) => {
    const { status, body } = await save({ path: ['waitMinutes'], value: 9 }, { path, value })
    expect(status).toBe(200)
    expect(body.faults[0].path).toEqual(at)
    expect(body.faults[0].problem).toMatch(/\.$/)
    expect(await onDisk()).toBe(shipped)
    expect(server.deeds).toEqual([])
  })

  test('nothing else in the file is reached from here', async () => {
    for (const path of [
      ['alerts'],
      ['alerts', 'webhook'],
      ['alerts', 'proveEveryDays'],
      ['disclaimer', 'en', 'text'],
      ['matcher'],
      ['__proto__', 'x'],
      ['clinic', '__proto__'],
      [],
      [0],
    ]) {
      expect((await save({ path, value: 'x' })).status, path.join()).toBe(400)
    }
    expect(await onDisk()).toBe(shipped)
  })

  test('who has seen an older state overwrites nothing, and of two at once one is first', async () => {
    const seen = await version()
    const change = (value: number) =>
      ana.post('/api/settings', { version: seen, changes: [{ path: ['waitMinutes'], value }] })
    const answers = await Promise.all([change(5), change(6)])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(await onDisk()).toMatch(/^waitMinutes: [56]$/m)
    expect((await change(7)).body.error.code).toBe('stale')
  })

  test('what cannot be written down in the audit log is not done', async () => {
    recording = () => Promise.reject(new ChatError('unavailable', 'the disk is full'))
    expect((await save({ path: ['waitMinutes'], value: 5 })).body.error.code).toBe('unavailable')
    expect(await onDisk()).toBe(shipped)
  })

  test('a file that somebody broke by hand is told of and not touched', async () => {
    await writeFile(join(contentDir, 'site.yaml'), 'clinic: [')
    expect((await ana.get('/api/settings')).body.error.code).toBe('broken')
    await rm(join(contentDir, 'site.yaml'))
    expect((await ana.get('/api/settings')).body.error.code).toBe('broken')
  })

  test('staff and editors neither read nor change them', async () => {
    for (const role of ['staff', 'editor'] as const) {
      const email = `${role}@clinic.example`
      const { secret } = await server.auth.people.invite({ email, role }, 'ana')
      await server.auth.people.accept(secret, { name: 'Ben Ode', password: ANA.password })
      const ben = server.browser()
      await ben.signIn(email)
      expect((await ben.get('/api/settings')).status).toBe(403)
      const body = { version: await version(), changes: [{ path: ['waitMinutes'], value: 5 }] }
      expect((await ben.post('/api/settings', body)).status).toBe(403)
    }
    expect(await onDisk()).toBe(shipped)
  })
})

test('the sites whose pages loaded the script are remembered, by origin or by address, and not without end', () => {
  let now = 1000
  const sites = ['https://a.example', 'https://b.example']
  const sightings = createSightings(() => now)
  sightings.saw({ referer: 'https://a.example/some/page?who=me' })
  now = 2000
  sightings.saw({ origin: 'https://b.example', referer: 'https://a.example/' })
  for (const origin of ['null', undefined]) sightings.saw({ origin })
  sightings.saw({ referer: 'not an address' })
  expect(sightings.of([...sites, 'https://c.example'])).toEqual([
    { site: 'https://a.example', seenAt: 1000 },
    { site: 'https://b.example', seenAt: 2000 },
    { site: 'https://c.example', seenAt: null },
  ])
  for (let n = 0; n < 199; n += 1) sightings.saw({ origin: `https://n${n}.example` })
  expect(sightings.of(sites).map(({ seenAt }) => seenAt)).toEqual([null, 2000])
})
