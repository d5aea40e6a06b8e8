import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId, startServer, type TestServer, until } from '../support/server.ts'
import { attend, type StaffEnd, type VisitorEnd, visit } from '../support/visitor.ts'
import { serveHttp } from '../support/visitor-http.ts'

let server: TestServer
let ana: StaffEnd
let ben: StaffEnd

beforeAll(async () => {
  server = await startServer()
  ;[ana, ben] = [await attend(server, 'ana', 'Ana'), await attend(server, 'ben', 'Ben')]
})
afterAll(async () => {
  await server.stop()
})

/** A chat that Ana has. Every frame that its visitor is sent is kept, as it came over the wire. */
async function chatOfAna(): Promise<{ visitor: VisitorEnd; chatId: string; epoch: number; frames: string[] }> {
  const visitor = await (await visit(server)).start()
  const frames: string[] = []
  visitor.socket.io.engine.on('packet', ({ data }) => frames.push(String(data)))
  await visitor.say('hello')
  const { chatId } = visitor
  await ana.done('chat:sync', { chatId, since: 0 })
  const { epoch } = await ana.done('chat:claim', { chatId, clientId: newId() })
  return { visitor, chatId, epoch, frames }
}

test('S5: a note of anybody on staff reaches the others, and no frame or reply to the visitor has a word of it', async () => {
  const { visitor, chatId, epoch, frames } = await chatOfAna()
  const secret = 'Her sister called; Dr. Patel knows'
  const { seq } = await ben.done('note:write', { chatId, clientId: newId(), text: `${secret} (by Ben)` })
  await until('the note', () => ana.seen().some((event) => event.type === 'note:written' && event.seq === seq))
  expect(ana.seen().find((event) => event.seq === seq && event.type === 'note:written')).toMatchObject({
    note: { staff: { id: 'ben', name: 'Ben' }, text: `${secret} (by Ben)` },
  })
  await ana.done('chat:close', { chatId, clientId: newId(), epoch, outcome: 'answered' })
  await ana.done('note:write', { chatId, clientId: newId(), text: `${secret}, after the end` })

  // read from the log, over a second socket, and by the way that a page takes which goes away
  const log = await visitor.log()
  expect(log.map((event) => event.seq)).toEqual(log.map((_, index) => index + 1))
  expect(log.filter(({ type }) => type === 'note:written')).toEqual([
    { seq, at: expect.any(Number), type: 'note:written', note: null },
    { seq: seq + 2, at: expect.any(Number), type: 'note:written', note: null },
  ])
  const again = await visit(server, visitor)
  const http = await serveHttp(server)
  const item = { event: 'message:send', payload: { clientId: newId(), text: 'thanks', choice: null } }
  const answered = await http.append(visitor, [item])
  await until('the push', () =>
    visitor.seen().some((event) => event.type === 'message:sent' && event.text === 'thanks'),
  )
  const everything = [...frames, JSON.stringify([await again.log(), again.pushes, answered])].join('\n')
  expect(everything).toContain('thanks')
  for (const word of ['sister', 'Patel', 'by Ben', 'after the end']) expect(everything).not.toContain(word)
  expect(server.logged.join('\n')).not.toContain('sister')
  await http.stop()
})

test('S5: a note is stored once however often it is sent, and nobody who is signed out writes one', async () => {
  const { chatId } = await chatOfAna()
  const note = { chatId, clientId: newId(), text: 'once' }
  const first = await ben.done('note:write', note)
  expect(await ben.done('note:write', note)).toEqual(first)
  expect(await ben.ask('note:write', { ...note, text: 'twice' })).toMatchObject({ error: { code: 'id-reused' } })
  const cam = await attend(server, 'cam', 'Cam')
  server.sessions.end(cam.sessionId, true)
  expect(await cam.ask('note:write', { ...note, clientId: newId() })).toMatchObject({ error: { code: 'unauthorized' } })
})

test('H16: a chat is passed on with a note that the colleague reads and the visitor does not', async () => {
  const { visitor, chatId, epoch, frames } = await chatOfAna()
  await ben.done('chat:sync', { chatId, since: 0 })
  const passing = { chatId, clientId: newId(), epoch, to: 'ben', note: 'Her cousin is a nurse.' }
  const passed = await ana.done('chat:pass', passing)
  expect(await ana.done('chat:pass', passing)).toEqual(passed)
  const isPassed = (event: { type: string }) => event.type === 'chat:passed'
  expect(await until('the note', () => ben.seen().find(isPassed))).toMatchObject({
    staff: { name: 'Ben' },
    from: { name: 'Ana' },
    epoch: epoch + 1,
    note: 'Her cousin is a nurse.',
  })
  await until('the row', () => ben.row(chatId)?.owner?.id === 'ben')
  const seen = await until('what the visitor sees', () => visitor.seen().find(isPassed))
  expect(seen).toMatchObject({ staff: { name: 'Ben' }, from: { name: 'Ana' }, note: null })
  expect((await visitor.log()).find(isPassed)).toEqual(seen)
  expect(frames.join()).not.toContain('cousin')
  const late = { chatId, clientId: newId(), epoch, text: 'one more thing' }
  expect(await ana.ask('message:send', late)).toMatchObject({ error: { code: 'already-claimed', by: 'Ben' } })
  await ben.done('message:send', { chatId, clientId: newId(), epoch: epoch + 1, text: 'Ben here' })
})

