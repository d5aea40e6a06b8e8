import { io, type Socket } from 'socket.io-client'

/**
 * A visitor's client as docs/protocol.md describes it, and nothing of ours: the log by its cursor, an outbox with one on its
 * way, a new connection with back-off. Spans are a fiftieth of those in the document, so that a test need not wait. What a
 * silent connection calls for is left out: the clock of the tests stands still, and so do the heartbeats.
 */
const SPEED = 50
const ACK_MS = 5000 / SPEED
const backOff = (attempt: number): number => {
  const most = Math.min(15_000, 500 * 2 ** (attempt + 1))
  return (500 + Math.random() * (most - 500)) / SPEED
}

interface Event {
  seq: number
  type: string
  [field: string]: unknown
}
interface Page {
  gen: string
  events: Event[]
  lastSeq: number
  more: boolean
}
type Ack = { ok: true; result: unknown } | { ok: false; error: { code: string; retryAfterMs?: number } }

/** What the network does to what comes from the server. */
interface Network {
  url: () => string
  origin: string
  loses(what: 'push' | 'ack'): boolean
}

export class MinimalClient {
  readonly #network: Network
  #socket: Socket | null = null
  #chat: { chatId: string; token: string } | null = null
  #gen: string | null = null
  #events: Event[] = []
  #outbox: { clientId: string; text: string }[] = []
  #sending = false
  #syncing = false
  #syncAgain = false
  #tries = 0
  #stopped = false

  constructor(network: Network) {
    this.#network = network
    this.#connect(0)
  }

  get chatId(): string | undefined {
    return this.#chat?.chatId
  }
  get events(): readonly Event[] {
    return this.#events
  }
  get unsent(): number {
    return this.#outbox.length
  }

  say(clientId: string, text: string): void {
    this.#outbox.push({ clientId, text })
    void this.#pump()
  }

  /** Loses the connection from under the client, as a network does. */
  cut(): void {
    this.#socket?.io.engine.close()
  }

  stop(): void {
    this.#stopped = true
    this.#socket?.disconnect()
  }

  #connect(attempt: number): void {
    if (this.#stopped) return
    const socket = io(`${this.#network.url()}/visitor`, {
      auth: { version: 1, chatId: this.#chat?.chatId ?? null, token: this.#chat?.token ?? null },
      extraHeaders: { origin: this.#network.origin },
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
    })
    this.#socket = socket
    let failures = attempt
    const again = () => setTimeout(() => this.#connect(failures + 1), backOff(failures))
    socket.on('connect', () => {
      failures = 0
      void this.#sync()
      void this.#pump()
    })
    socket.on('connect_error', again)
    socket.on('disconnect', again)
    socket.on('log:events', (push: Omit<Page, 'lastSeq' | 'more'>) => {
      if (this.#network.loses('push')) return
      if (!this.#apply(push)) void this.#sync()
    })
    socket.on('heartbeat', ({ lastSeq }: { lastSeq: number }) => {
      if (lastSeq > this.#cursor) void this.#sync()
    })
  }

  get #cursor(): number {
    return this.#events.at(-1)?.seq ?? 0
  }

  /** Takes what follows the cursor; false where something is missing. */
  #apply({ gen, events }: Omit<Page, 'lastSeq' | 'more'>): boolean {
    if (this.#gen !== null && gen !== this.#gen) this.#events = []
    const complete = this.#gen === null || gen === this.#gen
    this.#gen = gen
    for (const event of events) {
      if (event.seq > this.#cursor + 1) return false
      if (event.seq === this.#cursor + 1) this.#events.push(event)
      this.#outbox = this.#outbox.filter(({ clientId }) => clientId !== event.clientId)
    }
    return complete
  }

  async #sync(): Promise<void> {
    if (!this.#chat) return
    this.#syncAgain = this.#syncing
    if (this.#syncing) return
    this.#syncing = true
    for (let more = true; more; ) {
      const ack = await this.#ask('chat:sync', { since: this.#cursor })
      if (!ack?.ok) break
      const page = ack.result as Page
      more = !this.#apply(page) || page.more
    }
    this.#syncing = false
    if (this.#syncAgain) await this.#sync()
  }

  /** Sends the first of the outbox until it is acknowledged, then the next. */
  async #pump(): Promise<void> {
    const [first] = this.#outbox
    if (!first || this.#sending || this.#stopped) return
    this.#sending = true
    const ack = await this.#send(first)
    this.#sending = false
    if (ack?.ok) {
      this.#tries = 0
      this.#outbox = this.#outbox.filter((item) => item !== first)
      if ((ack.result as { seq: number }).seq > this.#cursor + 1) void this.#sync()
      return this.#pump()
    }
    const passing = !ack || ack.error.code === 'unavailable' || ack.error.code === 'too-fast'
    if (!passing) throw new Error(`refused: ${ack.error.code}`)
    const asked = ack?.error.retryAfterMs ?? 0
    setTimeout(() => void this.#pump(), Math.max(asked, backOff(this.#tries++)))
  }

  async #send({ clientId, text }: { clientId: string; text: string }): Promise<Ack | null> {
    if (!this.#chat) {
      const ack = await this.#ask('chat:start', { noticeVersion: '1', locale: 'en', page: null })
      if (!ack?.ok) return ack
      this.#chat = ack.result as { chatId: string; token: string }
    }
    return this.#ask('message:send', { clientId, text, choice: null })
  }

  /** The acknowledgement; null where none came in time. */
  async #ask(event: string, payload: object): Promise<Ack | null> {
    if (!this.#socket?.connected) return null
    const ack: Ack | null = await this.#socket
      .timeout(ACK_MS)
      .emitWithAck(event, payload)
      .catch(() => null)
    return this.#network.loses('ack') ? null : ack
  }
}
