import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningServer, startServer } from '../support/process.ts'
import { type HttpReceiver, type MailServer, startMailServer, startReceiver } from '../support/receivers.ts'
import { until } from '../support/server.ts'
import { visit } from '../support/visitor.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

let folder: string
let smtp: MailServer
let receiver: HttpReceiver
let server: RunningServer

beforeAll(async () => {
  ;[smtp, receiver] = await Promise.all([startMailServer(), startReceiver()])
  folder = await mkdtemp(join(tmpdir(), 'bedside-content-'))
  for (const part of ['site.yaml', 'content', 'calibration.json'])
    await cp(join(root, 'faq', part), join(folder, part), { recursive: true })
  const site = await readFile(join(folder, 'site.yaml'), 'utf8')
  const named = site
    .replace('email: []', 'email: [desk@ninesisters.example]')
    .replace('webhook: null', `webhook: ${receiver.url}/hook`)
    .replace('whileClosed: false', 'whileClosed: true')
  await writeFile(join(folder, 'site.yaml'), named)
  server = await startServer({
    CONTENT_DIR: folder,
    DEMO_PORT: 'off',
    LOG_LEVEL: 'info',
    SMTP_URL: smtp.url.href,
    MAIL_FROM: 'chat@ninesisters.example',
    WEBHOOK_SECRET: 'a secret of a test that is long enough',
  })
}, 200_000)

afterAll(async () => {
  await server?.cleanUp()
  await Promise.all([smtp.stop(), receiver.stop(), rm(folder, { recursive: true, force: true })])
})

test('the program with its settings tells the clinic of a visitor whom nobody can take, once over a restart', async () => {
  const visitor = await (await visit({ url: server.url, origin: new URL(server.url).origin })).start()
  await visitor.say('canary: may I talk to a person please')
  await until('the e-mail', () => smtp.mails.length > 0, 30)
  await until('the request', () => receiver.received.length > 0, 30)
  const sources = [smtp.mails[0]?.source.replaceAll('=\r\n', ''), receiver.received[0]?.body]
  for (const source of sources) {
    expect(source).toContain(visitor.chatId)
    expect(source).not.toContain('canary')
  }
  expect(server.output()).not.toMatch(/desk@|chat@|p%40ss|canary/)
  await server.stop()
  await server.start()
  const other = await (await visit({ url: server.url, origin: new URL(server.url).origin })).start()
  await other.say('may I talk to a person please')
  // The other one's alert proves that it was looked anew.
  await until('the other e-mail', () => smtp.mails.length > 1, 30)
  expect(smtp.mails).toHaveLength(2)
  expect(smtp.mails[1]?.source.replaceAll('=\r\n', '')).toContain(other.chatId)
})
