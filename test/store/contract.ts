import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ChatError } from '../../protocol/errors.ts'
import type { Fact } from '../../protocol/events.ts'
import type { Conversation } from '../../server/conversation/state.ts'
import type { Store, Write } from '../../server/store/port.ts'
import { ANA, answers, CHAT_ID, OPENED, unsure } from '../support/model.ts'
import { HOSTILE_STRINGS } from './strings.ts'

/** One database of the kind under test, made empty. */
export interface StoreUnderTest {
  store: Store
  /** Closes the store and opens it again on the same database. */
  reopen(): Promise<Store>
  /** Closes the store and removes the database. */
  remove(): Promise<void>
}

export const hex = (n: number): string => n.toString(16).padStart(32, '0')
const TOKEN_HASH = 'ab'.repeat(32)
const START = 1_700_000_000_000

export const says = (text: string, clientId: string): Fact => ({
  type: 'message:sent',
  from: 'visitor',
  clientId,
  text,
  choice: null,
})

export const write = (n: number, content = `content ${n}`): Write => ({
  sender: 'visitor',
  clientId: hex(n),
  content,
  at: START + n,
})

const CLOCK: Write = { sender: 'system', clientId: null, content: '', at: START + 1 }

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'kept'
  } catch (error) {
    return error instanceof ChatError ? error.code : String(error)
  }
}

