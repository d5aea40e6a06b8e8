import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ChatError } from '../../../protocol/errors.ts'
import { apply } from '../../../server/conversation/apply.ts'
import type { Command } from '../../../server/conversation/commands.ts'
import { type Ask, rule } from '../../../server/conversation/rule.ts'
import type { Conversation } from '../../../server/conversation/state.ts'
import type { Appended, Store } from '../../../server/store/port.ts'
import { openPostgresStore } from '../../../server/store/postgres.ts'
import { hex } from '../../store/contract.ts'
import { testKeyring } from '../../support/keys.ts'
import { OPENED } from '../../support/model.ts'
import { histories, type Step } from '../../support/model-arbitrary.ts'
import { describePostgres, type Postgres, startPostgres } from '../../support/postgres.ts'

/** One request of a random run: which node gets it, whether it is sent twice, and how many go off at once with it. */
interface Request {
  step: Step
  node: 0 | 1
  twice: boolean
  together: boolean
}

const requests: fc.Arbitrary<Request[]> = histories.chain((steps) =>
  fc
    .array(fc.record({ node: fc.constantFrom(0 as const, 1 as const), twice: fc.boolean(), together: fc.boolean() }), {
      minLength: steps.length,
      maxLength: steps.length,
    })
    .map((ways) => ways.flatMap((way, n) => (steps[n] ? [{ step: steps[n], ...way }] : []))),
)

const senderOf = (command: Command): string => {
  if ('staff' in command) return `staff:${command.staff.id}`
  return command.type.startsWith('clock:') ? 'system' : 'visitor'
}

/** What of the log a stored chat has to be: holds for every chat at every moment. */
function expectSound(conversation: Conversation | null, log: Awaited<ReturnType<Store['read']>>): void {
  const { events, lastSeq } = log
  expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: lastSeq }, (_, n) => n + 1)) // I2
  const folded = events.reduce<Conversation | null>((now, event) => apply(now, conversation?.id ?? '', event), null)
  expect(conversation).toEqual(folded)
  expect(conversation?.state === 'staff').toBe(conversation?.owner !== null) // I6
  const epochs = events.flatMap((event) => (event.type === 'chat:claimed' ? [event.epoch] : []))
  expect(epochs).toEqual([...new Set(epochs)].toSorted((a, b) => a - b)) // each claim had an epoch of its own
}

