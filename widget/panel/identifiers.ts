/** What can be misused, or tells who somebody is. */
export type Identifier = 'ssn' | 'payment' | 'birth' | 'phone' | 'email'

export interface Found {
  /** What the text seems to hold, each kind once. */
  kinds: Identifier[]
  /** The text without it. */
  rest: string
}

const DASH = '\\u2010-\\u2015-'
/** Between the groups of a number. */
const GAP = `[\\s./${DASH}]`
const MONTH = '(?:jan|ene|feb|mar|apr|abr|may|jun|jul|aug|ago|sep|oct|nov|dec|dic)\\p{L}*\\.?'
const DAY = '[0-3]?\\d'
const NTH = `${DAY}(?:st|nd|rd|th)?`
/** North American: neither the area code nor the exchange begins with 0 or 1. */
const THREE = '[2-9]\\d\\d'
const TOLL_FREE = /^8(00|33|44|55|66|77|88)/

/** 3/14/1975, 1975-03-14, March 14th, 1975, 14 de marzo de 1975: a full date, in a year that `year` allows. */
const date = (year: string, gap: string): string =>
  `${DAY}(${gap})${DAY}\\2${year}|${year}(${gap})${DAY}\\3${DAY}|` +
  `${MONTH} ${NTH},? ${year}|${NTH}(?: de)? ${MONTH},?(?: del?)? ${year}`

/** The check digit of payment cards. Source: ISO/IEC 7812-1, annex B */
const luhn = (digits: string): boolean => {
  const sum = [...digits].reverse().reduce((sum, digit, i) => {
    const value = Number(digit) * (1 + (i % 2))
    return sum + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

/**
 * Finds what a visitor should think about before sending it: Social Security and card numbers, dates of birth, telephone
 * numbers, e-mail addresses. Null for a text without any. A date counts where somebody who is no child may have been born
 * then or where the text speaks of a birth; a telephone number unless it is toll-free or `clinicPhone`. Pure, never throws,
 * in time linear in the text.
 */
export function findIdentifiers(text: string, clinicPhone: string): Found | null {
  const kinds: Identifier[] = []
  let rest = text
  /** Takes out what matches, unless its digits are harmless. */
  const take = (kind: Identifier, pattern: string, counts = (_digits: string): boolean => true) => {
    rest = rest.replace(new RegExp(`(^|\\D)(?:${pattern})(?!\\d)`, 'giu'), (piece, before: string) => {
      const own = piece.slice(before.length)
      if (!counts(own.replace(/\D/g, ''))) return piece
      if (!kinds.includes(kind)) kinds.unshift(kind)
      return before
    })
  }
  take('email', '[^\\s@,;:<>()]{1,64}@[^\\s@]{1,190}\\.\\p{L}{2,}')
  take(
    'phone',
    `(?:\\+?1${GAP}?)?(?:\\(${THREE}\\)|${THREE})${GAP}{0,3}${THREE}${GAP}?\\d{4}|\\+(?:[\\s().${DASH}]*\\d){10,15}`,
    (digits) => !TOLL_FREE.test(digits.slice(-10)) && digits.slice(-10) !== clinicPhone.replace(/\D/g, '').slice(-10),
  )
  take('birth', date('(?:19\\d\\d|200\\d)', `[./${DASH}]`))
  if (/\bd\.?o\.?b\b|\bborn\b|birth|\bnac[ií]/i.test(text)) take('birth', date('(?:\\d\\d)?\\d\\d', GAP))
  take('payment', `[2-6]\\d{3}(${GAP}?)\\d{4}\\2\\d{4}\\2\\d{4}|3\\d{3}(${GAP}?)\\d{6}\\3\\d{5}`, luhn)
  take('ssn', `\\d{3}(${GAP}${/\bssn?\b|social/i.test(text) ? '?' : ''})\\d\\d\\2\\d{4}`)
  if (kinds.length === 0) return null
  // No double space where a piece was, and none before a comma.
  return { kinds, rest: rest.replace(/[^\S\n]+(?=[^\S\n]|[.,;:?!)]|$)/gm, '').trim() }
}
