import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'

/** What a program did to the files of its database, and what it said to the outside, in the order of time. */
export type Step =
  | { kind: 'create'; file: string }
  | { kind: 'remove'; file: string }
  | { kind: 'write'; file: string; offset: number; data: Buffer }
  | { kind: 'truncate'; file: string; size: number }
  /** A sync ends here; what was written before step `began` is sure by it. */
  | { kind: 'sync'; file: string; began: number }
  | { kind: 'sync-folder' }
  | { kind: 'said'; line: string }

const CALLS = 'pwrite64,write,fsync,fdatasync,ftruncate,unlink,rename,openat'
/** The longest write that is kept whole, bytes. SQLite writes a page, or the header before it. */
const MAX_WRITE = 70_000

/**
 * Runs a command to its end under strace and writes down every call on the database `db`, on its folder, and on the file
 * `said`, to which the command says what it acknowledged: only so is it known what came first. Resolves with the steps.
 * Rejects when strace is not here, or when the command ended by itself and not by a signal.
 */
export async function traced(command: string[], { db, said, trace }: TracedFiles): Promise<Step[]> {
  const folder = dirname(db)
  const watched = [db, `${db}-wal`, `${db}-journal`, `${db}-tally`, folder, said].flatMap((path) => ['-P', path])
  const options = ['-f', '--seccomp-bpf', '-qq', '-y', '-xx', '-s', String(MAX_WRITE), '-e', `trace=${CALLS}`]
  const child = spawn('strace', [...options, ...watched, '-o', trace, ...command], {
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk))
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  if (signal !== 'SIGKILL') throw new Error(`the traced program ended with ${code ?? signal}: ${complaint}`)
  return readTrace(trace, folder, basename(said))
}

interface TracedFiles {
  db: string
  said: string
  /** Where the trace is written. */
  trace: string
}

/** The steps of a trace that strace wrote with `-f -y -xx`. */
async function readTrace(trace: string, folder: string, saidName: string): Promise<Step[]> {
  const steps: Step[] = []
  /** Calls that another thread's call came in between, by thread. */
  const open = new Map<string, { call: string; began: number }>()
  for await (const line of createInterface({ input: createReadStream(trace) })) {
    const space = line.trimStart().indexOf(' ') + (line.length - line.trimStart().length)
    const thread = line.slice(0, space).trim()
    const rest = line.slice(space).trimStart()
    if (rest.startsWith('+++') || rest.startsWith('---')) continue
    if (rest.startsWith('<... ')) {
      const begun = open.get(thread)
      open.delete(thread)
      if (begun) done(begun.call + rest.slice(rest.indexOf('>') + 1), begun.began)
    } else if (rest.endsWith('<unfinished ...>')) {
      open.set(thread, { call: rest.slice(0, -'<unfinished ...>'.length), began: steps.length })
    } else done(rest, steps.length)
  }
  return steps

  function done(text: string, began: number): void {
    const step = stepOf(callOf(text), folder, saidName, began)
    if (!step) return
    // What was said counts from the moment when it could be heard, and a write from when it could reach the disk.
    if (step.kind === 'said' || step.kind === 'write') steps.splice(began, 0, step)
    else steps.push(step)
  }
}

interface Call {
  name: string
  /** Of the file that the call is on, or that it names. */
  path: string
  /** What stands in quotes last, and the arguments that follow it. */
  data: Buffer
  numbers: string[]
  result: number
}

function callOf(text: string): Call {
  const paren = text.indexOf('(')
  const name = text.slice(0, paren)
  const end = text.lastIndexOf(') = ')
  const quote = text.indexOf('"')
  const close = quote < 0 ? -1 : text.lastIndexOf('"', end)
  const data = quote < 0 ? Buffer.alloc(0) : unescaped(text.slice(quote + 1, close))
  const named = name === 'openat' || name === 'unlink' || name === 'rename'
  const path = named ? data.toString() : unescaped(text.slice(text.indexOf('<') + 1, text.indexOf('>'))).toString()
  const from = close < 0 ? text.indexOf('>') : close
  const numbers = text
    .slice(from + 1, end)
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  return { name, path, data, numbers, result: Number.parseInt(text.slice(end + 4), 10) }
}

const unescaped = (text: string): Buffer => Buffer.from(text.replaceAll('\\x', ''), 'hex')

function stepOf(call: Call, folder: string, saidName: string, began: number): Step | null {
  const { name, path, data, numbers, result } = call
  if (!(result >= 0)) return null
  const file = basename(path)
  if (file === saidName) return name === 'write' ? { kind: 'said', line: data.toString().trimEnd() } : null
  if (path === folder) return name === 'fsync' || name === 'fdatasync' ? { kind: 'sync-folder' } : null
  if (join(folder, file) !== path) throw new Error(`the trace holds a call on another file: ${name}`)
  switch (name) {
    case 'openat':
      return numbers.join(',').includes('O_CREAT') ? { kind: 'create', file } : null
    case 'unlink':
      return { kind: 'remove', file }
    case 'pwrite64':
      if (data.length !== Number(numbers[0])) throw new Error('a write is longer than what the trace keeps of it')
      return { kind: 'write', file, offset: Number(numbers[1]), data: data.subarray(0, result) }
    case 'ftruncate':
      return { kind: 'truncate', file, size: Number(numbers[0]) }
    case 'fsync':
    case 'fdatasync':
      return { kind: 'sync', file, began }
    default:
      // A rename or a plain write would be a way of SQLite's that this does not know.
      throw new Error(`the trace holds ${name} on ${file}`)
  }
}
