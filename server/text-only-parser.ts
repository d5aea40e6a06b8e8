import { Decoder as AnyDecoder, Encoder } from 'socket.io-parser'

/** Packet types 5 and 6 announce binary attachments. */
const BINARY_PACKET = /^[56]/

/**
 * socket.io's own parser without binary packets: the protocol has none, and buffering announced attachments is how a
 * sender could make the server hold memory. Throwing closes the connection.
 */
class Decoder extends AnyDecoder {
  override add(chunk: unknown): void {
    if (typeof chunk !== 'string' || BINARY_PACKET.test(chunk)) throw new Error('binary packets are refused')
    super.add(chunk)
  }
}

export const textOnlyParser = { Encoder, Decoder }