describePostgres('two nodes on one PostgreSQL database', () => {
  let postgres: Postgres
  let nodes: [Store, Store]
  let chats = 0
  beforeAll(async () => {
    postgres = await startPostgres()
    const url = await postgres.freshDatabase()
    const open = () => openPostgresStore<Ask>({ url, ring: testKeyring(), rule })
    nodes = [await open(), await open()]
  })
  afterAll(async () => {
    for (const node of nodes) await node.close()
    await postgres.stop()
  })

  async function newChat(): Promise<string> {
    chats += 1
    await nodes[0].create(hex(chats), 'token', [OPENED], chats)
    return hex(chats)
  }

  async function soundChat(chatId: string) {
    const [conversation, log] = [await nodes[0].conversation(chatId), await nodes[1].read(chatId, 0, 100_000)]
    expectSound(conversation, log)
    return log
  }

  test('keep the log whole whatever they are asked, in any order and at once (I2, I3, I4, I6)', async () => {
    let asked = 0
    let refused = 0
    let repeats = 0
    const run = async (given: Request[]) => {
      const chatId = await newChat()
      const answered: { request: Request; answers: PromiseSettledResult<Appended>[] }[] = []
      let now = await nodes[0].conversation(chatId)
      let group: Promise<void>[] = []
      for (const [n, request] of given.entries()) {
        const command = request.step.command(now?.epoch ?? 0, now?.lastSeq ?? 1)
        const sender = senderOf(command)
        const clientId = sender === 'system' ? null : hex(n)
        const write = { sender, clientId, content: JSON.stringify(command), at: 1000 + n }
        const ask: Ask = { command, situation: { staffHere: request.step.staffHere, at: 1000 + n, zone: 'UTC' } }
        const to = request.twice ? [nodes[request.node], nodes[1 - request.node]] : [nodes[request.node]]
        asked += to.length
        group.push(
          Promise.allSettled(to.map((node) => (node ?? nodes[0]).append(chatId, write, ask))).then((answers) => {
            answered.push({ request, answers })
          }),
        )
        if (request.together) continue
        await Promise.all(group)
        group = []
        now = await nodes[1].conversation(chatId)
      }
      await Promise.all(group)

      const { events } = await soundChat(chatId)
      const stored: number[] = []
      for (const { answers } of answered) {
        for (const answer of answers) {
          if (answer.status === 'fulfilled') {
            for (const event of answer.value.events) expect(events[event.seq - 1]).toEqual(event)
            stored.push(...answer.value.events.map(({ seq }) => seq))
          } else {
            refused += 1
            expect(answer.reason).toBeInstanceOf(ChatError)
            expect(answer.reason.code).not.toBe('unavailable')
          }
        }
        // I3: whoever was not first is told the seq of what the first stored.
        const kept = answers.flatMap((answer) =>
          answer.status === 'fulfilled' && answer.value.seq > 0 ? [answer.value] : [],
        )
        if (kept.length === 2 && kept[0]?.seq === kept[1]?.seq) {
          repeats += 1
          expect(kept.filter((one) => one.events.length > 0)).toHaveLength(1)
        }
      }
      // Everything in the log but its first event was stored by exactly one answer.
      expect(stored.toSorted((a, b) => a - b)).toEqual(events.slice(1).map(({ seq }) => seq))
    }
    await fc.assert(fc.asyncProperty(requests, run), { numRuns: 80 })
    expect(asked).toBeGreaterThan(200)
    expect(refused).toBeGreaterThan(0)
    expect(repeats).toBeGreaterThan(10)
  })

  test('keep the order of each sender who waits for the answer before the next message (I4)', async () => {
    const chatIds = await Promise.all(Array.from({ length: 5 }, newChat))
    const sends = async (chatId: string, sender: string, from: number) => {
      const sent: number[] = []
      for (let n = from; n < from + 30; n++) {
        const command: Command = { type: 'visitor:leave-contact', clientId: hex(n), question: 'q', contact: `${n}` }
        const node = nodes[n % 2] ?? nodes[0]
        const write = { sender, clientId: hex(n), content: `${n}`, at: n }
        const ask: Ask = { command, situation: { staffHere: 0, at: n, zone: 'UTC' } }
        const [first] = await Promise.all([node.append(chatId, write, ask), node.append(chatId, write, ask)])
        sent.push(first.seq)
      }
      expect(sent).toEqual(sent.toSorted((a, b) => a - b))
    }
    await Promise.all(chatIds.flatMap((id) => [0, 1000, 2000].map((from) => sends(id, `visitor ${from}`, from))))
    for (const chatId of chatIds) {
      const { events } = await soundChat(chatId)
      const left = events.flatMap((event) => (event.type === 'contact:left' ? [Number(event.contact)] : []))
      expect(left).toHaveLength(90)
      for (const from of [0, 1000, 2000]) {
        const own = left.filter((n) => n >= from && n < from + 1000)
        expect(own).toEqual(Array.from({ length: 30 }, (_, n) => from + n))
      }
    }
  })

  test('let one person win of three who claim at once, 100 times, and tell the others who (I6)', async () => {
    const claims = async () => {
      const chatId = await newChat()
      const names = ['Ana', 'Ben', 'Cam']
      const settled = await Promise.allSettled(
        names.map((name, n) =>
          (nodes[(n + chats) % 2] ?? nodes[0]).append(
            chatId,
            { sender: `staff:${name}`, clientId: hex(n), content: name, at: 1 },
            {
              command: { type: 'staff:claim', staff: { id: name, name } },
              situation: { staffHere: 3, at: 1, zone: 'UTC' },
            },
          ),
        ),
      )
      const winners = names.filter((_, n) => settled[n]?.status === 'fulfilled')
      expect(winners).toHaveLength(1)
      for (const one of settled) {
        if (one.status === 'rejected')
          expect(one.reason).toMatchObject({ code: 'already-claimed', details: { by: winners[0] } })
      }
      const { events } = await soundChat(chatId)
      expect(events.filter(({ type }) => type === 'chat:claimed')).toHaveLength(1)
    }
    await Promise.all(Array.from({ length: 100 }, claims))
  })
})
