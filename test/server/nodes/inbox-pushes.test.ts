import { expect, test } from 'vitest'
import type { Conversation } from '../../../server/conversation/state.ts'
import { InboxPushes } from '../../../server/nodes/inbox-pushes.ts'
import { asSaid, type Says } from '../../support/keys.ts'
import { openMemoryStore } from '../../support/memory-store.ts'
import { CHAT_ID, OPENED } from '../../support/model.ts'

test('a chat that one of the staff is shown before it was told is told to the others all the same', async () => {
  const store = openMemoryStore<Says>({ rule: asSaid })
  const changed: Conversation[] = []
  const pushes = new InboxPushes({
    store,
    isAnyoneHere: () => true,
    changed: (conversation) => changed.push(conversation),
    removed() {},
  })
  pushes.listed([])
  await store.create(CHAT_ID, 'ab'.repeat(32), [OPENED], 0)
  const requested = { type: 'handoff:requested', trigger: 'asked', why: null } as const
  const { conversation } = await store.append(
    CHAT_ID,
    { sender: 'visitor', clientId: null, content: '', at: 1 },
    () => [requested],
  )
  // Whoever loads the list now sees what is stored, before those who are connected were told.
  pushes.listed([conversation])
  pushes.tell(conversation)
  pushes.tell(conversation)
  expect(changed).toEqual([conversation])
})
