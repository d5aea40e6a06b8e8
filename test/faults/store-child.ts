import { openSync, writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { ChatError } from '../../protocol/errors.ts'
import type { Fact } from '../../protocol/events.ts'
import { openSqliteThread } from '../../server/store/sqlite-thread.ts'
import { testKeyring } from '../support/keys.ts'
import { answers } from '../support/model.ts'
import { messageId, textOf } from './store-judge.ts'

/**
 * The database in its thread without a server around it, and five chats that are written to at once. Now and then a chat
 * is erased, and the database closed and opened again. Says, a line each, what it was told:
 *   `ready`
 *   `ack <chat> <seq> <clientId>`    stored
 *   `no <chat> <clientId> <code>`    refused; it is tried again under the same id
 *   `gone <chat>`                    erased
 * Arguments: the database, a number that no earlier run had, after how many acknowledgements it kills itself
 * (0: never), and the file to say it to (standard output when there is none).
 */
const [path = '', run = '0', enough = '0', heardBy = ''] = process.argv.slice(2)
const out = heardBy === '' ? 1 : openSync(heardBy, 'a')
const say = (line: string) => writeSync(out, `${line}\n`)

const CHATS = 5
/** Messages to each chat between two erasures, and erasures between two openings. */
const MESSAGES = 30
const ERASURES = 4
const OPENED: Fact = { type: 'chat:opened', locale: 'en', noticeVersion: '1', page: '/' }

const open = () => openSqliteThread({ path, ring: testKeyring() })
let store = await open()
let acked = 0
let chatsMade = 0

/** Tries until it is stored, as a visitor's end does. */
async function stored<T>(what: string, work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ChatError)) throw error
      say(`no ${what} ${error.code}`)
      await pause(5)
    }
  }
}

async function newChat(): Promise<string> {
  const chat = messageId(Number(run), chatsMade++)
  await stored(`${chat} -`, () => store.create(chat, 'ab'.repeat(32), [OPENED], Date.now()))
  return chat
}

async function write(chat: string, n: number): Promise<void> {
  const clientId = messageId(Number(run), n)
  const text = textOf(clientId)
  const { seq } = await stored(`${chat} ${clientId}`, () => {
    const at = Date.now()
    return store.append(
      chat,
      { sender: 'visitor', clientId, content: text, at },
      {
        command: { type: 'visitor:send', clientId, text, choice: null, proposal: answers },
        situation: { staffHere: 0, at, zone: 'UTC' },
      },
    )
  })
  say(`ack ${chat} ${seq} ${clientId}`)
  acked += 1
  if (acked === Number(enough)) process.kill(process.pid, 'SIGKILL')
}

async function erase(chat: string): Promise<void> {
  if (await stored(`${chat} -`, () => store.erase(chat, 'visitor', Date.now()))) say(`gone ${chat}`)
}

const chats: string[] = []
for (let n = 0; n < CHATS; n++) chats.push(await newChat())
say('ready')
for (let round = 0; ; round++) {
  const writeMany = async (chat: string) => {
    for (let n = 0; n < MESSAGES; n++) await write(chat, round * MESSAGES + n)
  }
  await Promise.all(chats.map(writeMany))
  const passing = await newChat()
  await write(passing, 0)
  await erase(passing)
  if (round % ERASURES === ERASURES - 1) {
    await store.close()
    store = await open()
  }
}
