import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId, startServer, type TestServer } from '../support/server.ts'
import { attend, visit } from '../support/visitor.ts'

let server: TestServer
/** The next write to this chat does not begin before it is let go. */
let held: { chatId: string; letGo: Promise<void> } | null = null

beforeEach(async () => {
  held = null
  server = await startServer({
    wrapStore: (store) => ({
      ...store,
      async append(chatId, write, asked) {
        if (held?.chatId === chatId) {
          const { letGo } = held
          held = null
          await letGo
        }
        return await store.append(chatId, write, asked)
      },
    }),
  })
})

afterEach(async () => {
  await server.stop()
})

test('requests about one chat are served in the order of asking, and those about another do not wait for them', async () => {
  const ana = await attend(server, 'ana')
  const claimed = async () => {
    const { chatId } = await (await visit(server)).start()
    return { chatId, ...(await ana.done('chat:claim', { chatId, clientId: newId() })) }
  }
  const [slow, quick] = [await claimed(), await claimed()]
  const said: string[] = []
  const say = async ({ chatId, epoch }: typeof slow, text: string) => {
    await ana.done('message:send', { chatId, clientId: newId(), epoch, text })
    said.push(text)
  }
  const { promise: letGo, resolve } = Promise.withResolvers<void>()
  held = { chatId: slow.chatId, letGo }

  const waiting = ['one', 'two', 'three'].map((text) => say(slow, text))
  await say(quick, 'elsewhere')
  expect(said).toEqual(['elsewhere'])
  resolve()
  await Promise.all(waiting)
  expect(said).toEqual(['elsewhere', 'one', 'two', 'three'])
  const { events } = await server.store.read(slow.chatId, 0, 100)
  const stored = events.flatMap((event) => (event.type === 'message:sent' ? [event.text] : []))
  expect(stored).toEqual(['one', 'two', 'three'])
})
