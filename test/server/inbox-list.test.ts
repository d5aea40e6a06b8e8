import { afterEach, expect, test } from 'vitest'
import { newId, startServer, type TestServer } from '../support/server.ts'
import { attend } from '../support/visitor.ts'

let server: TestServer

afterEach(async () => {
  await server.stop()
})

/** As long as a visitor can make a row of the list. */
async function chat(unit: string, waits: boolean): Promise<string> {
  const chatId = newId()
  const text = unit.repeat(200)
  await server.store.create(
    chatId,
    newId() + newId(),
    [
      { type: 'chat:opened', locale: 'en', noticeVersion: '1', page: `/${unit.repeat(511)}` },
      { type: 'message:sent', from: 'visitor', clientId: newId(), text, choice: null },
      { type: 'contact:left', clientId: newId(), question: text, contact: text },
      ...(waits ? ([{ type: 'handoff:requested', trigger: 'asked', why: null }] as const) : []),
    ],
    Date.now(),
  )
  return chatId
}

test('staff get their list however many and however long the chats in it are, those who wait before all', async () => {
  server = await startServer()
  const first = await chat('痛', true)
  await Promise.all(Array.from({ length: 700 }, () => chat('痛', false)))
  const last = await chat('\u0001', true)
  const staff = await attend(server, 'ana')
  const { rows } = await staff.done('inbox:list', { list: 'open' })
  const listed = rows.map(({ chatId }) => chatId)
  expect(listed).toContain(first)
  expect(listed).toContain(last)
  expect(rows.length).toBeGreaterThan(200)
  expect(staff.socket.connected).toBe(true)
})
