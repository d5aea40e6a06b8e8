import { setTimeout as pause } from 'node:timers/promises'
import type { Fact } from '../../protocol/events.ts'
import { POINTS, type Point } from './child-messages.ts'
import type { StaffEnd, Testimony, Ticket, VisitorEnd } from './clients.ts'
import { exactly, type Fault } from './fault.ts'
import { type FaultServer, prepareServer } from './fault-server.ts'
import { flawless, judge, readFinalState } from './judge.ts'
import { clientCode, until } from './load.ts'

/** How a chat stands before something is done with it. */
type Before = 'new' | 'bot' | 'waiting' | 'staff' | 'closed'

interface Operation {
  name: string
  before: Before
  /** What it leaves in the log, once. */
  leaves: Fact['type']
  by:
    | { visitor: (end: VisitorEnd) => unknown }
    | { staff: (end: StaffEnd, chatId: string) => Promise<boolean> | boolean }
}

/** The steps that the opening of a chat passes: nothing is read or decided for it, and nobody else is told. */
const OPENING: readonly Point[] = [
  'append:asked',
  'begin:before',
  'begin:after',
  'chat:written',
  'event:written',
  'commit:before',
  'commit:after',
  'ack:written',
]

const OPERATIONS: Operation[] = [
  { name: 'open', before: 'new', leaves: 'message:sent', by: { visitor: (end) => end.say() } },
  { name: 'ask the bot', before: 'bot', leaves: 'message:sent', by: { visitor: (end) => end.say() } },
  { name: 'write to staff', before: 'staff', leaves: 'message:sent', by: { visitor: (end) => end.say() } },
  { name: 'reopen', before: 'closed', leaves: 'chat:reopened', by: { visitor: (end) => end.say() } },
  {
    name: 'ask for a person',
    before: 'bot',
    leaves: 'handoff:requested',
    by: { visitor: (end) => end.post({ type: 'person:ask', noneOfThese: false }) },
  },
  {
    name: 'cancel',
    before: 'waiting',
    leaves: 'handoff:cancelled',
    by: { visitor: (end) => end.post({ type: 'handoff:cancel' }) },
  },
  {
    name: 'leave contact',
    before: 'waiting',
    leaves: 'contact:left',
    by: { visitor: (end) => end.post({ type: 'contact:leave', question: 'When?', contact: 'me@home.example' }) },
  },
  {
    name: 'thumb',
    before: 'bot',
    leaves: 'feedback:given',
    by: { visitor: (end) => end.post({ type: 'feedback:give', on: 3, helpful: true, reason: null }) },
  },
  {
    name: 'end',
    before: 'bot',
    leaves: 'chat:closed',
    by: { visitor: (end) => end.post({ type: 'chat:end' }) },
  },
  {
    name: 'claim',
    before: 'waiting',
    leaves: 'chat:claimed',
    by: { staff: ({ desk }, chatId) => desk.chat(chatId).claim() },
  },
  {
    name: 'reply',
    before: 'staff',
    leaves: 'message:sent',
    by: {
      staff(end, chatId) {
        // Said once: whatever happens, the outbox sees to it.
        if (end.testimony.sent.length + end.pending === 0) end.say(chatId)
        return true
      },
    },
  },
  {
    name: 'release',
    before: 'staff',
    leaves: 'chat:released',
    by: { staff: ({ desk }, chatId) => desk.chat(chatId).release('queue') },
  },
  {
    name: 'close',
    before: 'staff',
    leaves: 'chat:closed',
    by: { staff: ({ desk }, chatId) => desk.chat(chatId).close('answered') },
  },
]

/** One operation that is to die at one point. */
interface Cell {
  operation: Operation
  point: Point
  /** Both ends' name. */
  name: string
  ticket: Ticket | null
  /** The newest seq before the operation. */
  seqBefore: number
}

const HOUR_MS = 60 * 60_000
const AT_ONCE = 12
/** A point that is not passed within this is not on the way of the write. */
const DIES_MS = 15_000

