import fc from 'fast-check'
import { expect, test } from 'vitest'
import { accentTokens } from '../../widget/panel/theme.ts'

const GROUNDS = { light: ['#faf7f2', '#ffffff', '#f4f0e9'], dark: ['#131816', '#1c2320', '#181e1b'] }

function rgb(css: string): number[] {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/.exec(css)?.[1]
  if (hex)
    return (hex.length === 3 ? [...hex].map((d) => d + d) : (hex.match(/../g) ?? [])).map((d) => Number.parseInt(d, 16))
  return (css.match(/\d+/g) ?? []).map(Number)
}

/** Contrast by the definition of WCAG 2.2, computed apart from the code under test. */
function contrast(a: string, b: string): number {
  const light = (css: string) => {
    const [r = 0, g = 0, bl = 0] = rgb(css).map((v) => (v <= 10.31475 ? v / 3294.6 : ((v + 14.025) / 269.025) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl
  }
  const [low = 0, high = 0] = [light(a), light(b)].sort((x, y) => x - y)
  return (high + 0.05) / (low + 0.05)
}

const colors = fc.nat(0xffffff).map((n) => `#${n.toString(16).padStart(6, '0')}`)

test.each(['light', 'dark'] as const)('any colour of a clinic can be read, %s', (scheme) => {
  fc.assert(
    fc.property(fc.oneof(colors, fc.constantFrom('#fef08a', '#ffffff', '#000000', '#808080')), (color) => {
      const tokens = accentTokens(color, scheme === 'dark')
      const token = (name: string) => tokens[`--accent${name}`] ?? ''
      expect(contrast(token('-on'), token(''))).toBeGreaterThanOrEqual(4.5)
      expect(contrast(token('-ink'), token('-soft'))).toBeGreaterThanOrEqual(4.5)
      for (const ground of GROUNDS[scheme].slice(0, 2)) {
        expect(contrast(token(''), ground)).toBeGreaterThanOrEqual(4.5)
        expect(contrast(token('-line'), ground)).toBeGreaterThanOrEqual(3)
      }
      expect(contrast(token(''), GROUNDS[scheme][2] ?? '')).toBeGreaterThanOrEqual(4.3)
    }),
  )
})

test('a colour that can be read is kept', () => {
  expect(rgb(accentTokens('#1b5e52', false)['--accent'] ?? '')).toEqual([0x1b, 0x5e, 0x52])
})
