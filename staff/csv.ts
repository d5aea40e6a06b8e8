/** Text as a cell has it, and numbers; null is an empty cell. */
export type CsvCell = string | number | null

/**
 * Rows as a CSV file that spreadsheets open as it is meant: RFC 4180 with CRLF, and a byte order mark, without which some take
 * UTF-8 for another encoding. Numbers stay numbers. Text is never taken for a formula.
 */
export function csvOf(rows: CsvCell[][]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cellOf).join(',')}\r\n`).join('')}`
}

function cellOf(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  return `"${asText(cell).replaceAll('"', '""')}"`
}

/**
 * What a cell must not begin with: spreadsheets run it as a formula, quoted or not, some also after blanks or in full width.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^[\s\p{Cf}]*[=+\-@|＝＋－＠]|^[\t\r\n]/u

/** With an apostrophe before what would be run, which spreadsheets take for "this is text". */
function asText(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

/** Hands the rows to the browser as a file to save. Nothing is sent anywhere. */
export function saveCsv(name: string, rows: CsvCell[][]): void {
  const url = URL.createObjectURL(new Blob([csvOf(rows)], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = `${name}.csv`
  link.click()
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
