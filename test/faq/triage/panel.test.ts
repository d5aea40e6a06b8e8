import { describe, expect, test } from 'vitest'
import { loadContent } from '../../../server/content.ts'
import { builtEngine } from '../../support/engine.ts'
import { PANEL } from './panel.ts'

const content = await loadContent('faq')
const engine = await builtEngine(content)

describe.each(PANEL)('$text', ({ text, card, line }) => {
  const decision = engine.answer(text, { locale: 'en', previous: [] })

  test('is recognised, and nothing of the article stands beside the card', () => {
    expect(decision).toMatchObject({ outcome: 'crisis', card, trigger: 'red-flag', entryIds: [], choiceIds: [] })
  })

  test('is referred to a line that is for it, and 911', () => {
    const { actions, danger } = content.site.cards.en[card]
    const lines = [...actions, ...(danger ? [danger.action] : [])].map(({ href }) => href)
    expect(lines).toEqual(expect.arrayContaining([line, 'tel:911']))
  })
})
