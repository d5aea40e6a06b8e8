import { randomBytes } from 'node:crypto'
import { io, type Socket } from 'socket.io-client'
import type { Ack, ErrorCode } from '../../protocol/errors.ts'
import type { BotReply } from '../../protocol/events.ts'
import { PROTOCOL_VERSION } from '../../protocol/version.ts'
import { NAMESPACE_VISITOR, type VisitorRequests, type VisitorResults } from '../../protocol/visitor.ts'
import type { Clinic } from './clinic.ts'
import type { Question, Reasons, Reply } from './questions.ts'

const TIMEOUT_MS = 10_000

/** The server did not take a message. */
class Refused extends Error {
  readonly code: ErrorCode

  constructor(event: string, code: ErrorCode, message: string) {
    super(`${event} was refused (${code}): ${message}`)
    this.code = code
  }
}

async function ask<E extends keyof VisitorRequests & string>(
  socket: Socket,
  event: E,
  payload: VisitorRequests[E],
): Promise<VisitorResults[E]> {
  const ack: Ack<VisitorResults[E]> = await socket.timeout(TIMEOUT_MS).emitWithAck(event, payload)
  if (ack.ok) return ack.result
  throw new Refused(event, ack.error.code, ack.error.message)
}

/**
 * Asks a question as a new visitor, its earlier messages first, and reads the reply from the chat's log. Why the engine
 * replied so is asked of the engine itself: no visitor is told.
 */
export async function visit(clinic: Clinic, question: Question): Promise<Reply> {
  const socket = io(clinic.url + NAMESPACE_VISITOR, {
    auth: { version: PROTOCOL_VERSION, chatId: null, token: null },
    extraHeaders: { origin: clinic.origin },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    timeout: TIMEOUT_MS,
  })
  try {
    await connected(socket)
    const { chatId } = await ask(socket, 'chat:start', { noticeVersion: 'eval', locale: 'en', page: null })
    for (const text of question.previous) await send(socket, text)
    const decision = await clinic.decide(chatId, question.text)
    return await replyTo(socket, clinic, question, decision)
  } finally {
    socket.disconnect()
  }
}

async function connected(socket: Socket): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.once('connect', resolve)
  socket.once('connect_error', reject)
  await promise
}

const send = (socket: Socket, text: string): Promise<{ seq: number }> =>
  ask(socket, 'message:send', { clientId: randomBytes(16).toString('hex'), text, choice: null })

async function replyTo(socket: Socket, clinic: Clinic, { id, text }: Question, reasons: Reasons): Promise<Reply> {
  let seq: number
  try {
    seq = (await send(socket, text)).seq
  } catch (error) {
    if (!(error instanceof Refused) || (error.code !== 'empty' && error.code !== 'too-long')) throw error
    // The panel says so beside the input; nothing was answered and nobody was called.
    return {
      id,
      outcome: 'smalltalk',
      sections: [],
      suggested: [],
      text: error.message,
      disclaimer: null,
      decision: null,
    }
  }
  const { events } = await ask(socket, 'chat:sync', { since: seq - 1 })
  const reply = events.find((event) => event.type === 'bot:replied' && event.replyTo === seq)
  // Somebody was called by an earlier message and the bot stays silent: the message waits for a person.
  if (reply?.type !== 'bot:replied') {
    return { id, outcome: 'handoff', sections: [], suggested: [], text: '', disclaimer: null, decision: null }
  }
  return read(id, reply, clinic, reasons)
}

function read(id: string, reply: BotReply, clinic: Clinic, reasons: Reasons): Reply {
  const { entryIds, choiceIds, rule, needed, candidates } = reasons
  const { outcome, text, answers, choices, disclaimer } = reply
  return {
    id,
    outcome,
    sections: [...new Set(answers.flatMap(({ passages }) => passages.map(({ sectionId }) => sectionId)))],
    suggested: choices.flatMap(({ entryId }) => clinic.sectionsOf(entryId).slice(0, 1)),
    text: [
      text,
      ...answers.flatMap((answer) => [answer.attribution, answer.text]),
      ...choices.map(({ title }) => title),
    ]
      .filter((line) => line !== '')
      .join('\n'),
    disclaimer: disclaimer.text === '' ? disclaimer.full : disclaimer.text,
    decision: { outcome: reasons.outcome, entryIds, choiceIds, rule, needed, candidates },
  }
}
