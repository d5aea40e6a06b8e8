import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import { shortStyleNames } from '../../scripts/short-names.ts'

/** What a page of one script and one style sheet becomes, without white space. */
async function built(script: string, sheet: string): Promise<{ script: string; sheet: string }> {
  const root = await mkdtemp(join(tmpdir(), 'bedside-names-'))
  try {
    await writeFile(join(root, 'page.tsx'), script)
    await writeFile(join(root, 'page.css'), sheet)
    const { outputFiles } = await build({
      stdin: { contents: `import './page.css'; import './page.tsx'`, resolveDir: root },
      plugins: [await shortStyleNames(root, ['page.tsx', 'page.css'])],
      bundle: true,
      write: false,
      outdir: root,
      jsx: 'preserve',
    })
    const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text.replace(/\s+/g, ' ') ?? ''
    return { script: text('.js'), sheet: text('.css') }
  } finally {
    await rm(root, { recursive: true })
  }
}

test('classes and custom properties have the same short names in the style sheet and in the script', async () => {
  const { script, sheet } = await built(
    `f(<p class={big ? 'system-line is-big' : 'system-line'}><b class="wide" style={{ '--lamp': 'red' }} /></p>)`,
    `.system-line.is-big { margin: 0.5rem; color: var(--lamp) } .wide { color: red }`,
  )
  expect(sheet).toContain('.a.is-big { margin: 0.5rem; color: var(--a); } .b { color: red; }')
  expect(script).toContain(`class={big ? "a is-big" : "a"}><b class="b" style={{ "--a": "red" }} />`)
})

test('a name that a script says in any other way is kept', async () => {
  const { script, sheet } = await built(
    `f(<p class={'action is-' + action.tone} id='title' />); q('.held button'); s('--size: ' + x)`,
    '.action { top: 0 } .title { top: 1px } .held { top: var(--size) } .bubble { top: 2px }',
  )
  expect(sheet).toContain('.a { top: 0; } .title { top: 1px; } .held { top: var(--size); } .bubble { top: 2px; }')
  expect(script).toContain('class={"a is-" + action.tone}')
})

test('a class that depends on a quoted word is refused', async () => {
  await expect(built(`f(<p class={who === 'staff' ? 'wide' : 'slim'} />)`, '.wide { top: 0 }')).rejects.toThrow(
    'Compare outside of the attribute',
  )
})
