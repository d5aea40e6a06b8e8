import type { FromClients, ToClients, Told } from './client-messages.ts'
import { type Crowd, gather, until } from './load.ts'

/** Visitors and staff in a process of their own, so that it can be stopped as a phone or a laptop is. */

const tell = (message: FromClients): void => void process.send?.(message)
process.on('disconnect', () => process.exit(0))

let crowd: Crowd | null = null

const gathered = (): Crowd => {
  if (!crowd) throw new Error('nobody is here yet')
  return crowd
}

function staffChat(staff: number, chatId: string) {
  const end = gathered().staff[staff]
  if (!end) throw new Error('there is no such staff member')
  return { end, chat: end.desk.chat(chatId) }
}

async function act(message: ToClients): Promise<FromClients> {
  switch (message.type) {
    case 'gather':
      crowd = await gather(message.size)
      break
    case 'talk':
      gathered().talk(message.everyMs)
      break
    case 'hush':
      gathered().hush()
      break
    case 'claim': {
      const { chat } = staffChat(message.staff, message.chatId)
      await until('the chat is taken', async () => chat.isMine.peek() || (await chat.claim()))
      await until('the chat is taken', () => chat.isMine.peek())
      break
    }
    case 'say':
      staffChat(message.staff, message.chatId).end.say(message.chatId)
      break
    case 'settle':
      await gathered().settled(message.seconds)
      break
    case 'report':
      return { type: 'report', ends: told() }
  }
  return { type: 'done' }
}

function told(): Told[] {
  const { visitors, staff } = gathered()
  return [...visitors, ...staff].map((end) => {
    const { name, sender, sent, acked, views } = end.testimony
    const setbacks =
      'desk' in end
        ? views().flatMap(({ chatId }) => {
            const setback = end.desk.chat(chatId).setback.peek()
            return setback ? [{ chatId, code: setback.code, by: setback.by }] : []
          })
        : []
    return { name, sender, sent, acked: [...acked], views: views(), setbacks }
  })
}

process.on('message', (message: ToClients) => {
  act(message).then(tell, (error: unknown) =>
    tell({ type: 'failed', message: error instanceof Error ? error.message : String(error) }),
  )
})
