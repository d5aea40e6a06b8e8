import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findIdentifiers, type Identifier } from '../../widget/panel/identifiers.ts'

const find = (text: string) => findIdentifiers(text, '(805) 555-0142')

test.each<[Identifier, string]>([
  ['ssn', '123-45-6789'],
  ['ssn', 'my number is 123 45 6789.'],
  ['ssn', '123–45–6789'],
  ['ssn', 'SSN 123456789'],
  ['ssn', 'mi seguro social es 123456789'],
  ['payment', '4111 1111 1111 1111'],
  ['payment', 'card 4242-4242-4242-4242 exp 12/27'],
  ['payment', '5555555555554444'],
  ['payment', '3782 822463 10005'],
  ['birth', '03/14/1975'],
  ['birth', '3-14-1975'],
  ['birth', '1975-03-14'],
  ['birth', 'March 14, 1975'],
  ['birth', 'on 14th Mar 2004'],
  ['birth', '14 de marzo de 1975'],
  ['birth', 'DOB: 3/14/75'],
  ['birth', 'my son was born 3/14/2019'],
  ['birth', 'nací el 14/3/75'],
  ['phone', '(805) 555-0199'],
  ['phone', '805-555-0199'],
  ['phone', '805.555.0199'],
  ['phone', 'call 8055550199 please'],
  ['phone', '+1 805 555 0199'],
  ['phone', '+52 55 1234 5678'],
  ['email', 'me.and-you+pain@mail.example.com'],
  ['email', 'Write to pat@example.org.'],
])('%s: %j', (kind, text) => {
  expect(find(text)?.kinds).toEqual([kind])
})

test.each([
  '0.5 mg/kg over 40-120 minutes',
  '0.5 mg/kg/hr for 4-6 hours, 10-50%',
  '2-6 weeks',
  '6 infusions 120 min',
  'After 20 years of pain since 1995',
  'I was born in 1975',
  'born with scoliosis, 1000 mg twice a day',
  'my appointment is on 11/3/26 or 11/04/2026',
  'In 2001-2005 I took 300-400 mg, then 1,200 mg',
  'call 911 or 988',
  '1-800-222-1222',
  '1-888-555-0100',
  'is (805) 555-0142 or +1 805 555 0142 your number?',
  '4111 1111 1111 1112',
  'reference 12345678901234567890',
  '123456789',
  'ratio 1:1000, page 12 of 123-45',
  'pain 8/10 @ night, 5@10',
  '¿Sirve para el síndrome de dolor regional complejo?',
  '',
])('nothing is seen in %j', (text) => {
  expect(find(text)).toBeNull()
})

test('all kinds are named once each, the gravest first', () => {
  const text = 'a@b.com c@d.com 805-555-0199 1/2/1960 4111111111111111 123-45-6789 987-65-4321'
  expect(find(text)).toEqual({ kinds: ['ssn', 'payment', 'birth', 'phone', 'email'], rest: '' })
})

test.each([
  ['123-45-6789', ''],
  ['My SSN is 123-45-6789, can I come?', 'My SSN is, can I come?'],
  ['Does it help? I am pat@example.org (805-555-0199) thanks', 'Does it help? I am () thanks'],
  ['line one\n805-555-0199\nline  three', 'line one\n\nline three'],
  ['call 805-555-0199 or (805) 555-0142', 'call or (805) 555-0142'],
])('%j without what was seen in it is %j', (text, rest) => {
  expect(find(text)?.rest).toBe(rest)
})

test('whatever is written, taking out what was seen makes it shorter', () => {
  const part = fc.constantFrom(
    '1',
    '23',
    '456',
    '7890',
    '-',
    ' ',
    '/',
    '.',
    '(',
    ')',
    '+',
    '@',
    'a',
    'mar',
    '1975',
    '\n',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
      const text = parts.join('')
      const found = find(text)
      expect(found?.kinds).not.toEqual([])
      if (found) expect(found.rest.length).toBeLessThan(text.length)
    }),
  )
})

test.each([
  'a',
  '1',
  ' ',
  '@',
  'a@',
  'a.',
  '1-',
  '1 ',
  '+1',
  '(2',
  'mar ',
  '12/',
  'born 12 ',
])('time grows with the length alone for %j over and over', (part) => {
  const before = performance.now()
  find(part.repeat(200_000 / part.length))
  // by the square of the length it would be minutes
  expect(performance.now() - before).toBeLessThan(5000)
})
