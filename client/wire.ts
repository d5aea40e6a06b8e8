import type { ErrorCode } from '../protocol/errors.ts'

/** What a wire reports. Nothing is reported after `close`. */
export interface WireEvents {
  /** The server has let this end in. */
  onOpen(): void
  onPush(event: string, payload: unknown): void
  /** It could not be opened, or it is lost. `refusal` is what the server said where it turned this end down. */
  onEnd(refusal?: Refusal): void
}

export interface Refusal {
  /** Left out where it is no refusal of ours, but a connection that could not be made. */
  data?: { code: ErrorCode }
}

/** One connection to a namespace of the server: it is opened once and ends once. */
export interface Wire {
  /** Sends, once it is open. `onAck` is called with the server's acknowledgement, or never. */
  send(event: string, payload: unknown, onAck: (ack: unknown) => void): void
  close(): void
}

/** Opens a wire to `namespace` (with its slash) of the server at `url`, an origin; empty for the page's own. */
export type OpenWire = (url: string, namespace: string, auth: object, events: WireEvents) => Wire
