import { expect, test } from 'vitest'
import { normalize } from '../../faq/normalize.ts'
import { stem } from '../../faq/stem.ts'

test.each([
  ['HOW’S   it working?!', 'how is it working'],
  ["I don't & can't", 'i do not and can not'],
  ['cuz u gotta', 'because you have to'],
  ['40-120min at 0.5mg/kg', '40 120 minutes at 0.5 mg kg'],
  ['<p>nerve&nbsp;pain</p>', 'nerve pain'],
  ['ﬁbro\u200bmyalgia', 'fibromyalgia'],
  ['migraña', 'migrana'],
  ['what the fuck is crps', 'what the is crps'],
  ['see https://example.com/a?b=c please', 'see please'],
])('%j is read as %j', (typed, read) => {
  expect(normalize(typed)).toBe(read)
})

test.each([
  [['infusion', 'infusions', 'infused', 'infusing']],
  [['treat', 'treats', 'treated', 'treating', 'treatment', 'treatments']],
  [['study', 'studies']],
  [['inflame', 'inflamed', 'inflaming']],
  [['relation', 'relations']],
])('%j share a stem', (forms) => {
  expect(new Set(forms.map(stem)).size).toBe(1)
})

test.each(['bus', 'less', 'ms', 'need'])('%j stays whole', (word) => {
  expect(stem(word)).toBe(word)
})
