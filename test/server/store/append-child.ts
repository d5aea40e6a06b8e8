import { writeSync } from 'node:fs'
import type { Fact } from '../../../protocol/events.ts'
import { openSqliteStore } from '../../../server/store/sqlite.ts'
import { asSaid, testKeyring } from '../../support/keys.ts'
import { answers, OPENED } from '../../support/model.ts'

/**
 * Writes to five chats at once until it is killed. Says on stdout, a line each: `ready`, `ack <chat> <seq> <clientId>` for
 * what was acknowledged and `no <chat> <clientId>` for what was refused. Arguments: the database, and a prefix for ids
 * that no earlier run used.
 */
const [path = '', run = ''] = process.argv.slice(2)
const say = (line: string) => writeSync(1, `${line}\n`)

const store = await openSqliteStore({ path, ring: testKeyring(), rule: asSaid })
const chats = Array.from({ length: 5 }, (_, n) => n.toString(16).padStart(32, '0'))
for (const chat of chats) {
  if (!(await store.conversation(chat))) await store.create(chat, 'token', [OPENED], Date.now())
}
say('ready')

async function writeTo(chat: string): Promise<never> {
  for (let n = 0; ; n++) {
    const clientId = `${run}-${n}`
    const content = `question ${clientId} ${'x'.repeat(200)}`
    const question: Fact = { type: 'message:sent', from: 'visitor', clientId, text: content, choice: null }
    try {
      const { seq } = await store.append(chat, { sender: 'visitor', clientId, content, at: Date.now() }, (before) => [
        question,
        { ...answers.reply, replyTo: before.lastSeq + 1 },
      ])
      say(`ack ${chat} ${seq} ${clientId}`)
    } catch {
      say(`no ${chat} ${clientId}`)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
}
await Promise.all(chats.map(writeTo))