test('H16: who is not on duty any more is passed nothing: the chat is in the line again, and the note in it', async () => {
  const { visitor, chatId, epoch } = await chatOfAna()
  await ben.done('duty:set', { onDuty: false })
  await ana.done('chat:pass', { chatId, clientId: newId(), epoch, to: 'ben', note: 'For whoever takes it' })
  const row = await until('the row', () => (ben.row(chatId)?.state === 'waiting' ? ben.row(chatId) : null))
  expect(row).toMatchObject({ owner: null, epoch: epoch + 1 })
  const { events } = await ben.done('chat:sync', { chatId, since: 0 })
  expect(events.slice(-2)).toMatchObject([
    { note: { text: 'For whoever takes it' } },
    { type: 'chat:released', to: 'queue' },
  ])
  expect(JSON.stringify(await visitor.log())).not.toContain('whoever')
  await ben.done('duty:set', { onDuty: true })
})

test('S2: an approved answer goes out with its passages and the disclaimer of the server, from its owner alone', async () => {
  const { visitor, chatId, epoch } = await chatOfAna()
  const sending = { chatId, clientId: newId(), epoch, entryId: 'tmj' }
  expect(await ben.ask('answer:send', { ...sending, clientId: newId() })).toMatchObject({
    error: { code: 'already-claimed', by: 'Ana' },
  })
  const { seq } = await ana.done('answer:send', sending)
  expect(await ana.done('answer:send', sending)).toMatchObject({ seq })
  const entry = server.content.entries.find(({ id, lang }) => id === 'tmj' && lang === 'en')
  const { title, full } = server.content.site.disclaimer.en
  const sent = await until('the answer', () => visitor.seen().find((event) => event.seq === seq))
  expect(sent).toMatchObject({
    type: 'answer:sent',
    staff: { id: 'ana', name: 'Ana' },
    answers: [{ text: entry?.answer.map(({ text }) => text).join(' '), attribution: entry?.attribution }],
    disclaimer: { title, full },
  })
  expect(sent.type === 'answer:sent' && sent.answers[0].passages.length).toBeGreaterThan(0)
  expect(await ana.ask('answer:send', { ...sending, clientId: newId(), entryId: 'no-such' })).toMatchObject({
    error: { code: 'not-found' },
  })
})

test('S7: staff learn what the visitor has and has looked at, and nothing beyond what there is', async () => {
  const { visitor, chatId, epoch } = await chatOfAna()
  const { seq } = await ana.done('message:send', { chatId, clientId: newId(), epoch, text: 'Hello' })
  const readings = () => ana.told('reading').filter((reading) => reading.chatId === chatId)
  expect((await ana.done('chat:sync', { chatId, since: 0 })).reading).toEqual({ got: 0, seen: 0 })
  await visitor.done('reading:set', { got: seq, seen: seq - 1 })
  await until('delivered', () => readings().some(({ got, seen }) => got === seq && seen === seq - 1))
  await visitor.done('reading:set', { got: 10 * seq, seen: 10 * seq })
  await until('seen', () => readings().some(({ got, seen }) => got === seq && seen === seq))
  // an older tab says less, and a late console is told what is known
  await visitor.done('reading:set', { got: 1, seen: 1 })
  expect((await ben.done('chat:sync', { chatId, since: 0 })).reading).toEqual({ got: seq, seen: seq })
  expect((await ana.done('chat:sync', { chatId, since: 0 })).lastSeq).toBe(seq)
})

test('S6: two of the staff in one chat see each other, and no longer once one has left or closed the window', async () => {
  const { chatId } = await chatOfAna()
  const cam = await attend(server, 'cam', 'Cam')
  await cam.done('chat:sync', { chatId, since: 0 })
  const seenByAna = () => ana.told('onlookers').findLast((told) => told.chatId === chatId)?.staff
  await cam.done('looking:set', { chatId, doing: 'reading' })
  await until('Cam', () => seenByAna()?.some(({ name, doing }) => name === 'Cam' && doing === 'reading'))
  expect(await ana.done('looking:set', { chatId, doing: 'replying' })).toMatchObject({
    staff: expect.arrayContaining([{ id: 'cam', name: 'Cam', doing: 'reading' }]),
  })
  await until('Ana', () => cam.told('onlookers').some(({ staff }) => staff.some(({ doing }) => doing === 'replying')))
  await cam.done('looking:set', { chatId, doing: 'noting' })
  await until('the note', () => seenByAna()?.some(({ doing }) => doing === 'noting'))
  await cam.leave()
  await until('Cam gone', () => seenByAna()?.every(({ name }) => name !== 'Cam'))
  await ana.done('looking:set', { chatId, doing: 'nothing' })
  await until('nobody', () => seenByAna()?.length === 0)
})
