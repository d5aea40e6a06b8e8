import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { createSuggest } from '../../faq/suggest.ts'
import { fuseMatch } from '../../scripts/fuse-match.ts'
import { loadContent } from '../../server/content.ts'
import { createReplies } from '../../server/reply.ts'
import { answerIndex } from '../../server/site-info.ts'

const root = join(import.meta.dirname, '../..')

test('what the panel gets of fuse.js finds what the whole of it finds', async () => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['faq/suggest.ts'],
    bundle: true,
    format: 'esm',
    write: false,
    plugins: [fuseMatch],
  })
  const source = outputFiles[0]?.text ?? ''
  expect(source).not.toMatch(/class FuseIndex|KeyStore/)
  const built = (await import(
    `data:text/javascript;base64,${Buffer.from(source).toString('base64')}`
  )) as typeof import('../../faq/suggest.ts')

  const content = await loadContent(join(root, 'faq'))
  const index = answerIndex(content, createReplies(content), 'en')
  const [inPanel, whole] = [built.createSuggest(index), createSuggest(index)]
  let found = 0
  for (const [at, phrasing] of content.entries.flatMap(({ phrasings }) => phrasings.slice(0, 2)).entries()) {
    // whole, as far as a quarter was typed, with a letter left out, and as one word that is very long
    const typed = [
      phrasing,
      phrasing.slice(0, (at % 16) + 2),
      phrasing.replace(/(\w)\w(\w)/, '$1$2'),
      phrasing.replace(/ /g, ''),
    ]
    for (const text of typed.slice(0, at % 5 === 0 ? 4 : 2)) {
      const titles = inPanel(text)
      expect(titles, text).toEqual(whole(text))
      found += titles.length
    }
  }
  expect(found).toBeGreaterThan(100)
}, 60_000)
