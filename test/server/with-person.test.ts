import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Context } from '../../faq/types.ts'
import { newId, startServer, type TestServer } from '../support/server.ts'
import { wordEngine } from '../support/server-engine.ts'
import { attend, visit } from '../support/visitor.ts'

let server: TestServer
/** What the engine was asked for with each message. */
let asked: (boolean | undefined)[]
/** Happens once, while the engine thinks. */
let meanwhile: (() => Promise<unknown>) | null

beforeEach(async () => {
  asked = []
  meanwhile = null
  server = await startServer({
    engine: {
      async answer(question: string, context: Context) {
        asked.push(context.emergenciesOnly)
        const happens = meanwhile
        meanwhile = null
        await happens?.()
        return wordEngine.answer(question, context)
      },
    },
  })
})

afterEach(async () => {
  await server.stop()
})

const claimedChat = async () => {
  const ana = await attend(server, 'ana')
  const visitor = await (await visit(server)).start()
  const { chatId } = visitor
  const { epoch } = await ana.done('chat:claim', { chatId, clientId: newId() })
  const release = () => ana.done('chat:release', { chatId, clientId: newId(), epoch, to: 'bot' })
  return { visitor, release }
}

test('while a person has the chat, the engine is asked for emergencies alone', async () => {
  const { visitor, release } = await claimedChat()
  await visitor.say('fibromyalgia?')
  await visitor.say('crisis')
  await release()
  await visitor.say('fibromyalgia?')

  expect(asked).toEqual([true, true, false])
  expect((await visitor.log()).map(({ type }) => type)).toEqual([
    'chat:opened',
    'chat:claimed',
    'message:sent',
    'message:sent',
    'flag:raised',
    'chat:released',
    'message:sent',
    'bot:replied',
  ])
})

test('a question that comes while the person gives the chat back is answered by the bot', async () => {
  const { visitor, release } = await claimedChat()
  meanwhile = release
  const { seq } = await visitor.say('fibromyalgia?')

  expect(asked).toEqual([true, false])
  expect((await visitor.log()).slice(2)).toMatchObject([
    { type: 'chat:released' },
    { type: 'message:sent', seq },
    { type: 'bot:replied', outcome: 'answer' },
  ])
})
