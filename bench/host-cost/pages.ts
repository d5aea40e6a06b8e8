import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { distFolder } from '../../server/app.ts'
import { type Bundled, bundle } from './peers.ts'
import { PEERS, type Peer, SIDES, type Side } from './sides.ts'

/**
 * The demonstration clinic's article once for each side, alike but for the chat, on one server on loopback. It sends what
 * it has compressed before, with brotli as ours does, and answers what the peers ask their servers for.
 */
export interface Pages {
  port: number
  close(): void
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** What a careful clinic's page may set, for the chat that it has on it. It is reported, so that every chat is drawn. */
const strictPolicy = (chat: string): string =>
  `default-src 'self'; script-src ${chat}; style-src 'self'; img-src 'self'; frame-src ${chat}; connect-src ${chat}; ` +
  "object-src 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

/** `ours` is asked for with each page: the address of the server with our script. */
export async function servePages(ours: () => string): Promise<Pages> {
  const demo = join(distFolder, 'demo')
  const article = await readFile(join(demo, 'index.html'), 'utf8')
  const [tag] = /\n\s*<script async src="%BEDSIDE%[^\n]*/.exec(article) ?? []
  if (!tag) throw new Error('The demonstration page has no script tag. Run "npm run build".')

  const files = new Map<string, Buffer>()
  for (const name of ['demo.css', 'mark.svg', 'hills.svg']) {
    files.set(`/${name}`, brotliCompressSync(await readFile(join(demo, name))))
  }
  const tags = new Map<Side, () => string>([
    ['none', () => ''],
    ['ours', () => tag.replace('%BEDSIDE%', ours())],
  ])
  for (const peer of Object.keys(PEERS) as Peer[]) {
    const bundled = await bundle(peer)
    for (const [name, bytes] of bundled.files) files.set(`/peers/${name}`, brotliCompressSync(bytes))
    tags.set(peer, () => tagOf(bundled))
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const side = SIDES.find((side) => url.pathname === `/${side}`)
    const send = (bytes: Buffer, type: string, headers: Record<string, string> = {}): void => {
      response.writeHead(200, {
        'content-type': type,
        'content-length': bytes.length,
        'content-encoding': 'br',
        ...headers,
      })
      response.end(bytes)
    }
    if (side) {
      const chat = side === 'ours' ? ours() : "'self'"
      const policy = { 'content-security-policy-report-only': strictPolicy(chat) }
      const html = article.replace(tag, tags.get(side)?.() ?? '')
      return send(brotliCompressSync(html), TYPES['.html'] ?? '', url.searchParams.has('strict') ? policy : {})
    }
    const file = files.get(url.pathname)
    if (file) return send(file, TYPES[extname(url.pathname)] ?? '')
    const answer = await answerTo(request, url.pathname)
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

function tagOf({ script, style }: Bundled): string {
  const link = style ? `\n  <link rel="stylesheet" href="/peers/${style}">` : ''
  return `${link}\n  <script type="module" src="/peers/${script}"></script>`
}

/** The least with which a peer shows its field. */
async function answerTo(request: IncomingMessage, path: string): Promise<object | null> {
  request.resume()
  await once(request, 'end')
  if (path === '/peers/n8n') return { data: [] }
  if (path !== '/peers/typebot/api/v1/typebots/measured/startChat') return null
  return {
    sessionId: 'measured',
    resultId: 'measured',
    typebot: { id: 'measured', version: '6', theme: {}, settings: {} },
    messages: [],
    input: { id: 'field', type: 'text input' },
  }
}
