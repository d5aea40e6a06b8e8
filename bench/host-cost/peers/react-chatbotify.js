// As https://react-chatbotify.com/docs/quickstart says: one component with a flow, and nothing else set.
import { createElement } from 'react'
import ChatBot from 'react-chatbotify'
import { createRoot } from 'react-dom/client'

const root = document.body.appendChild(document.createElement('div'))
createRoot(root).render(createElement(ChatBot, { flow: { start: { message: 'What would you like to know?' } } }))
