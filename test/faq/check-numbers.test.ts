import { expect, test } from 'vitest'
import { unsupportedNumbers } from '../../faq/checks/numbers.ts'

test.for([
  ['After 20 years', 'after over 20 years of back pain'],
  ['After twenty years', 'after over 20 years'],
  ['Six infusions', 'administered in 6 infusions'],
  ['10 to 50 percent', 'that 10-50% of patients'],
  ['between 10 and 50%', 'that 10-50% of patients'],
  ['up to 50%', 'that 10-50% of patients'],
  ['2–6 weeks', 'of 2-6 weeks'],
  ['two to six weeks', 'of 2-6 weeks'],
  ['at 3 months and at 6 months', 'at 3 and 6 months'],
  ['0.50 mg', 'of 0.5 mg/kg'],
  ['1,000 people', 'of 1000 people'],
  ['one infusion', 'a single (1) infusion'],
  ['Ketamine may be one that works, for one patient or another', 'ketamine works'],
  ['It often takes more than one kind', 'it takes several kinds'],
  ['No numbers at all', 'none here either'],
  ['Weight, ten-sided', 'a 10-sided figure'],
] as const)('"%s" is supported by "%s"', ([text, passage]) => {
  expect(unsupportedNumbers(text, [passage])).toEqual([])
})

test.for([
  ['After 21 years', 'after over 20 years', ['21']],
  ['Seven infusions', 'in six infusions', ['7']],
  ['10-60%', '10-50%', ['10-60%']],
  ['50 people', '10-50% of people', ['50']],
  ['50%', 'of 50 people', ['50%']],
  ['20 to 60 minutes', 'for 20, then 60 minutes', ['20-60']],
  ['30 minutes', 'for 20-60 minutes', ['30']],
  ['5 mg', 'of 0.5 mg/kg', ['5']],
  ['one infusion a week', 'infusions every week', ['1']],
  ['one in twelve', 'some people', ['1', '12']],
  ['0.5 mg or .7', 'of 0.5 mg/kg', ['7']],
  ['１００ %', 'half of them', ['100%']],
] as const)('"%s" is not supported by "%s"', ([text, passage, missing]) => {
  expect(unsupportedNumbers(text, [passage])).toEqual(missing)
})

test('a number may stand in any passage of its sentence', () => {
  expect(unsupportedNumbers('Six of 20', ['in six of them', 'among 20 people'])).toEqual([])
  expect(unsupportedNumbers('Six of 20', [])).toEqual(['6', '20'])
})
