/** A number or a range as people mean it: "10 to 50 percent" is `{ low: '10', high: '50', percent: true }`. */
interface Quantity {
  low: string
  /** The upper end of a range, or null. */
  high: string | null
  percent: boolean
}

const SPELLED = new Map(
  'zero one two three four five six seven eight nine ten eleven twelve'
    .split(' ')
    .map((word, value): [string, string] => [word, String(value)])
    .concat([['twenty', '20']]),
)

/** "One" is a number before one of these; elsewhere it is a pronoun ("one that works", "one person's story"). */
const COUNTED =
  '(?:infusions?|doses?|sessions?|treatments?|times?|minutes?|hours?|days?|weeks?|months?|years?|mg|percent|%|in|out of|to|or|-)'
const ONE = new RegExp(`\\bone(?=[ -]*${COUNTED}(?![a-z]))`, 'g')
const OTHERS = new RegExp(`\\b(?:${[...SPELLED.keys()].filter((word) => word !== 'one').join('|')})\\b`, 'g')

const NUMBER = '\\d+(?:\\.\\d+)?'
const QUANTITY = new RegExp(`(${NUMBER})(%)?(?:-(${NUMBER})(%)?)?`, 'g')

/** The numbers, percentages and ranges of `text` that none of `passages` has, as they stand in the text once it is spelled in digits. */
export function unsupportedNumbers(text: string, passages: string[]): string[] {
  const given = passages.flatMap(quantities)
  return quantities(text)
    .filter((claim) => !given.some((source) => supports(source, claim)))
    .map(write)
}

/** A range supports itself and each of its ends; a number supports itself. Percent and plain numbers never support each other. */
function supports(source: Quantity, claim: Quantity): boolean {
  if (source.percent !== claim.percent) return false
  if (claim.high !== null) return source.low === claim.low && source.high === claim.high
  return claim.low === source.low || claim.low === source.high
}

function quantities(text: string): Quantity[] {
  return [...inDigits(text).matchAll(QUANTITY)].map(([, low = '', percent, high, percentHigh]) => ({
    low: trimZeros(low),
    high: high === undefined ? null : trimZeros(high),
    percent: percent !== undefined || percentHigh !== undefined,
  }))
}

/** Numbers in digits without thousands' commas, "percent" as %, and ranges with a plain hyphen. */
function inDigits(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(ONE, '1')
    .replace(OTHERS, (word) => SPELLED.get(word) ?? word)
    .replace(/(\d),(?=\d{3}(?!\d))/g, '$1')
    .replace(/(\d)\s*(?:%|percent\b|per cent\b)/g, '$1%')
    .replace(/\bbetween (\d[\d.]*%?) and (?=\d)/g, '$1-')
    .replace(/(\d%?)\s*(?:[-‐-―−]|\bto\b)\s*(?=\d)/g, '$1-')
}

function trimZeros(number: string): string {
  return String(Number(number))
}

function write({ low, high, percent }: Quantity): string {
  return `${low}${high === null ? '' : `-${high}`}${percent ? '%' : ''}`
}