export const fault: Fault = {
  id: 'F2',
  about: `the server dies at each of ${POINTS.length} points of every kind of write`,
  async run({ tree, tell }) {
    const client = await clientCode(tree)
    // Nothing but what is done here: no clock takes a chat out of the hands of somebody whose turn has not come.
    const timings = { sweepMs: HOUR_MS, idleEveryMs: HOUR_MS, ownerLeaseMs: HOUR_MS }
    const server = await prepareServer({ tree, store: 'inline', timings, spares: 2 })
    const cells = OPERATIONS.flatMap((operation) =>
      (operation.before === 'new' ? OPENING : POINTS).map(
        (point): Cell => ({ operation, point, name: `${operation.name}-${point}`, ticket: null, seqBefore: 0 }),
      ),
    ).map((cell, n) => ({ ...cell, name: `c${n}` }))
    const ends: Testimony[] = []
    const missed: string[] = []
    try {
      await server.start()
      for (let from = 0; from < cells.length; from += AT_ONCE) {
        await Promise.all(cells.slice(from, from + AT_ONCE).map((cell) => prepareChat(cell, server.url, client)))
      }
      for (const [n, cell] of cells.entries()) {
        if (!(await dieAt(cell, server, client, ends))) missed.push(`${cell.operation.name} at ${cell.point}`)
        if (n % 40 === 39) tell(`${n + 1} of ${cells.length}`)
      }
      await server.kill()
      const final = await readFinalState(server.file)
      const verdict = judge(ends, final)
      const times = cells.map(({ ticket, operation: { leaves }, seqBefore }) => {
        const events = final.chats.get(ticket?.chatId ?? '')?.events ?? []
        return events.filter(({ type, seq }) => type === leaves && seq > seqBefore).length
      })
      const never = times.filter((count) => count === 0).length
      const doubled = times.filter((count) => count > 1).length
      return {
        figures: { points: cells.length, hit: cells.length - missed.length, ...verdict, never, doubled },
        goals: [
          exactly(`points not passed (${missed.join(', ')})`, missed.length, 0),
          exactly('done and not in the log', never, 0),
          exactly('done twice', doubled, 0),
          ...flawless(verdict),
        ],
      }
    } finally {
      await server.cleanUp()
    }
  },
}

type ClientCode = Awaited<ReturnType<typeof clientCode>>

/** Brings a chat to where the operation begins. */
async function prepareChat(cell: Cell, url: string, { openVisitor, openStaff }: ClientCode): Promise<void> {
  const { before } = cell.operation
  if (before === 'new') return
  const visitor = openVisitor({ url, name: `${cell.name}-first` })
  visitor.say()
  if (before === 'waiting' || before === 'staff') visitor.post({ type: 'person:ask', noneOfThese: false })
  if (before === 'closed') visitor.post({ type: 'chat:end' })
  await until('the chat is prepared', () => visitor.ticket && visitor.pending === 0)
  cell.ticket = visitor.ticket
  if (before === 'staff') {
    const staff = openStaff({ url, name: cell.name })
    const chat = staff.desk.chat(visitor.ticket?.chatId ?? '')
    await until('the chat is taken', async () => chat.isMine.peek() || (await chat.claim()))
    staff.stop()
  }
  await until('the chat is read', () => visitor.isCaughtUp())
  cell.seqBefore = visitor.thread.cursor
  visitor.stop()
}

/** Does it on a server that dies of it, and sees it through on the next one. Resolves with whether it died. */
async function dieAt(cell: Cell, server: FaultServer, client: ClientCode, ends: Testimony[]): Promise<boolean> {
  const { operation, point, name, ticket } = cell
  const { url } = server
  const visitor = client.openVisitor({ url, name, ticket })
  const staff = 'staff' in operation.by ? client.openStaff({ url, name }) : null
  const all = [visitor, ...(staff ? [staff] : [])]
  const chatId = ticket?.chatId ?? ''
  try {
    await until('the ends are connected', () => all.every(({ connection }) => connection.state === 'online'))
    if (ticket) await until('the chat is read', () => visitor.isCaughtUp())
    const chat = staff?.desk.chat(chatId)
    await until('the chat is open', () => !chat || chat.status.peek() === 'ready')

    await server.tell({ type: 'arm', point })
    let done = false
    if ('visitor' in operation.by) operation.by.visitor(visitor)
    else if (staff) void operation.by.staff(staff, chatId)
    const died = await Promise.race([server.ended().then(() => true), pause(DIES_MS, false, { ref: false })])
    if (!died) await server.kill()
    await server.start()

    await until('it is done', async () => {
      for (const { connection } of all) connection.retryNow()
      if (all.some(({ connection }) => connection.state !== 'online')) return false
      // What went through no outbox is asked for again, as a person would press the button again.
      if (!done) done = staff && 'staff' in operation.by ? await operation.by.staff(staff, chatId) : true
      return done && all.every(({ pending }) => pending === 0)
    })
    await until('the visitor sees it', () => visitor.isCaughtUp())
    if (staff) await until('staff see it', () => staff.isCaughtUp(chatId))
    cell.ticket = visitor.ticket
    ends.push(...all.map(({ testimony }) => testimony))
    return died
  } finally {
    for (const end of all) end.stop()
  }
}
