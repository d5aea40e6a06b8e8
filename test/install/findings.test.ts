import { describe, expect, test } from 'vitest'
import type { PageFacts, Tag } from '../../install/facts.ts'
import { findings } from '../../install/findings.ts'
import { trackersIn } from '../../install/trackers.ts'

const server = 'https://chat.clinic.example'
const tag: Tag = {
  src: `${server}/bedside.js`,
  type: '',
  integrity: '',
  crossOrigin: false,
  lang: null,
  phone: '(805) 555-0142',
}
const good: PageFacts = {
  server,
  page: { origin: 'https://www.clinic.example', framed: false, lang: 'en-US', noscript: true },
  tags: [tag],
  started: true,
  script: 'loads',
  sameBytes: null,
  origin: 'allowed',
  panel: 'ready',
  launchers: 1,
  launcher: { state: 'seen', cover: '' },
  trackers: [],
}
const off: Partial<PageFacts> = { started: false, launchers: 0, launcher: null }
const of = (mark: string, facts: Partial<PageFacts>): string[] =>
  findings({ ...good, ...facts })
    .filter((finding) => finding.mark === mark)
    .map(({ text, next }) => `${text} ${next ?? ''}`)

test('a page on which everything is right has nothing to fix and nothing to know', () => {
  expect(of('fix', {})).toEqual([])
  expect(of('know', {})).toEqual([])
  expect(of('works', {})).toHaveLength(9)
})

describe('one fault gives one line to fix, with what to do', () => {
  test.each<[string, Partial<PageFacts>, RegExp]>([
    ['no tag', { ...off, tags: [] }, /not on this page.*\/install/],
    ['two tags', { tags: [tag, tag] }, /twice/],
    ['four tags', { tags: [tag, tag, tag, tag] }, /4 times/],
    ['two launchers', { launchers: 2 }, /2 chat buttons/],
    ['a policy against scripts', { ...off, script: 'policy' }, /script-src and to frame-src/],
    ['a policy against frames', { panel: 'policy' }, /add https:\/\/chat\.clinic\.example to frame-src/],
    [
      'a site that is not allowed',
      { origin: 'refused', panel: 'silent' },
      /Add https:\/\/www\.clinic\.example to allowedSites/,
    ],
    ['a server that is away', { origin: 'none', panel: 'silent' }, /does not answer/],
    [
      'a server without TLS',
      {
        server: 'http://chat.clinic.example',
        tags: [{ ...tag, src: 'http://chat.clinic.example/bedside.js' }],
        origin: 'none',
        panel: 'silent',
      },
      /PUBLIC_URL/,
    ],
    ['a frame that stays empty though all is allowed', { panel: 'silent' }, /without browser extensions/],
    [
      'a frame that stays empty where nothing may be asked',
      { origin: 'policy', panel: 'silent' },
      /allowedSites.*extension/,
    ],
    [
      'another address',
      { tags: [{ ...tag, src: 'https://old.clinic.example/bedside.js' }] },
      /your chat is at https:\/\/chat/,
    ],
    [
      'a version that is gone',
      { ...off, script: 'fails', tags: [{ ...tag, src: `${server}/bedside.0a1b2c3d.js` }] },
      /may be gone/,
    ],
    ['a file that does not come', { ...off, script: 'fails' }, /in a new tab/],
    [
      'the hash of another file',
      {
        ...off,
        sameBytes: false,
        tags: [{ ...tag, src: `${server}/bedside.0a1b2c3d.js`, integrity: 'sha384-x', crossOrigin: true }],
      },
      /belongs to another file/,
    ],
    [
      'a hash without crossorigin',
      { ...off, tags: [{ ...tag, src: `${server}/bedside.0a1b2c3d.js`, integrity: 'sha384-x' }] },
      /Add crossorigin/,
    ],
    ['a hash on what changes', { tags: [{ ...tag, integrity: 'sha384-x', crossOrigin: true }] }, /next update/],
    ['a module', { ...off, tags: [{ ...tag, type: 'module' }] }, /Remove the type/],
    ['a consent manager', { ...off, tags: [{ ...tag, type: 'text/plain' }] }, /necessary/],
    ['an optimizer', { ...off }, /does not run.*optimizer/],
    ['a launcher that was removed', { launchers: 0, launcher: null }, /button is gone/],
    [
      'a launcher under a banner',
      { launcher: { state: 'covered', cover: 'div#banner, z-index 9' } },
      /div#banner, z-index 9.*data-z/,
    ],
    ['a launcher out of sight', { launcher: { state: 'outside', cover: '' } }, /data-x and data-y/],
  ])('%s', (_, facts, line) => {
    const toFix = of('fix', facts)
    expect(toFix).toHaveLength(1)
    expect(toFix[0]).toMatch(line)
  })
})

describe('worth knowing, and no fault', () => {
  test.each<[string, Partial<PageFacts>, RegExp]>([
    ['a preview', { page: { ...good.page, framed: true } }, /published page by itself/],
    ['a page without a language', { page: { ...good.page, lang: '' } }, /begins in English.*data-lang="es"/],
    ['a tag in another language than its page', { tags: [{ ...tag, lang: 'es' }] }, /begins in Spanish/],
    ['no number of the clinic', { tags: [{ ...tag, phone: null }] }, /data-phone/],
    ['nothing without JavaScript', { page: { ...good.page, noscript: false } }, /noscript/],
    ['trackers', { trackers: [{ name: 'Hotjar', records: true }] }, /Hotjar \(records visits\).*cannot read the chat/],
    ['a server that was asked too often', { origin: 'busy', panel: 'policy' }, /again in a minute/],
    ['a page that may ask nothing', { origin: 'policy', panel: 'policy' }, /chat does not need that/],
  ])('%s', (_, facts, line) => {
    const known = of('know', facts)
    expect(known).toHaveLength(1)
    expect(known[0]).toMatch(line)
  })

  test('a chat that opens is believed more than any answer', () => {
    expect(of('fix', { origin: 'none' })).toEqual([])
    expect(of('know', { origin: 'policy' })).toEqual([])
  })

  test('a tag that a tag manager took away again, with the chat running', () => {
    expect(of('fix', { tags: [] })).toEqual([])
    expect(of('works', { tags: [] })[0]).toMatch(/put there by another script/)
  })
})

describe('trackers', () => {
  test('are known by their hosts, subdomains too, and by what they leave on the window', () => {
    const names = (hosts: string[], globals: string[] = []) =>
      trackersIn(hosts, (name) => globals.includes(name)).map(({ name }) => name)
    expect(names(['www.google-analytics.com', 'www.googletagmanager.com'])).toEqual([
      'Google Tag Manager',
      'Google Analytics',
    ])
    expect(names([], ['fbq', 'FS'])).toEqual(['Meta pixel', 'FullStory'])
    expect(names(['clarity.ms.evil.example', 'notclarity.ms', 'chat.clinic.example', ''])).toEqual([])
  })
})
