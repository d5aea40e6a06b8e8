import { setTimeout as pause } from 'node:timers/promises'
import { type VisitorEnd, visit } from '../support/visitor.ts'
import { ORIGIN } from './origins.ts'
import { Heard, messageId, textOf } from './store-judge.ts'

/** Visitors at bare sockets who write to the real program as fast as it lets them, and keep what they were told. */
export interface Talk {
  readonly heard: Heard
  /** How many messages each visitor has acknowledged. */
  readonly ackedBy: readonly number[]
  /** Resolves when nothing is on its way any more. */
  stop(): Promise<void>
}

/** A chat takes a message a second. */
const PACE_MS = 1000
const AGAIN_MS = 100

/** Resolves when every visitor has a chat. Each message is sent until it is acknowledged, and only then the next one. */
export async function talk(url: string, visitors: number): Promise<Talk> {
  const heard = new Heard()
  const ackedBy = Array.from({ length: visitors }, () => 0)
  let stopped = false

  async function say(end: VisitorEnd, who: number): Promise<VisitorEnd> {
    const clientId = messageId(who, ackedBy[who] ?? 0)
    const asked = { clientId, text: textOf(clientId), choice: null }
    const ack = await end.ask('message:send', asked).catch(() => null)
    if (ack?.ok) {
      heard.hear(`ack ${end.chatId} ${ack.result.seq} ${clientId}`)
      ackedBy[who] = (ackedBy[who] ?? 0) + 1
      await pause(PACE_MS)
      return end
    }
    if (ack && ack.error.code !== 'too-fast') heard.hear(`no ${end.chatId} ${clientId} ${ack.error.code}`)
    await pause(ack?.error.retryAfterMs ?? AGAIN_MS)
    return end.socket.connected ? end : back(end)
  }

  /** Into the same chat, as soon as the server is there. */
  async function back(end: VisitorEnd): Promise<VisitorEnd> {
    while (!stopped) {
      const again = await visit({ url, origin: ORIGIN }, end).catch(() => null)
      if (again) return again
      await pause(AGAIN_MS)
    }
    return end
  }

  async function visitor(first: VisitorEnd, who: number): Promise<void> {
    let end = first
    while (!stopped) end = await say(end, who)
    end.socket.disconnect()
  }

  const ends: VisitorEnd[] = []
  for (let who = 0; who < visitors; who++) ends.push(await (await visit({ url, origin: ORIGIN })).start())
  const talking = ends.map(visitor)
  return {
    heard,
    ackedBy,
    async stop() {
      stopped = true
      await Promise.all(talking)
    },
  }
}
