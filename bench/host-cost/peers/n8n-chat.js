// As the package's page says for a site without a build of its own ("CDN embed"): the bundle that holds all it needs.
import '@n8n/chat/style.css'
import { createChat } from '@n8n/chat/dist/chat.bundle.es.js'

createChat({ webhookUrl: '/peers/n8n' })
