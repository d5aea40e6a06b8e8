import { backoffMs } from '../../client/backoff.ts'
import { freshId } from '../../client/ids.ts'
import type { Outbox, OutboxItem, OutboxOptions } from '../../client/outbox.ts'
import type { Batch, Thread } from '../../client/thread.ts'

type Thread_ = typeof import('../../client/thread.ts')

/** An outbox that has five items on their way at once, each repeated by itself. */
export function createWindowedOutbox<Payload>({ send, onChange }: OutboxOptions<Payload>): Outbox<Payload> {
  let items: OutboxItem<Payload>[] = []
  const onTheirWay = new Set<string>()
  const change = (next: OutboxItem<Payload>[]) => {
    items = next
    onChange(items)
  }
  const pump = () => {
    const next = items.filter(({ clientId, state }) => state === 'sending' && !onTheirWay.has(clientId))
    for (const { clientId, payload } of next.slice(0, 5 - onTheirWay.size)) {
      onTheirWay.add(clientId)
      send(clientId, payload).then(
        (gen) => {
          onTheirWay.delete(clientId)
          change(items.map((item) => (item.clientId === clientId ? { ...item, state: 'sent', gen } : item)))
          pump()
        },
        () =>
          setTimeout(() => {
            onTheirWay.delete(clientId)
            pump()
          }, backoffMs(0)),
      )
    }
  }
  return {
    get items() {
      return items
    },
    add(payload, clientId = freshId()) {
      change([...items, { clientId, payload, state: 'sending', error: null, retryAt: null, gen: null }])
      pump()
      return clientId
    },
    wake: pump,
    retry() {},
    remove: (clientId) => change(items.filter((item) => item.clientId !== clientId)),
    settle: (isDone) => change(items.filter((item) => !isDone(item))),
    clear: () => change([]),
    stop() {},
  }
}

/** A fold that takes an event beyond the next one as if nothing were missing. */
export const foldOverGaps =
  (sound: Thread_['fold']) =>
  (thread: Thread, batch: Batch): Thread =>
    batch.events.reduce((next, event) => {
      const known = next.gen === batch.gen ? next : sound(next, { ...batch, events: [] })
      const from = Math.max(known.cursor, event.seq - 1)
      return event.seq <= known.cursor
        ? known
        : { ...sound({ ...known, cursor: from }, { ...batch, events: [event] }), needsSync: false }
    }, thread)
