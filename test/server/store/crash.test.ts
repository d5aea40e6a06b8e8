import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqliteStore } from '../../../server/store/sqlite.ts'
import { asSaid, testKeyring } from '../../support/keys.ts'

const CHILD = fileURLToPath(new URL('append-child.ts', import.meta.url))

interface Ack {
  chat: string
  seq: number
  clientId: string
}

let folder: string
let path: string
const children: ChildProcess[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bedside-'))
  path = join(folder, 'chat.db')
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

/** Starts the writing process, under a limit where one is given, and hands every line it says to `heard` until that says stop. */
async function listen(
  run: string,
  limit: string[],
  heard: (line: string, child: ChildProcess) => boolean,
): Promise<void> {
  const [command = '', ...rest] = [
    ...limit,
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    CHILD,
    path,
    run,
  ]
  const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  const gone = once(child, 'exit')
  let enough = false
  // Lines are read to the end of the pipe: what was acknowledged before the kill counts, heard late or not.
  for await (const line of createInterface({ input: child.stdout })) {
    if (heard(line, child) && !enough) {
      enough = true
      child.kill('SIGKILL')
    }
  }
  const [code, signal] = await gone
  expect([code, signal]).toEqual([null, 'SIGKILL'])
}

function ackOf(line: string): Ack | null {
  const [word, chat = '', seq, clientId = ''] = line.split(' ')
  return word === 'ack' ? { chat, seq: Number(seq), clientId } : null
}

/** Opening the store checks every row; this checks that each acknowledged message stands where it was said to stand. */
async function expectKept(acks: Ack[]): Promise<void> {
  const store = await openSqliteStore({ path, ring: testKeyring(), rule: asSaid })
  for (const chat of new Set(acks.map((ack) => ack.chat))) {
    const { events, lastSeq } = await store.read(chat, 0, 1_000_000)
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: lastSeq }, (_, n) => n + 1))
    const places = events.flatMap((event) => (event.type === 'message:sent' ? [`${event.seq} ${event.clientId}`] : []))
    const stored = new Set(places)
    const lost = acks.filter((ack) => ack.chat === chat && !stored.has(`${ack.seq} ${ack.clientId}`))
    expect(lost).toEqual([])
    const twice = new Set(places.map((place) => place.split(' ')[1]))
    expect(twice.size).toBe(places.length)
    // A question and its answer are one write: none is ever there without the other.
    expect(events.filter((event) => event.type === 'bot:replied')).toHaveLength(places.length)
  }
  await store.close()
}

test('25 kills in the middle of writing lose and double nothing that was acknowledged (F1)', async () => {
  const acks: Ack[] = []
  for (let kill = 0; kill < 25; kill++) {
    const before = acks.length
    const enough = 1 + ((kill * 37) % 150)
    await listen(`run${kill}`, [], (line) => {
      const ack = ackOf(line)
      if (ack) acks.push(ack)
      return acks.length - before >= enough
    })
  }
  expect(acks.length).toBeGreaterThan(1000)
  await expectKept(acks)
})

test('a disk that takes no more gives refusals and no false acknowledgement, and room ends that without a restart (F9)', async () => {
  const acks: Ack[] = []
  let refused = 0
  let afterwards = 0
  let roomy = false
  await listen('full', ['prlimit', '--fsize=400000:unlimited'], (line, child) => {
    const ack = ackOf(line)
    if (ack) {
      acks.push(ack)
      if (roomy) afterwards++
    } else if (line.startsWith('no ')) {
      refused++
      if (refused >= 50 && !roomy) {
        roomy = true
        execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited:unlimited'])
      }
    }
    return afterwards >= 200
  })
  expect(refused).toBeGreaterThanOrEqual(50)
  await expectKept(acks)
})

test('a server that was killed leaves no lock behind (F25)', async () => {
  await listen('first', [], (line) => line === 'ready')
  await listen('second', [], (line) => line === 'ready')
})

test('a second process is refused while the first is writing (F25)', async () => {
  let refusal = ''
  let asked = false
  await listen('first', [], (line) => {
    if (ackOf(line) && !asked) {
      asked = true
      openSqliteStore({ path, ring: testKeyring(), rule: asSaid }).catch((error) => {
        refusal = error.message
      })
    }
    return refusal !== ''
  })
  expect(refusal).toContain(`Another server is using the database ${path}.`)
})
