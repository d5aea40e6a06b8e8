import { once } from 'node:events'
import { createServer } from 'node:http'
import { Server } from 'socket.io'
import { measured } from './measured.ts'

/**
 * socket.io with its defaults and nothing else, as a process of its own: a room a chat. `echo` sends the message back in its
 * acknowledgement; `message` gives it to everybody in the chat and then acknowledges, as a chat without a store would.
 */
const http = createServer()
const io = new Server(http, { transports: ['websocket', 'polling'] })

interface Message {
  chatId: string
}

io.on('connection', (socket) => {
  socket.on('join', async (chatIds: string[], ack: (done: true) => void) => {
    await socket.join(chatIds)
    ack(true)
  })
  socket.on('echo', (message: Message, ack: (message: Message) => void) => ack(message))
  socket.on('message', (message: Message, ack: (done: true) => void) => {
    io.to(message.chatId).emit('message', message)
    ack(true)
  })
})

http.listen(0, '127.0.0.1')
await once(http, 'listening')
const address = http.address()
if (address === null || typeof address === 'string') throw new Error('no port')
measured(`http://127.0.0.1:${address.port}`, async () => {
  await io.close()
})
