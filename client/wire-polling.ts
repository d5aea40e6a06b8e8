import { io } from 'socket.io-client'
import type { OpenWire } from './wire.ts'

/** By plain HTTP requests, for networks that let no WebSocket through. */
export const openPolling: OpenWire = (url, namespace, auth, { onOpen, onPush, onEnd }) => {
  const socket = io(url + namespace, { auth, forceNew: true, reconnection: false, transports: ['polling'] })
  socket.on('connect', onOpen)
  socket.onAny(onPush)
  socket.on('connect_error', onEnd)
  socket.on('disconnect', () => onEnd())
  return {
    send: (event, payload, onAck) => socket.emit(event, payload, onAck),
    close() {
      socket.off()
      socket.offAny()
      socket.disconnect()
    },
  }
}
