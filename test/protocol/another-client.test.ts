import { afterEach, beforeEach, expect, test } from 'vitest'
import type { LogEvent } from '../../protocol/events.ts'
import { FakeClock } from '../support/fake-clock.ts'
import { newId, startServer, type TestServer, until } from '../support/server.ts'
import { attend } from '../support/visitor.ts'
import { MinimalClient } from './minimal-client.ts'

/** A client written from docs/protocol.md alone ends up with the server's log, whatever the network does. */
let server: TestServer
let clock: FakeClock
let client: MinimalClient
let loses: (what: 'push' | 'ack') => boolean

beforeEach(async () => {
  clock = new FakeClock(Date.parse('2026-11-23T10:00:00-08:00'))
  server = await startServer({ clock })
  loses = () => false
  client = new MinimalClient({ url: () => server.url, origin: server.origin, loses: (what) => loses(what) })
})

afterEach(async () => {
  client.stop()
  await server.stop()
})

const logOf = async (): Promise<LogEvent[]> =>
  client.chatId === undefined ? [] : (await server.store.read(client.chatId, 0, 500)).events

/** Says `count` things, each under its own id; gives the words in their order. */
function say(count: number): string[] {
  const words = Array.from({ length: count }, (_, i) => `hello ${i}`)
  for (const text of words) client.say(newId(), text)
  return words
}

/** Waits until everything is acknowledged and the client's log is the server's; then nothing may be lost, doubled or out of order. */
async function converges(words: string[]): Promise<void> {
  await until('an empty outbox', () => client.unsent === 0, 30)
  await until('the same log', async () => client.events.length > 0 && client.events.length === (await logOf()).length)
  const log = await logOf()
  expect(client.events.map(({ seq, type }) => [seq, type])).toEqual(log.map(({ seq, type }) => [seq, type]))
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_event, i) => i + 1))
  const said = client.events.flatMap((e) => (e.type === 'message:sent' && e.from === 'visitor' ? [e.text] : []))
  expect(said).toEqual(words)
}

test('with pushes that get lost, by the next heartbeat', async () => {
  const words = say(3)
  await converges(words)
  loses = (what) => what === 'push'
  const staff = await attend(server, 'ana')
  const chatId = client.chatId ?? ''
  const { epoch } = await staff.done('chat:claim', { chatId, clientId: newId() })
  await staff.done('message:send', { chatId, clientId: newId(), epoch, text: 'Hello, Ana here.' })
  expect(client.events.some(({ type }) => type === 'chat:claimed')).toBe(false)
  await clock.advance(15_000)
  await converges(words)
  expect(client.events.at(-1)).toMatchObject({ type: 'message:sent', text: 'Hello, Ana here.' })
})

test('with acknowledgements that get lost, by sending the same again', async () => {
  let lost = 0
  loses = (what) => what === 'ack' && lost++ % 2 === 0
  await converges(say(10))
  expect(lost).toBeGreaterThan(10)
})

test('with a connection that breaks again and again in the middle', async () => {
  const words = say(30)
  for (let i = 1; i <= 5; i += 1) {
    await until('more of it', async () => (await logOf()).length > 6 * i)
    client.cut()
  }
  await converges(words)
})

test('with a server that is started anew in the middle', async () => {
  const words = say(30)
  await until('some of it', async () => (await logOf()).length > 8)
  await server.restart()
  await converges(words)
})

test('with all of it at once', async () => {
  let count = 0
  loses = (what) => count++ % (what === 'push' ? 3 : 5) === 0
  const words = say(30)
  await until('some of it', async () => (await logOf()).length > 8)
  client.cut()
  await until('more of it', async () => (await logOf()).length > 20)
  await server.restart()
  await until('an empty outbox', () => client.unsent === 0, 30)
  await clock.advance(15_000)
  await converges(words)
})
