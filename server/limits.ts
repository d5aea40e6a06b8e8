import { BurstyRateLimiter, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { ChatError } from '../protocol/errors.ts'

/** How much one chat, one network (an IPv4 address or an IPv6 /64) and one socket may ask. */
export interface Limits {
  /** Messages in one chat: a steady rate, and how many may come at once. */
  chatMessages: { perSecond: number; burst: number }
  /** Messages from one network, over all its chats. */
  networkMessages: { perSecond: number; burst: number }
  chatsPerNetworkPerHour: number
  /** Searches of one staff member, further pages among them. */
  searches: { perSecond: number; burst: number }
  socketsPerNetwork: number
  sockets: number
  /** New connections from one network in 10 s. */
  handshakesPerNetwork: number
  /** Requests of any kind from one socket in a second. */
  requestsPerSocketPerSecond: number
}

export const strictLimits: Limits = {
  chatMessages: { perSecond: 1, burst: 5 },
  networkMessages: { perSecond: 5, burst: 25 },
  chatsPerNetworkPerHour: 5,
  searches: { perSecond: 2, burst: 10 },
  socketsPerNetwork: 20,
  sockets: 2000,
  handshakesPerNetwork: 10,
  requestsPerSocketPerSecond: 30,
}

/**
 * The same limits for networks in which `factor` times as many people share one address: a hospital, a mobile carrier, or
 * a reverse proxy that is not named. What one chat and one socket may do stays.
 */
export function widened(limits: Limits, factor: number): Limits {
  const { perSecond, burst } = limits.networkMessages
  return {
    ...limits,
    networkMessages: { perSecond: perSecond * factor, burst: burst * factor },
    chatsPerNetworkPerHour: limits.chatsPerNetworkPerHour * factor,
    socketsPerNetwork: limits.socketsPerNetwork * factor,
    handshakesPerNetwork: limits.handshakesPerNetwork * factor,
  }
}

/** For load and quality measurements, where one machine plays a whole town. Never for a server that others can reach. */
export const openLimits: Limits = {
  chatMessages: { perSecond: 1e6, burst: 1e6 },
  networkMessages: { perSecond: 1e6, burst: 1e6 },
  chatsPerNetworkPerHour: 1e9,
  searches: { perSecond: 1e6, burst: 1e6 },
  socketsPerNetwork: 1e6,
  sockets: 1e6,
  handshakesPerNetwork: 1e6,
  requestsPerSocketPerSecond: 1e6,
}

/** Counts, and refuses with ChatError `too-fast` and the time to wait. Kept in memory: a restart forgives everybody. */
export interface Limiter {
  message(chatId: string, network: string): Promise<void>
  /** Anything else that a visitor's request may add to the log, at the rate of messages but counted apart from them. */
  act(chatId: string): Promise<void>
  chat(network: string): Promise<void>
  /** Gives a chat back that could not be opened after all. */
  chatFailed(network: string): Promise<void>
  request(socketId: string): Promise<void>
  search(staffId: string): Promise<void>
  /** Whether one more connection from this network may be made now. */
  handshake(network: string): Promise<boolean>
  /** Call when a connection was made; call the result when it has ended. */
  connected(network: string): () => void
}

export function createLimiter(limits: Limits): Limiter {
  const chatMessages = bursty(limits.chatMessages)
  const chatActs = bursty(limits.chatMessages)
  const networkMessages = bursty(limits.networkMessages)
  const searches = bursty(limits.searches)
  const chats = new RateLimiterMemory({ points: limits.chatsPerNetworkPerHour, duration: 3600 })
  const requests = new RateLimiterMemory({ points: limits.requestsPerSocketPerSecond, duration: 1 })
  const handshakes = new RateLimiterMemory({ points: limits.handshakesPerNetwork, duration: 10 })
  const socketsOf = new Map<string, number>()
  let sockets = 0

  return {
    async message(chatId, network) {
      const tooFast = 'You are sending messages too fast. Please wait a moment.'
      await take(chatMessages, chatId, tooFast)
      await take(networkMessages, network, tooFast)
    },
    act: (chatId) => take(chatActs, chatId, 'Too many requests. Please wait a moment.'),
    chat: (network) => take(chats, network, 'Too many chats were opened from your network. Please try again later.'),
    async chatFailed(network) {
      await chats.reward(network)
    },
    request: (socketId) => take(requests, socketId, 'Too many requests. Please wait a moment.'),
    search: (staffId) => take(searches, staffId, 'Too many searches. Please wait a moment.'),
    async handshake(network) {
      if (sockets >= limits.sockets || (socketsOf.get(network) ?? 0) >= limits.socketsPerNetwork) return false
      return handshakes.consume(network).then(
        () => true,
        () => false,
      )
    },
    connected(network) {
      sockets += 1
      socketsOf.set(network, (socketsOf.get(network) ?? 0) + 1)
      return () => {
        sockets -= 1
        const left = (socketsOf.get(network) ?? 1) - 1
        if (left > 0) socketsOf.set(network, left)
        else socketsOf.delete(network)
      }
    },
  }
}

/** Length of the window in which the burst on top of the steady rate is counted, s. */
const BURST_WINDOW_S = 10

const bursty = ({ perSecond, burst }: { perSecond: number; burst: number }): BurstyRateLimiter =>
  new BurstyRateLimiter(
    new RateLimiterMemory({ points: perSecond, duration: 1 }),
    new RateLimiterMemory({ points: Math.max(0, burst - perSecond), duration: BURST_WINDOW_S }),
  )

async function take(limiter: RateLimiterMemory | BurstyRateLimiter, key: string, message: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused
    throw new ChatError('too-fast', message, { retryAfterMs: Math.max(1, Math.ceil(refused.msBeforeNext)) })
  }
}
