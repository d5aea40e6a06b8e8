import { cp, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { marked } from 'marked'

/**
 * The demonstration clinic's page: `demo/` with the article set into it as a clinic would publish it. The article is the
 * clinic's own text, so its Markdown is trusted here; nothing a visitor or staff member wrote ever comes this way.
 */
export async function buildDemo(source: string, articleFile: string, target: string): Promise<void> {
  await mkdir(target, { recursive: true })
  await cp(source, target, { recursive: true })
  const markdown = await readFile(articleFile, 'utf8')
  const page = await readFile(join(source, 'index.html'), 'utf8')
  const withoutMarkers = markdown.replaceAll(/^<!-- section: .*-->\n/gm, '')
  const article = await marked.parse(withoutMarkers, { async: true })
  await writeFile(
    join(target, 'index.html'),
    page.replace('%ARTICLE%', () => article),
  )
}
