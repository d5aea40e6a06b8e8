import type { LogPage } from '../../../protocol/events.ts'
import type { VisitorRequests } from '../../../protocol/visitor.ts'
import { chatOf, inChat, type Visitor } from '../../authorize.ts'
import type { Handler } from '../../guard.ts'
import { readPage } from '../../log-page.ts'
import { publicEvent } from '../../reply.ts'
import type { HandlerDeps } from '../deps.ts'

/** What the visitor has missed of their own chat. */
export const chatSync = ({
  store,
}: Pick<HandlerDeps, 'store'>): Handler<Visitor, VisitorRequests['chat:sync'], LogPage> => ({
  authorize: inChat,
  async handle(visitor, { since }) {
    const page = await readPage(store, chatOf(visitor), since)
    return { ...page, events: page.events.map(publicEvent) }
  },
})
