import type { OpenWire } from './wire.ts'

/** Packet type, namespace, id of the acknowledgement, JSON; all after the engine's "4" for a message. */
const PACKET = /^4(\d)(?:\/[^,]*,)?(\d*)(.*)/s

/**
 * The socket.io protocol on a plain WebSocket: one namespace, text alone. The whole library is ten times as large, and it
 * is loaded where no WebSocket comes through (`wire-polling.ts`).
 * Source: https://socket.io/docs/v4/socket-io-protocol/ (revision 5) and https://socket.io/docs/v4/engine-io-protocol/ (4)
 */
export const openWebSocket: OpenWire = (url, namespace, auth, { onOpen, onPush, onEnd }) => {
  const address = new URL('/socket.io/?EIO=4&transport=websocket', url || location.href)
  const socket = new WebSocket(address.href.replace('http', 'ws'))
  const acks = new Map<string, (ack: unknown) => void>()
  let sent = 0

  const close = () => {
    socket.onmessage = socket.onclose = null
    socket.close()
  }
  socket.onclose = () => onEnd()
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    if (data[0] === '0') socket.send(`40${namespace},${JSON.stringify(auth)}`)
    if (data[0] === '2') socket.send('3')
    const [, type, id = '', json = ''] = PACKET.exec(data) ?? []
    if (type === '0') onOpen()
    else if (type === '2') onPush(...(JSON.parse(json) as [string, unknown]))
    else if (type === '3') {
      acks.get(id)?.(JSON.parse(json)[0])
      acks.delete(id)
    } else if (type === '1' || type === '4') {
      close()
      onEnd(json ? JSON.parse(json) : undefined)
    }
  }
  return {
    send(event, payload, onAck) {
      acks.set(String(++sent), onAck)
      socket.send(`42${namespace},${sent}${JSON.stringify([event, payload])}`)
    },
    close,
  }
}
