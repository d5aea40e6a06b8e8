import { describe, expect, test } from 'vitest'
import { type CsvCell, csvOf } from '../../staff/csv.ts'
import { injectionTexts } from '../support/corpus.ts'

/** What a spreadsheet makes of a file: RFC 4180, with whether a cell was quoted. */
function read(csv: string): { text: string; quoted: boolean }[][] {
  expect(csv.startsWith('\uFEFF')).toBe(true)
  const rows: { text: string; quoted: boolean }[][] = []
  for (let at = 1; at < csv.length; ) {
    const row: { text: string; quoted: boolean }[] = []
    for (;;) {
      const [, quoted, plain = ''] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))/.exec(csv.slice(at)) ?? []
      at += quoted === undefined ? plain.length : quoted.length + 2
      row.push({ text: quoted?.replaceAll('""', '"') ?? plain, quoted: quoted !== undefined })
      if (csv[at] !== ',') break
      at += 1
    }
    expect(csv.slice(at, at + 2)).toBe('\r\n')
    at += 2
    rows.push(row)
  }
  return rows
}

const textsIn = (rows: CsvCell[][]) => read(csvOf(rows)).map((row) => row.map(({ text }) => text))

const FORMULAS = ['=', '+', '-', '@', '\t', '\r', '\n', '|', '＝', '＋', '－', '＠', ' =', '\u200B='].flatMap((begin) =>
  ['1+1', 'cmd|’ /C calc’!A0', 'HYPERLINK("https://evil.example","x")'].map((rest) => begin + rest),
)

describe('a file for spreadsheets (T18)', () => {
  test('begins no cell with what would be run, and changes nothing else', () => {
    expect(FORMULAS.length).toBeGreaterThanOrEqual(40)
    for (const text of [...FORMULAS, ...injectionTexts.map((each) => each.text)]) {
      const [[cell = ''] = []] = textsIn([[text]])
      expect(cell, JSON.stringify(text)).not.toMatch(/^[\s\u200B]*[=+\-@＝＋－＠\t\r]/)
      expect(cell.replace(/^'/, ''), JSON.stringify(text)).toBe(text.replace(/^'/, ''))
    }
    for (const text of FORMULAS) expect(textsIn([[text]])).toEqual([[`'${text}`]])
  })

  test('keeps numbers as numbers, also negative ones, and what is not there as nothing', () => {
    expect(csvOf([[1, -2, 0.5, null, 'x']])).toBe('\uFEFF1,-2,0.5,,"x"\r\n')
  })

  test('keeps commas, quotes, lines and every letter inside their cell', () => {
    const texts = ['a,b', 'say "yes"', 'one\r\ntwo', 'ñandú 🐦 مرحبا', '', "it's"]
    expect(textsIn([texts, texts])).toEqual([texts, texts])
  })
})
