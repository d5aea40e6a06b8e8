import { once } from 'node:events'
import { io, type Socket } from 'socket.io-client'
import type { Ack } from '../../protocol/errors.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { accountOf } from './accounts.ts'

/** Sockets of visitors and staff as they come to a measured server. */

export async function connect(url: string, auth: object = {}): Promise<Socket> {
  const socket = io(url, {
    auth,
    extraHeaders: { origin: new URL(url).origin },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  })
  const failed = once(socket as never, 'connect_error').then(([error]) => Promise.reject(error))
  await Promise.race([once(socket as never, 'connect'), failed])
  return socket
}

/** The result of a request; rejects for a refusal. */
export function ask<Result>(socket: Socket, event: string, payload: unknown): Promise<Result> {
  return new Promise((resolve, reject) => {
    socket.emit(event, payload, (ack: Ack<Result>) => {
      if (ack.ok) resolve(ack.result)
      else reject(new Error(`${event} was refused: ${ack.error.code}`))
    })
  })
}

export interface ChatOfVisitor {
  socket: Socket
  chatId: string
  token: string
}

/** A visitor with a chat of their own. */
export async function visitor(url: string): Promise<ChatOfVisitor> {
  const socket = await connect(`${url}/visitor`, { version: PROTOCOL_VERSION, chatId: null, token: null })
  const start = { noticeVersion: '1', locale: 'en', page: '/' }
  return { socket, ...(await ask<{ chatId: string; token: string }>(socket, 'chat:start', start)) }
}

/** The staff member with the account of this number, signed in and at the console. */
export async function staffMember(url: string, at: number): Promise<Socket> {
  const { email, password } = accountOf(at)
  const headers = { 'content-type': 'application/json', origin: url, 'x-bedside': '1' }
  const signedIn = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ email, password }),
  })
  const cookie = signedIn.headers.getSetCookie().map((line) => line.split(';')[0])
  const answer = await fetch(`${url}/api/staff/ticket`, {
    method: 'POST',
    headers: { origin: url, 'x-bedside': '1', cookie: cookie.join('; ') },
  })
  const { ticket } = (await answer.json()) as { ticket: string }
  return connect(`${url}/staff`, { version: PROTOCOL_VERSION, ticket })
}
