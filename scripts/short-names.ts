import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Plugin, transform } from 'esbuild'

/** Classes that keep their names: the browser tests find these elements by them. */
const NAMED_OUTSIDE = ['bottom', 'bubble', 'chip', 'scroll']

const CLASS_ATTRIBUTE = /\bclass=(?:"[^"]*"|\{(?:[^{}]|\{[^}]*\})*\})/g
const QUOTED = /'[^'\n]*'|"[^"\n]*"|`[^`]*`/g
const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm
/** A word that is no expression in a template: not the `tone` of `is-${tone}`. */
const NAME = /(?<![\w$.{-])[a-z][\w-]*(?![\w.-])/g
const CLASS_SELECTOR = /\.([a-z][\w-]*)/g
const PROPERTY = /--([a-z][\w-]*)/g
const QUOTED_PROPERTY = /'--([a-z][\w-]*)'/g

/**
 * Gives the classes and custom properties of a page's style sheets short names, in the style sheets and wherever a script
 * says `class="name"` or `'--name'`. `files` are the page's own sources. A name that a script says in any other way (as an
 * id, in a selector, in a longer text) is kept, and so is what begins with `is-`, which scripts put together from pieces.
 * Rejects where a class depends on a comparison with a quoted word, which could be taken for a class.
 */
export async function shortStyleNames(root: string, files: string[]): Promise<Plugin> {
  const sources = new Map<string, string>()
  for (const file of files) sources.set(join(root, file), await readFile(join(root, file), 'utf8'))
  const sheets = [...sources].filter(([file]) => file.endsWith('.css')).map(([, source]) => source.replace(COMMENT, ''))
  const scripts = [...sources].filter(([file]) => !file.endsWith('.css')).map(([, source]) => source)
  const elsewhere = scripts.flatMap(
    (source) => source.replace(COMMENT, '').replace(CLASS_ATTRIBUTE, '').match(QUOTED) ?? [],
  )
  // `./views/header.tsx` says nothing of a class.
  const words = elsewhere.filter((quoted) => !quoted.includes('/')).flatMap((quoted) => quoted.match(/[\w-]+/g) ?? [])
  const kept = new Set([...NAMED_OUTSIDE, ...words])
  const classes = shortest(found(sheets, CLASS_SELECTOR), (name) => kept.has(name) || name.startsWith('is-'))
  const whole = new Set(
    found(
      scripts.map((source) => source.replace(QUOTED_PROPERTY, '')),
      PROPERTY,
    ),
  )
  const properties = shortest(found(sheets, PROPERTY), (name) => whole.has(name))
  for (const [attribute] of scripts.flatMap((source) => [...source.matchAll(CLASS_ATTRIBUTE)])) {
    if (/[!=]= *['"`]/.test(attribute)) throw new Error(`Compare outside of the attribute: ${attribute}`)
  }

  const inProperties = (source: string, pattern: RegExp): string =>
    source.replace(pattern, (all, name) => all.replace(name, properties.get(name) ?? name))
  const inSheet = (source: string): string =>
    inProperties(source, PROPERTY).replace(CLASS_SELECTOR, (_, name) => `.${classes.get(name) ?? name}`)
  const inScript = (source: string): string =>
    inProperties(source, QUOTED_PROPERTY).replace(CLASS_ATTRIBUTE, (attribute) =>
      attribute.replace(QUOTED, (quoted) => quoted.replace(NAME, (name) => classes.get(name) ?? name)),
    )
  return {
    name: 'short style names',
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.(?:css|tsx?)$/ }, async ({ path }) => {
        const source = sources.get(path)
        if (source === undefined) return null
        if (path.endsWith('.later.css')) {
          const { code } = await transform(inSheet(source), { loader: 'css', minify: true })
          return { contents: code, loader: 'text' }
        }
        if (path.endsWith('.css')) return { contents: inSheet(source), loader: 'css' }
        return { contents: inScript(source), loader: path.endsWith('x') ? 'tsx' : 'ts' }
      }),
  }
}

/** How often each name occurs, the most frequent first. */
function found(sources: string[], pattern: RegExp): string[] {
  const counts = new Map<string, number>()
  for (const source of sources) {
    for (const [, name = ''] of source.matchAll(pattern)) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name)
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ']

/** A name of one letter, later of two, for every name that is not kept. */
function shortest(names: string[], isKept: (name: string) => boolean): Map<string, string> {
  const free = ['', ...LETTERS].flatMap((first) => LETTERS.map((last) => first + last))
  const spare = free.filter((short) => !isKept(short) && !names.includes(short))
  return new Map(names.filter((name) => !isKept(name)).map((name, i) => [name, spare[i] ?? name]))
}
