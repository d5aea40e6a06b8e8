import { randomBytes } from 'node:crypto'
import type { Socket } from 'socket.io-client'
import type { LogEvent } from '../../protocol/events.ts'
import { ask, connect, staffMember, visitor } from '../servers/people.ts'
import { type Line, Stopwatch } from './load.ts'

/** A server with claimed chats, and both ends of each. */
export interface Lines {
  fromStaff: Line[]
  fromVisitors: Line[]
  /** Null where nobody else is told. */
  watch: Stopwatch | null
  leave(): void
}

export interface People {
  chats: number
  staff: number
}

/** The staff of one node, by number. */
export async function staffAt(url: string, count: number): Promise<Socket[]> {
  const staff: Socket[] = []
  for (let at = 0; at < count; at += 1) staff.push(await staffMember(url, at))
  return staff
}

/** `chats` visitors at `url`, and `staff` who are here or at another node: each chat is claimed by one, who has several. */
export async function productLines(url: string, chats: number, staff: Socket[]): Promise<Lines> {
  const watch = new Stopwatch()
  const sockets: Socket[] = []
  const lines: Lines = {
    fromStaff: [],
    fromVisitors: [],
    watch,
    leave: () => sockets.forEach((socket) => void socket.disconnect()),
  }
  sockets.push(...staff)
  for (const socket of staff) socket.on('log:events', told('visitor', watch))
  for (let at = 0; at < chats; at += 1) {
    const { socket, chatId } = await visitor(url)
    socket.on('log:events', told('staff', watch))
    sockets.push(socket)
    const owner = staff[at % staff.length]
    if (!owner) throw new RangeError('a chat needs somebody to claim it')
    await ask(owner, 'chat:sync', { chatId, since: 0 })
    const clientId = randomBytes(16).toString('hex')
    const { epoch } = await ask<{ epoch: number }>(owner, 'chat:claim', { chatId, clientId })
    lines.fromStaff.push({ send: (clientId, text) => ask(owner, 'message:send', { chatId, clientId, epoch, text }) })
    lines.fromVisitors.push({ send: (clientId, text) => ask(socket, 'message:send', { clientId, text, choice: null }) })
  }
  return lines
}

/** Counts what one side was told of the other's messages. */
const told =
  (from: 'staff' | 'visitor', watch: Stopwatch) =>
  ({ events }: { events: LogEvent[] }): void => {
    for (const event of events) if (event.type === 'message:sent' && event.from === from) watch.seen(event.clientId)
  }

interface BareMessage {
  chatId: string
  clientId: string
  from: 'staff' | 'visitor'
  text: string
}

/** As many sockets on bare socket.io, in as many rooms; `event` is what they send. */
export async function bareLines(url: string, people: People, event: 'echo' | 'message'): Promise<Lines> {
  const watch = new Stopwatch()
  const sockets: Socket[] = []
  const lines: Lines = {
    fromStaff: [],
    fromVisitors: [],
    watch: event === 'echo' ? null : watch,
    leave: () => sockets.forEach((socket) => void socket.disconnect()),
  }
  const staff = await Promise.all(Array.from({ length: people.staff }, () => connect(url)))
  sockets.push(...staff)
  const toldOf = (from: BareMessage['from']) => (message: BareMessage) => {
    if (message.from === from) watch.seen(message.clientId)
  }
  for (const socket of staff) socket.on('message', toldOf('visitor'))
  const send = (socket: Socket, message: BareMessage) =>
    new Promise((resolve) => void socket.emit(event, message, resolve))
  for (let at = 0; at < people.chats; at += 1) {
    const chatId = randomBytes(16).toString('hex')
    const owner = staff[at % staff.length]
    if (!owner) throw new RangeError('a chat needs somebody to claim it')
    const socket = await connect(url)
    socket.on('message', toldOf('staff'))
    sockets.push(socket)
    for (const end of [owner, socket]) await new Promise((resolve) => void end.emit('join', [chatId], resolve))
    lines.fromStaff.push({ send: (clientId, text) => send(owner, { chatId, clientId, from: 'staff', text }) })
    lines.fromVisitors.push({ send: (clientId, text) => send(socket, { chatId, clientId, from: 'visitor', text }) })
  }
  return lines
}
