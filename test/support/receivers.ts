import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'

export interface Mail {
  from: string
  to: string[]
  /** Headers and text as they came over the wire. */
  source: string
}

export interface MailServer {
  url: URL
  mails: Mail[]
  /** While it is true, every mail is refused for now, as a full or greylisting server does. */
  refusing: boolean
  /** How many mails were offered and refused. */
  refused: number
  stop(): Promise<void>
}

/** A real SMTP server on a free port of loopback that wants a name and a password. */
export async function startMailServer(): Promise<MailServer> {
  const smtp = new SMTPServer({
    authMethods: ['PLAIN'],
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      username === 'desk' && password === 'p@ss/word'
        ? done(null, { user: username })
        : done(new Error('Invalid username or password')),
    onRcptTo(_address, _session, done) {
      if (!server.refusing) return done()
      server.refused += 1
      done(Object.assign(new Error('try again later'), { responseCode: 451 }))
    },
    onData(stream, { envelope }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        server.mails.push({
          from: envelope.mailFrom === false ? '' : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          source: Buffer.concat(chunks).toString(),
        })
        done()
      })
    },
  })
  // A client that goes away in the middle is none of the server's troubles.
  smtp.on('error', () => {})
  const listening = smtp.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  const { port } = listening.address() as AddressInfo
  const server: MailServer = {
    url: new URL(`smtp://desk:${encodeURIComponent('p@ss/word')}@127.0.0.1:${port}`),
    mails: [],
    refusing: false,
    refused: 0,
    stop: () => new Promise((resolve) => smtp.close(() => resolve())),
  }
  return server
}

export interface Received {
  path: string
  headers: IncomingHttpHeaders
  body: string
}

export interface HttpReceiver {
  url: string
  received: Received[]
  /** What it answers from now on. */
  answer: { status: number; headers?: Record<string, string> }
  stop(): Promise<void>
}

/** A real HTTP server on a free port of loopback that writes down what it is sent. */
export async function startReceiver(): Promise<HttpReceiver> {
  const http = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      receiver.received.push({
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      })
      response.writeHead(receiver.answer.status, receiver.answer.headers).end('thank you')
    })
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const receiver: HttpReceiver = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    received: [],
    answer: { status: 204 },
    async stop() {
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
    },
  }
  return receiver
}
