import { rmSync } from 'node:fs'
import type { LogEvent } from '../../protocol/events.ts'
import { rule } from '../../server/conversation/rule.ts'
import type { Store } from '../../server/store/port.ts'
import type { Keyring } from '../../server/store/seal.ts'
import { openSqliteStore } from '../../server/store/sqlite.ts'
import { tallyPath } from '../../server/store/sqlite-tally.ts'
import { testKeyring } from '../support/keys.ts'

/** What `store-child.ts` was told, read from what it says. */
export class Heard {
  readonly acks = new Map<string, { seq: number; clientId: string }[]>()
  readonly gone = new Set<string>()
  readonly refusals = new Map<string, number>()

  hear(line: string): void {
    const [word, chat = '', third = '', fourth = ''] = line.split(' ')
    if (word === 'gone') this.gone.add(chat)
    else if (word === 'no') this.refusals.set(fourth, (this.refusals.get(fourth) ?? 0) + 1)
    else if (word === 'ack') {
      const ack = { seq: Number(third), clientId: fourth }
      const known = this.acks.get(chat)
      if (known) known.push(ack)
      else this.acks.set(chat, [ack])
    }
  }

  get acked(): number {
    return this.acks.values().reduce((sum, acks) => sum + acks.length, 0)
  }

  get refused(): number {
    return this.refusals.values().reduce((sum, count) => sum + count, 0)
  }
}

/** The id of the n-th message of a run to a chat, both from 0 up: who reads it knows the order. */
export const messageId = (run: number, n: number): string =>
  run.toString(16).padStart(16, '0') + n.toString(16).padStart(16, '0')

/** What the message with this id says. */
export const textOf = (clientId: string): string => `question ${clientId} ${'x'.repeat(200)}`

export interface Verdict {
  /** Acknowledged, and not there any more, with its text and at its place; or erased, and there again. */
  lost: number
  /** The same id twice. */
  dup: number
  /** Chats whose numbers have a hole. */
  gap: number
  /** Messages that stand before one that was sent earlier. */
  misordered: number
  /** Why the store did not open or could not be read; null when it could. */
  damage: string | null
}

export const SOUND: Verdict = { lost: 0, dup: 0, gap: 0, misordered: 0, damage: null }

/** Compares a database with what was acknowledged before its last moment. Opening it checks every page and row. */
export async function judged(path: string, heard: Heard, ring = testKeyring()): Promise<Verdict> {
  let store: Store | null = null
  let damage: string | null = null
  try {
    store = await opened(path, ring).catch((error: Error) => {
      damage = error.message
      // Without the note of what was stored it may open all the same: then it is known how much is missing.
      rmSync(tallyPath(path), { force: true })
      return opened(path, ring)
    })
    return { ...(await compared(store, heard)), damage }
  } catch (error) {
    return { ...SOUND, damage: damage ?? (error instanceof Error ? error.message : String(error)) }
  } finally {
    await store?.close()
  }
}

const opened = (path: string, ring: Keyring): Promise<Store> => openSqliteStore({ path, ring, rule })

async function compared(store: Store, heard: Heard): Promise<Verdict> {
  const verdict = { ...SOUND }
  for (const chat of heard.gone) if (await store.conversation(chat)) verdict.lost += 1
  for (const [chat, acks] of heard.acks) {
    if (heard.gone.has(chat)) continue
    // An erasure that was asked for and not acknowledged may have come through.
    if (await store.tombstone(chat)) continue
    if (!(await store.conversation(chat))) {
      verdict.lost += acks.length
      continue
    }
    judgeLog((await store.read(chat, 0, 1_000_000)).events, acks, verdict)
  }
  return verdict
}

function judgeLog(events: LogEvent[], acks: { seq: number; clientId: string }[], verdict: Verdict): void {
  const messages = events.filter((event) => event.type === 'message:sent')
  const places = new Map(messages.map((event) => [event.clientId, event]))
  for (const { seq, clientId } of acks) {
    const stored = places.get(clientId)
    if (stored?.seq !== seq || stored.text !== textOf(clientId)) verdict.lost += 1
  }
  verdict.dup += messages.length - places.size
  if (events.some((event, index) => event.seq !== index + 1)) verdict.gap += 1
  const sentAs = new Map<string, number>()
  for (const { clientId } of messages) {
    const [run, n] = [clientId.slice(0, 16), Number.parseInt(clientId.slice(16), 16)]
    if (n < (sentAs.get(run) ?? 0)) verdict.misordered += 1
    else sentAs.set(run, n)
  }
}
