// As https://deepchat.dev/start says: the component is registered by its import, and the page has its element.
import 'deep-chat'

const chat = document.createElement('deep-chat')
chat.setAttribute('connect', JSON.stringify({ url: '/peers/deep-chat' }))
document.body.append(chat)
