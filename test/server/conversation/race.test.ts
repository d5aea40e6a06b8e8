import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChatError, refusalOf } from '../../../protocol/errors.ts'
import type { Command } from '../../../server/conversation/commands.ts'
import { rule } from '../../../server/conversation/rule.ts'
import { openSqliteStore } from '../../../server/store/sqlite.ts'
import { hex } from '../../store/contract.ts'
import { testKeyring } from '../../support/keys.ts'
import { claims, OPENED, replay, says } from '../../support/model.ts'

const CHATS = 500
const STAFF = ['Ana', 'Ben', 'Cam', 'Dee', 'Eli', 'Fay'].map((name) => ({ id: `staff-${name}`, name }))

test('of six people who claim each of 500 chats at once one wins, the others are told who, and the bot falls silent (H3, H4, F17)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bedside-'))
  const store = await openSqliteStore({ path: join(folder, 'chat.db'), ring: testKeyring(), rule })
  const orders = fc.sample(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 }), { numRuns: CHATS, seed: 17 })
  // The bot's answer to each question is ready before anybody claims: whether it is sent is decided when it is stored.
  const commands: Command[] = [...STAFF.map(claims), says('Is it safe?')]
  let writes = 0
  await Promise.all(orders.map((_, n) => store.create(hex(n), 'token', [OPENED], 1)))
  const results = await Promise.all(
    orders.map((order, n) =>
      Promise.allSettled(
        order.map((which) => {
          const command = commands[which] ?? { type: 'visitor:end' }
          const write = { sender: `sender:${which}`, clientId: hex(++writes), content: command.type, at: 2 }
          return store.append(hex(n), write, { command, situation: { staffHere: 6, at: 2, zone: 'UTC' } })
        }),
      ),
    ),
  )
  let answered = 0
  for (const [n, outcomes] of results.entries()) {
    const { events } = await store.read(hex(n), 0, 100)
    const chat = await store.conversation(hex(n))
    const claimedAt = events.findIndex((event) => event.type === 'chat:claimed')
    expect(events.filter((event) => event.type === 'chat:claimed')).toHaveLength(1)
    expect(events.filter((event) => event.type === 'message:sent')).toHaveLength(1)
    expect(events.slice(claimedAt).some((event) => event.type === 'bot:replied')).toBe(false)
    if (events.some((event) => event.type === 'bot:replied')) answered++
    const told = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' && outcome.reason instanceof ChatError ? [refusalOf(outcome.reason)] : [],
    )
    expect(told).toHaveLength(5)
    for (const refusal of told) expect(refusal).toMatchObject({ code: 'already-claimed', by: chat?.owner?.name })
    expect({ ...replay(events), id: hex(n) }).toEqual(chat)
  }
  // Both orders came up, so the silence was put to the test.
  expect(answered).toBeGreaterThan(0)
  expect(answered).toBeLessThan(CHATS)
  await store.close()
  rmSync(folder, { recursive: true })
})
