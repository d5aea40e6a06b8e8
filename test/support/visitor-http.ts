import Fastify from 'fastify'
import type { Ack, Refusal } from '../../protocol/errors.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { APPEND_PATH, ERASE_PATH, type Erased } from '../../protocol/visitor.ts'
import { addVisitorRoutes } from '../../server/visitor-http.ts'
import type { TestServer } from './server.ts'

export interface Appended {
  status: number
  body: { results?: Ack<{ seq: number; gen: string }>[]; error?: Refusal } & Partial<Erased>
}

/** One that asks over HTTP, as a page does that goes away. */
export interface HttpEnd {
  url: string
  /** Sends any body with any headers. */
  post(body: string, headers: Record<string, string>, path?: string): Promise<Appended>
  /** Sends what the outbox of `chat` holds, in its order. */
  append(chat: { chatId: string; token: string }, items: { event: string; payload: unknown }[]): Promise<Appended>
  /** Has `chat` erased, as its visitor does who clears it. */
  erase(chat: { chatId: string; token: string }): Promise<Appended>
  stop(): Promise<void>
}

/** The route as the program has it, in front of a running test server, also of one that was restarted since. */
export async function serveHttp(server: TestServer): Promise<HttpEnd> {
  const http = Fastify()
  addVisitorRoutes(http, () => server.sockets.visitorHttp)
  const url = await http.listen({ port: 0, host: '127.0.0.1' })

  async function post(body: string, headers: Record<string, string>, path = APPEND_PATH): Promise<Appended> {
    const response = await fetch(url + path, { method: 'POST', headers, body })
    return { status: response.status, body: (await response.json()) as Appended['body'] }
  }
  const headersOf = (token: string) => ({
    origin: server.origin,
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
  })
  return {
    url,
    post,
    append: ({ chatId, token }, items) =>
      post(JSON.stringify({ version: PROTOCOL_VERSION, chatId, items }), headersOf(token)),
    erase: ({ chatId, token }) =>
      post(JSON.stringify({ version: PROTOCOL_VERSION, chatId }), headersOf(token), ERASE_PATH),
    stop: () => http.close(),
  }
}