/** What every store must do, whatever database is under it. */
export function storeContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`the ${name} store`, () => {
    let under: StoreUnderTest
    let store: Store
    beforeEach(async () => {
      under = await open()
      store = under.store
      await store.create(CHAT_ID, TOKEN_HASH, [OPENED], START)
    })
    afterEach(() => under.remove())

    const say = (n: number, text = `message ${n}`) => store.append(CHAT_ID, write(n, text), () => [says(text, hex(n))])
    const everything = () => store.read(CHAT_ID, 0, 100_000)
    /** Makes a chat whose visitor has said something, by what `facts` add. */
    const chatWith = async (id: string, facts: Fact[], at = START) => {
      await store.create(id, TOKEN_HASH, [OPENED], at)
      return store.append(id, { ...CLOCK, at }, () => [says('hello', hex(0)), ...facts])
    }
    const idsOf = (chats: Conversation[]) => chats.map((chat) => chat.id)
    const requested: Fact = { type: 'handoff:requested', trigger: 'asked', why: unsure.handoff }
    const ended: Fact = { type: 'chat:closed', by: 'visitor', staff: null, outcome: null }

    test('gives back the chat that was created, and its first event', async () => {
      expect(await store.conversation(CHAT_ID)).toMatchObject({
        id: CHAT_ID,
        state: 'bot',
        lastSeq: 1,
        openedAt: START,
      })
      const page = await everything()
      expect(page).toEqual({ gen: store.gen, lastSeq: 1, more: false, events: [{ ...OPENED, seq: 1, at: START }] })
      expect(store.gen).toMatch(/^[0-9a-f]{32}$/)
    })

    test('knows no other chat', async () => {
      const other = hex(404)
      expect(await store.conversation(other)).toBeNull()
      expect(await store.tokenHash(other)).toBeNull()
      expect(await codeOf(store.read(other, 0, 10))).toBe('not-found')
      expect(await codeOf(store.append(other, write(1), () => []))).toBe('not-found')
    })

    test('creates a chat id once, and leaves the first chat as it was', async () => {
      expect(await codeOf(store.create(CHAT_ID, 'cd'.repeat(32), [OPENED], START))).toBe('unavailable')
      expect(await store.tokenHash(CHAT_ID)).toBe(TOKEN_HASH)
    })

    test('stores what was decided, in order, and returns the very events and conversation that it then reads', async () => {
      const reply: Fact = { ...answers.reply, replyTo: 2 }
      const appended = await store.append(CHAT_ID, write(1), () => [says('Is it safe?', hex(1)), reply])
      expect(appended.seq).toBe(2)
      expect(appended.events).toEqual([
        { ...says('Is it safe?', hex(1)), seq: 2, at: START + 1 },
        { ...reply, seq: 3, at: START + 1 },
      ])
      expect((await everything()).events.slice(1)).toEqual(appended.events)
      expect(await store.conversation(CHAT_ID)).toEqual(appended.conversation)
    })

    test('hands decide the chat as it is at that moment', async () => {
      const seen: number[] = []
      await Promise.all(
        [1, 2, 3].map((n) =>
          store.append(CHAT_ID, write(n), (conversation) => {
            seen.push(conversation.lastSeq)
            return [says(`message ${n}`, hex(n))]
          }),
        ),
      )
      expect(seen).toEqual([1, 2, 3])
    })

    test('numbers 200 writes to one chat at once without a hole, in the order in which they came', async () => {
      const appended = await Promise.all(Array.from({ length: 200 }, (_, n) => say(n)))
      expect(appended.map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, n) => n + 2))
      const { events, lastSeq } = await everything()
      expect(lastSeq).toBe(201)
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 201 }, (_, n) => n + 1))
      expect(events.slice(1)).toEqual(appended.flatMap((one) => one.events))
    })

    test('stores a message once that is sent again, and answers as it did before', async () => {
      const first = await say(1)
      await say(2)
      const again = await say(1)
      expect(again).toMatchObject({ seq: first.seq, events: [] })
      expect(again.conversation.lastSeq).toBe(3)
      expect((await everything()).lastSeq).toBe(3)
    })

    test('stores a message once that is sent twice in the same moment', async () => {
      const [first, second] = await Promise.all([say(1), say(1)])
      expect(second.seq).toBe(first.seq)
      expect([first.events.length, second.events.length]).toEqual([1, 0])
    })

    test('does not decide about a repeat again', async () => {
      await say(1, 'hello')
      const decide = () => {
        throw new ChatError('wrong-state', 'decided again')
      }
      expect(await store.append(CHAT_ID, write(1, 'hello'), decide)).toMatchObject({ seq: 2 })
    })

    test('refuses a client id that comes back with other content', async () => {
      await say(1, 'I am well')
      expect(await codeOf(say(1, 'I am ill'))).toBe('id-reused')
      expect((await everything()).events.at(-1)).toMatchObject({ text: 'I am well' })
    })

    test('keeps the client ids of two senders apart', async () => {
      const visitor = await say(1)
      const staff = await store.append(CHAT_ID, { ...write(1), sender: 'staff:ana' }, () => [says('other', hex(1))])
      expect([visitor.seq, staff.seq]).toEqual([2, 3])
    })

    test('stores every write that has no client id', async () => {
      await store.append(CHAT_ID, CLOCK, () => [requested])
      await store.append(CHAT_ID, CLOCK, () => [{ type: 'handoff:cancelled' }])
      expect((await everything()).lastSeq).toBe(3)
    })

    test('stores nothing when nothing was decided, and decides afresh the next time', async () => {
      expect(await store.append(CHAT_ID, write(1), () => [])).toMatchObject({ seq: 0, events: [] })
      expect((await everything()).lastSeq).toBe(1)
      expect((await say(1, 'content 1')).seq).toBe(2)
    })

    test('leaves nothing of a write that decide refuses, nor takes others with it', async () => {
      const refuse = () => {
        throw new ChatError('stale-claim', 'no longer yours')
      }
      const [before, refused, after] = await Promise.all([
        say(1),
        codeOf(store.append(CHAT_ID, write(2), refuse)),
        say(3),
      ])
      expect([before.seq, refused, after.seq]).toEqual([2, 'stale-claim', 3])
      expect((await everything()).lastSeq).toBe(3)
    })

    test('leaves nothing of a write when decide fails in a way nobody foresaw', async () => {
      const [failed, kept] = await Promise.allSettled([
        store.append(CHAT_ID, write(1), () => {
          throw new TypeError('a mistake')
        }),
        say(2),
      ])
      expect(failed).toMatchObject({ status: 'rejected', reason: new TypeError('a mistake') })
      expect(kept).toMatchObject({ status: 'fulfilled', value: { seq: 2 } })
    })

    test('refuses a bot row without its disclaimer, and leaves nothing of that write', async () => {
      const disclaimer = { ...answers.reply.disclaimer, id: '' }
      const bare: Fact = { ...answers.reply, replyTo: 2, disclaimer }
      const [refused, kept] = await Promise.all([
        codeOf(store.append(CHAT_ID, write(1), () => [says('Is it safe?', hex(1)), bare])),
        say(2),
      ])
      expect([refused, kept.seq]).toEqual(['unavailable', 2])
      expect((await everything()).lastSeq).toBe(2)
    })

    test('reads the log in pages', async () => {
      await Promise.all(Array.from({ length: 9 }, (_, n) => say(n)))
      const first = await store.read(CHAT_ID, 0, 4)
      const second = await store.read(CHAT_ID, 4, 4)
      const last = await store.read(CHAT_ID, 8, 4)
      expect([first, second, last].map(({ more, lastSeq }) => [more, lastSeq])).toEqual([
        [true, 10],
        [true, 10],
        [false, 10],
      ])
      expect([first, second, last].flatMap((page) => page.events)).toEqual((await everything()).events)
      expect(await store.read(CHAT_ID, 10, 4)).toMatchObject({ events: [], more: false })
      expect(await store.read(CHAT_ID, 99, 4)).toMatchObject({ events: [], lastSeq: 10, more: false })
    })

    test('forgets a token that was withdrawn, and nothing else', async () => {
      expect(await store.tokenHash(CHAT_ID)).toBe(TOKEN_HASH)
      await store.withdrawToken(CHAT_ID)
      expect(await store.tokenHash(CHAT_ID)).toBeNull()
      expect(await store.conversation(CHAT_ID)).not.toBeNull()
    })

    test('lists open chats oldest first and closed ones newest first, without those in which nothing was said', async () => {
      await chatWith(hex(1), [], START + 20)
      await chatWith(hex(2), [requested], START + 10)
      await chatWith(hex(3), [ended], START + 30)
      await chatWith(hex(4), [ended], START + 40)
      await store.create(hex(5), TOKEN_HASH, [OPENED], START)
      await store.append(hex(5), CLOCK, () => [ended])
      expect(idsOf(await store.list('open', 10))).toEqual([hex(2), hex(1)])
      expect(idsOf(await store.list('closed', 10))).toEqual([hex(4), hex(3)])
      expect(idsOf(await store.list('closed', 1))).toEqual([hex(4)])
    })

    test('lists a visitor who asked for a person before writing a word', async () => {
      await store.append(CHAT_ID, CLOCK, () => [requested])
      expect(idsOf(await store.list('open', 10))).toEqual([CHAT_ID])
      await store.append(CHAT_ID, CLOCK, () => [{ type: 'handoff:cancelled' }])
      expect(idsOf(await store.list('open', 10))).toEqual([CHAT_ID])
    })

    test('keeps those who need a person in a list that is too short for all', async () => {
      const flagged: Fact = { type: 'flag:raised', card: 'medical' }
      for (const n of [1, 2, 3]) await chatWith(hex(n), [], START + n)
      await chatWith(hex(4), [requested], START + 4)
      await chatWith(hex(5), [requested], START + 5)
      await chatWith(hex(6), [requested, flagged], START + 6)
      expect(idsOf(await store.list('open', 2))).toEqual([hex(4), hex(6)])
    })

    test('finds the chats of some states that have been silent', async () => {
      await chatWith(hex(1), [], START + 10)
      await chatWith(hex(2), [requested], START + 20)
      await chatWith(hex(3), [requested], START + 30)
      await chatWith(hex(4), [ended], START + 20)
      expect(idsOf(await store.stale(['waiting'], START + 31, 10))).toEqual([hex(2), hex(3)])
      expect(idsOf(await store.stale(['waiting'], START + 30, 10))).toEqual([hex(2)])
      expect(idsOf(await store.stale(['bot', 'closed'], START + 21, 10))).toEqual([CHAT_ID, hex(1), hex(4)])
      expect(idsOf(await store.stale(['bot', 'waiting'], START + 31, 2))).toEqual([CHAT_ID, hex(1)])
      expect(await store.stale([], START + 31, 10)).toEqual([])
    })

    test('remembers how long the last visitors waited', async () => {
      expect(await store.recentWaits(20)).toEqual([])
      for (const n of [1, 2, 3]) {
        await chatWith(hex(n), [requested], START)
        const claim: Fact = { type: 'chat:claimed', staff: ANA, epoch: 1 }
        await store.append(hex(n), { ...CLOCK, at: START + n * 1000 }, () => [claim])
      }
      expect(await store.recentWaits(20)).toEqual([3000, 2000, 1000])
      expect(await store.recentWaits(2)).toEqual([3000, 2000])
      await store.append(hex(1), { ...CLOCK, at: START + 9000 }, () => [ended])
      expect(await store.recentWaits(1)).toEqual([3000])
    })

    test('deletes what is older than the time for its class, events and all', async () => {
      await chatWith(hex(1), [ended], START + 10)
      await chatWith(hex(2), [requested, ended], START + 10)
      await chatWith(hex(3), [ended], START + 50)
      const gone = await store.purge({ withoutPerson: START + 20, withPerson: START + 5 }, 100)
      expect(gone.toSorted()).toEqual([hex(1), CHAT_ID].toSorted())
      expect(await codeOf(store.read(hex(1), 0, 10))).toBe('not-found')
      expect(idsOf(await store.list('closed', 10))).toEqual([hex(3), hex(2)])
      expect(await store.purge({ withoutPerson: START + 20, withPerson: START + 20 }, 100)).toEqual([hex(2)])
      expect(await store.purge({ withoutPerson: START + 100, withPerson: START + 100 }, 0)).toEqual([])
      expect(await store.purge({ withoutPerson: START, withPerson: START }, 100)).toEqual([])
    })

    test('proves that it can write', async () => {
      await expect(store.probe()).resolves.toBeUndefined()
    })

    test('gives back every hostile text byte for byte, before and after it was closed', async () => {
      for (const [n, text] of HOSTILE_STRINGS.entries()) await say(n, text)
      const left: Fact = { type: 'contact:left', clientId: hex(999), question: "' OR 1=1 --", contact: 'a\u0000b' }
      await store.append(CHAT_ID, write(999), () => [left])
      const before = await everything()
      const texts = before.events.filter((event) => event.type === 'message:sent').map((event) => event.text)
      expect(texts).toEqual(HOSTILE_STRINGS)
      const conversation = await store.conversation(CHAT_ID)
      store = await under.reopen()
      expect(JSON.stringify(await everything())).toBe(JSON.stringify(before))
      expect(await store.conversation(CHAT_ID)).toEqual(conversation)
      expect(conversation?.contact).toBe('a\u0000b')
    })

    test('takes any string where an id or a sender goes, and finds nothing by it', async () => {
      for (const text of HOSTILE_STRINGS) {
        expect(await store.conversation(text)).toBeNull()
        expect(await codeOf(store.read(text, 0, 10))).toBe('not-found')
        const kept = await store.append(CHAT_ID, { ...CLOCK, sender: text, clientId: text }, () => [requested])
        expect(kept.events).toHaveLength(1)
      }
      expect(await store.list('open', 10)).toHaveLength(1)
    })

    test('is the same log after it was closed and opened again', async () => {
      await Promise.all([say(1), say(2)])
      const { gen } = store
      const before = await everything()
      store = await under.reopen()
      expect(store.gen).toBe(gen)
      expect(await everything()).toEqual(before)
      expect(await say(1)).toMatchObject({ seq: 2, events: [] })
      expect(await say(3)).toMatchObject({ seq: 4 })
    })

    test('commits what was on its way when it was closed, and refuses what comes after', async () => {
      const onItsWay = say(1)
      const closed = store.close()
      const late = codeOf(say(2))
      expect(await onItsWay).toMatchObject({ seq: 2 })
      await closed
      expect(await late).toBe('unavailable')
      expect(await codeOf(store.read(CHAT_ID, 0, 10))).toBe('unavailable')
      store = await under.reopen()
      expect((await everything()).lastSeq).toBe(2)
    })
  })
}
