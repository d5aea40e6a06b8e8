import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Marked } from 'marked'

/** The demonstration's pages: their file, their address and what the browser's tab says. */
const PAGES = [
  { file: 'index.html', path: '/', title: 'Ketamine therapy for chronic pain' },
  { file: 'what-to-expect.html', path: '/what-to-expect', title: 'What to expect' },
]

/**
 * The demonstration clinic's pages: `demo/` with the article set into it as a clinic would publish it, with a list of its
 * parts. The article is the clinic's own text, so its Markdown is trusted here; nothing a visitor or staff member wrote ever
 * comes this way. What the clinic's settings say is filled in by the server.
 */
export async function buildDemo(source: string, articleFile: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true })
  await cp(source, target, { recursive: true })
  await rm(join(target, 'layout.html'))
  const layout = await readFile(join(source, 'layout.html'), 'utf8')
  const { article, contents } = await setArticle(await readFile(articleFile, 'utf8'))
  for (const { file, path, title } of PAGES) {
    const main = (await readFile(join(source, file), 'utf8'))
      .replace('%ARTICLE%', () => article)
      .replace('%CONTENTS%', () => contents)
    const page = layout
      .replace('%TITLE%', title)
      .replace(`<a href="${path}">`, `<a href="${path}" aria-current="page">`)
      .replace('%MAIN%', () => main.trimEnd())
    await writeFile(join(target, file), page)
  }
}

/** The article and the list of its sections, as HTML. Each heading can be linked to. */
async function setArticle(markdown: string): Promise<{ article: string; contents: string }> {
  const links: string[] = []
  const marked = new Marked({
    renderer: {
      heading({ tokens, depth, text }) {
        const words = this.parser.parseInline(tokens)
        const id = text
          .toLowerCase()
          .replaceAll(/[^a-z0-9]+/g, '-')
          .replaceAll(/^-|-$/g, '')
        if (depth === 2) links.push(`<li><a href="#${id}">${words}</a></li>`)
        return `<h${depth} id="${id}">${words}</h${depth}>\n`
      },
    },
  })
  const article = await marked.parse(markdown.replaceAll(/^<!-- section: .*-->\n/gm, ''), { async: true })
  return { article, contents: `<ul>${links.join('')}</ul>` }
}
