import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { AuditRow } from '../../protocol/audit.ts'
import { ChatError } from '../../protocol/errors.ts'
import type { Fact } from '../../protocol/events.ts'
import { entryOf, verify } from '../../server/audit/chain.ts'
import type { Conversation } from '../../server/conversation/state.ts'
import type { AuditQuery, Store, Write } from '../../server/store/port.ts'
import type { Says } from '../support/keys.ts'
import { ANA, answers, CHAT_ID, OPENED, unsure } from '../support/model.ts'
import { HOSTILE_STRINGS } from './strings.ts'

/** One database of the kind under test, made empty. */
export interface StoreUnderTest {
  store: Store<Says>
  /** Closes the store and opens it again on the same database. */
  reopen(): Promise<Store<Says>>
  /** Closes the store and removes the database. */
  remove(): Promise<void>
  /** Everything that the database keeps, as it lies on the disk once what was deleted has been tidied up. */
  bytes(): Promise<Buffer[]>
  /** The key of a chat, in the form in which it is stored. */
  wrappedKey(chatId: string): Promise<Uint8Array>
}

/** A database that several stores may have open at once. */
export interface SharedStoreUnderTest extends StoreUnderTest {
  /** One more store on the same database, as another node has it. */
  another(): Promise<Store<Says>>
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

const ALL: AuditQuery = { before: null, who: null, what: null, which: null }
/** The whole audit log, oldest first. */
const auditOf = async (store: Store<Says>): Promise<AuditRow[]> => (await store.audited(ALL, 100_000)).toReversed()

/** What every store must do, whatever database is under it. Without a `disk` there is nothing that could be read from it. */
export function storeContract(name: string, open: () => Promise<StoreUnderTest>, { disk = true } = {}): void {
  /** For what a store that keeps nothing on a disk cannot show. */
  const onDisk = (title: string, run: () => Promise<void>): void => {
    if (disk) test(title, run)
  }
  describe(`the ${name} store`, () => {
    let under: StoreUnderTest
    let store: Store<Says>
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

    test('keeps the audit log as one chain, and finds its rows by who, what and which (P6)', async () => {
      const deeds = [
        entryOf({ what: 'signed-in', who: 'ana' }, START),
        entryOf({ what: 'transcript-opened', who: 'ana', which: CHAT_ID }, START + 1),
        entryOf({ what: 'retention-deleted', who: null, count: 3 }, START + 2),
        entryOf({ what: 'account-changed', who: 'ana', which: 'ben', detail: 'role' }, START + 3),
      ]
      const written = await Promise.all(deeds.map((deed) => store.record(deed)))
      expect(written.map(({ number, hash: _hash, ...deed }) => [number, deed])).toEqual(
        deeds.map((deed, index) => [index + 1, deed]),
      )
      const again = await under.reopen()
      const last = await again.record(entryOf({ what: 'signed-out', who: 'ana' }, START + 4))
      const rows = await auditOf(again)
      expect(rows).toEqual([...written, last])
      expect(await verify(rows)).toEqual({
        rows: 5,
        from: START,
        to: START + 4,
        head: { number: 5, hash: last.hash },
        wrong: null,
      })
      const numbers = async (query: Partial<AuditQuery>, limit = 100) =>
        (await again.audited({ ...ALL, ...query }, limit)).map(({ number }) => number)
      expect(await numbers({}, 2)).toEqual([5, 4])
      expect(await numbers({ before: 4 }, 2)).toEqual([3, 2])
      expect(await numbers({ who: { id: 'ana' } })).toEqual([5, 4, 2, 1])
      expect(await numbers({ who: { id: null } })).toEqual([3])
      expect(await numbers({ what: 'transcript-opened' })).toEqual([2])
      expect(await numbers({ which: CHAT_ID })).toEqual([2])
      expect(await numbers({ who: { id: "' OR 1=1 --" } })).toEqual([])
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
      for (let n = 4; n <= 21; n += 1) {
        await chatWith(hex(n), [requested], START)
        const claim: Fact = { type: 'chat:claimed', staff: ANA, epoch: 1 }
        await store.append(hex(n), { ...CLOCK, at: START + n * 1000 }, () => [claim])
      }
      // Of 21 the oldest drops out (H6).
      expect(await store.recentWaits(20)).toEqual(Array.from({ length: 20 }, (_, n) => (21 - n) * 1000))
      await store.append(hex(1), { ...CLOCK, at: START + 9000 }, () => [ended])
      expect(await store.recentWaits(1)).toEqual([21_000])
    })

    test('counts each write once, by day, and keeps the counts when the chats are gone (A6)', async () => {
      const day = '2023-11-14'
      const of = (about: string, count: number, on = day) => ({ day: on, what: 'asked' as const, about, count })
      expect(await store.dayCounts(day, day)).toEqual({ began: null, counts: [] })
      await Promise.all([say(1), say(2), say(1), store.append(CHAT_ID, CLOCK, () => [requested])])
      await codeOf(say(2, 'other words'))
      await store.append(CHAT_ID, write(4), () => [])
      const counts = [of('handoff:requested', 1), of('message:sent', 2)]
      expect(await store.dayCounts(day, day)).toEqual({ began: day, counts })
      const later = { ...write(5), at: START + 86_400_000 }
      await store.append(CHAT_ID, later, () => [says('hello', hex(5))])
      await store.erase(CHAT_ID, 'visitor', START)
      store = await under.reopen()
      const next = of('message:sent', 1, '2023-11-15')
      expect((await store.dayCounts('2023-11-01', '2023-11-30')).counts).toEqual([...counts, next])
      expect(await store.dayCounts('2023-11-15', '2023-11-15')).toEqual({ began: day, counts: [next] })
    })

    test('counts nothing of what the database refused', async () => {
      const bare: Fact = { ...answers.reply, replyTo: 2, disclaimer: { ...answers.reply.disclaimer, id: '' } }
      await Promise.all([
        say(1),
        codeOf(store.append(CHAT_ID, write(2), () => [says('two', hex(2)), bare])),
        codeOf(
          store.append(CHAT_ID, write(3), () => {
            throw new ChatError('malformed', 'no')
          }),
        ),
      ])
      const { counts } = await store.dayCounts('2023-11-14', '2023-11-14')
      expect(counts).toEqual([{ day: '2023-11-14', what: 'asked', about: 'message:sent', count: 1 }])
    })

    test('finds chats with emergency words, newest first (A8)', async () => {
      const flag: Fact = { type: 'flag:raised', card: 'medical' }
      for (const n of [1, 2, 3]) await chatWith(hex(n), [flag], START + n * 10)
      await chatWith(hex(4), [], START + 40)
      await store.append(hex(1), { ...CLOCK, at: START + 50 }, () => [ended])
      expect(idsOf(await store.flagged(START, 10))).toEqual([hex(1), hex(3), hex(2)])
      expect(idsOf(await store.flagged(START, 2))).toEqual([hex(1), hex(3)])
      expect(idsOf(await store.flagged(START + 30, 10))).toEqual([hex(1), hex(3)])
      await store.erase(hex(3), 'visitor', START)
      expect(idsOf(await store.flagged(START, 10))).toEqual([hex(1), hex(2)])
    })

    test('finds words in the chats that are still kept, newest first, page by page (S9)', async () => {
      const ids = Array.from({ length: 25 }, (_, n) => hex(n + 1))
      for (const [n, id] of ids.entries()) await chatWith(id, [says('a Harp for you', hex(900))], START + n)
      await chatWith(hex(500), [], START + 100)
      const always = { withoutPerson: 0, withPerson: 0 }
      const first = await store.search({ words: ['harp', 'you'], before: null, notBefore: always })
      expect(first.found.map(({ conversation }) => conversation.id)).toEqual(ids.toReversed().slice(0, 20))
      expect(first.found[0]).toMatchObject({ more: 0, hits: [{ seq: 3, by: 'visitor', snippet: 'a Harp for you' }] })
      const second = await store.search({ words: ['harp', 'you'], before: first.next, notBefore: always })
      expect(second.found.map(({ conversation }) => conversation.id)).toEqual(ids.toReversed().slice(20))
      expect(second.next).toBeNull()
      const kept = { withoutPerson: START + 24, withPerson: 0 }
      const young = await store.search({ words: ['harp'], before: null, notBefore: kept })
      expect(young.found.map(({ conversation }) => conversation.id)).toEqual([hex(25)])
      await store.erase(hex(25), 'visitor', START)
      expect((await store.search({ words: ['harp'], before: null, notBefore: kept })).found).toEqual([])
    })

    test('collects what nobody could answer, out of the chats that are still kept (A3)', async () => {
      const reply: Fact = { ...unsure.reply, replyTo: 2 }
      const handedOver: Fact = {
        type: 'handoff:requested',
        trigger: 'unsure',
        why: { trigger: 'unsure', rule: 'p', needed: 0.9, candidates: [{ entryId: 'tmj', title: '', score: 0.5 }] },
      }
      await chatWith(hex(1), [reply, handedOver], START + 10)
      await chatWith(hex(2), [{ ...answers.reply, replyTo: 2 }], START + 20)
      await chatWith(hex(3), [reply, handedOver], START + 30)
      const question = { text: 'hello', nearestId: 'tmj', notHelpful: false, missing: false }
      const all = await store.unanswered({ notBefore: { withoutPerson: 0, withPerson: 0 } })
      expect(all).toEqual({
        questions: [
          { ...question, at: START + 30 },
          { ...question, at: START + 10 },
        ],
        chats: 2,
        backTo: START + 10,
      })
      const kept = { withoutPerson: START + 20, withPerson: START + 20 }
      expect((await store.unanswered({ notBefore: kept })).questions).toHaveLength(1)
    })

    test('deletes what is older than the time for its class, events and all', async () => {
      await chatWith(hex(1), [ended], START + 10)
      await chatWith(hex(2), [requested, ended], START + 10)
      await chatWith(hex(3), [ended], START + 50)
      const gone = await store.purge({ withoutPerson: START + 20, withPerson: START + 5 }, 100, START)
      expect(gone.toSorted()).toEqual([hex(1), CHAT_ID].toSorted())
      expect(await codeOf(store.read(hex(1), 0, 10))).toBe('not-found')
      expect(idsOf(await store.list('closed', 10))).toEqual([hex(3), hex(2)])
      expect(await store.purge({ withoutPerson: START + 20, withPerson: START + 20 }, 100, START)).toEqual([hex(2)])
      expect(await store.purge({ withoutPerson: START + 100, withPerson: START + 100 }, 0, START)).toEqual([])
      expect(await store.purge({ withoutPerson: START, withPerson: START }, 100, START)).toEqual([])
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
        expect(await store.tokenHash(text)).toBeNull()
        expect(await store.tombstone(text)).toBeNull()
        expect(await store.erase(text, 'visitor', START)).toBe(false)
        const odd = { ...CLOCK, sender: text, clientId: text }
        const kept = await store.append(CHAT_ID, odd, () => [requested])
        expect(kept.events).toHaveLength(1)
        expect(await store.append(CHAT_ID, odd, () => [requested])).toMatchObject({ seq: kept.seq, events: [] })
      }
      expect(await store.heads(HOSTILE_STRINGS)).toEqual([])
      expect(await store.list('open', 10)).toHaveLength(1)
      expect((await everything()).events).toHaveLength(HOSTILE_STRINGS.length + 1)
    })

    test('tells the newest seq of the chats that it is asked for', async () => {
      await chatWith(hex(1), [requested], START + 10)
      await store.create(hex(2), TOKEN_HASH, [OPENED], START)
      const heads = await store.heads([hex(404), hex(1), CHAT_ID, hex(1)])
      expect(heads.toSorted((a, b) => a.lastSeq - b.lastSeq)).toEqual([
        { chatId: CHAT_ID, lastSeq: 1 },
        { chatId: hex(1), lastSeq: 3 },
      ])
      expect(await store.heads([])).toEqual([])
    })

    test('tells the newest seq of the chats in the list of open ones, in its order', async () => {
      for (const n of [1, 2, 3]) await chatWith(hex(n), n === 2 ? [requested] : [], START + 10 - n)
      await chatWith(hex(4), [ended], START)
      for (const limit of [10, 1]) {
        const listed = await store.list('open', limit)
        expect(await store.openHeads(limit)).toEqual(listed.map(({ id, lastSeq }) => ({ chatId: id, lastSeq })))
      }
      expect(await store.openHeads(1)).toEqual([{ chatId: hex(2), lastSeq: 3 }])
    })

    test('erases a chat so that nothing of it can be read, and leaves a tombstone', async () => {
      await chatWith(hex(1), [requested])
      await say(1)
      expect(await store.tombstone(CHAT_ID)).toBeNull()
      expect(await store.erase(CHAT_ID, 'visitor', START + 77)).toBe(true)
      expect(await store.conversation(CHAT_ID)).toBeNull()
      expect(await store.tokenHash(CHAT_ID)).toBeNull()
      expect(await codeOf(everything())).toBe('not-found')
      expect(await codeOf(say(2))).toBe('not-found')
      expect(await store.heads([CHAT_ID])).toEqual([])
      expect(idsOf(await store.list('open', 10))).toEqual([hex(1)])
      const tombstone = { chatId: CHAT_ID, lastSeq: 2, erasedAt: START + 77, reason: 'visitor' }
      expect(await store.tombstone(CHAT_ID)).toEqual(tombstone)
      expect(await store.erase(CHAT_ID, 'restore', START + 78)).toBe(false)
      store = await under.reopen()
      expect(await store.tombstone(CHAT_ID)).toEqual(tombstone)
      expect(await store.tombstone(hex(1))).toBeNull()
      expect((await store.read(hex(1), 0, 10)).lastSeq).toBe(3)
    })

    test('answers what was asked before a chat was erased, and refuses what comes after', async () => {
      const [before, erased, after] = await Promise.all([
        say(1),
        store.erase(CHAT_ID, 'visitor', START),
        codeOf(say(2)),
      ])
      expect([before.seq, erased, after]).toEqual([2, true, 'not-found'])
      expect(await store.tombstone(CHAT_ID)).toMatchObject({ lastSeq: 2 })
    })

    test('leaves a tombstone of every chat whose time is over', async () => {
      await chatWith(hex(1), [requested], START + 10)
      await store.purge({ withoutPerson: START + 20, withPerson: START }, 100, START + 99)
      expect(await store.tombstone(CHAT_ID)).toEqual({
        chatId: CHAT_ID,
        lastSeq: 1,
        erasedAt: START + 99,
        reason: 'retention',
      })
      expect(await store.tombstone(hex(1))).toBeNull()
    })

    onDisk('keeps nothing that people wrote where it could be read without the key (P7)', async () => {
      const canary = (where: string) => `canary-${where}-Zq7`
      await store.create(hex(1), TOKEN_HASH, [{ ...OPENED, page: `/${canary('page')}` } as Fact], START)
      const facts: Fact[] = [
        says(canary('message'), hex(1)),
        { type: 'contact:left', clientId: hex(2), question: canary('question'), contact: canary('contact') },
        { type: 'chat:claimed', staff: ANA, epoch: 1 },
        { type: 'message:sent', from: 'staff', clientId: hex(3), text: canary('staff'), staff: ANA },
      ]
      const appended = await store.append(hex(1), write(1, canary('content')), () => facts)
      expect(JSON.stringify(appended).match(/canary-/g)?.length).toBeGreaterThan(4)
      const bytes = await under.bytes()
      // What may be read is found, so what is not found is not there.
      expect(bytes.some((file) => file.includes(hex(1)))).toBe(true)
      for (const encoding of ['utf8', 'utf16le'] as const) {
        expect(bytes.filter((file) => file.includes('canary', 0, encoding))).toEqual([])
      }
    })

    onDisk('keeps no copy of the key of a chat that was erased', async () => {
      await say(1)
      await store.create(hex(1), TOKEN_HASH, [OPENED], START)
      const keys = [Buffer.from(await under.wrappedKey(CHAT_ID)), Buffer.from(await under.wrappedKey(hex(1)))]
      const kept = async () => {
        const bytes = await under.bytes()
        return keys.map((key) => bytes.some((file) => file.includes(key)))
      }
      expect(await kept()).toEqual([true, true])
      await store.erase(CHAT_ID, 'visitor', START)
      await store.purge({ withoutPerson: START + 1, withPerson: START + 1 }, 10, START)
      expect(await kept()).toEqual([false, false])
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

/** What stores must do that several nodes have open on one database. */
export function sharedStoreContract(name: string, open: () => Promise<SharedStoreUnderTest>): void {
  describe(`several ${name} stores on one database`, () => {
    let under: SharedStoreUnderTest
    let here: Store<Says>
    let there: Store<Says>
    beforeEach(async () => {
      under = await open()
      here = under.store
      there = await under.another()
      await here.create(CHAT_ID, TOKEN_HASH, [OPENED], START)
    })
    afterEach(async () => {
      await there.close()
      await under.remove()
    })

    const say = (store: Store<Says>, n: number, chatId = CHAT_ID) =>
      store.append(chatId, write(n), () => [says(`message ${n}`, hex(n))])

    test('write 500 rows of the audit log at once, in one unbroken chain (P6)', async () => {
      const record = (n: number) =>
        (n % 2 === 0 ? here : there).record(
          entryOf({ what: 'transcript-opened', who: `${n}`, which: CHAT_ID }, START + n),
        )
      const written = await Promise.all([
        ...Array.from({ length: 500 }, (_, n) => record(n)),
        ...Array.from({ length: 50 }, (_, n) => say(n % 2 === 0 ? here : there, n)),
        here.probe(),
        there.probe(),
      ])
      const rows = await auditOf(there)
      expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 500 }, (_, n) => n + 1))
      expect(new Set(rows.map(({ who }) => who)).size).toBe(500)
      expect(await verify(rows)).toMatchObject({ rows: 500, wrong: null, head: { number: 500 } })
      for (const row of written.slice(0, 500)) expect(rows).toContainEqual(row)
    })

    test('have one generation', () => {
      expect(there.gen).toBe(here.gen)
    })

    test('number 400 writes to one chat without a hole, each in the order in which it was asked (I2, I4)', async () => {
      const mine = Array.from({ length: 200 }, (_, n) => say(here, n))
      const theirs = Array.from({ length: 200 }, (_, n) => say(there, 1000 + n))
      const [first, second] = await Promise.all([Promise.all(mine), Promise.all(theirs)])
      const seqs = [first, second].map((appended) => appended.map(({ seq }) => seq))
      for (const order of seqs) expect(order).toEqual(order.toSorted((a, b) => a - b))
      expect(seqs.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, n) => n + 2))
      const { events } = await there.read(CHAT_ID, 0, 1000)
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 401 }, (_, n) => n + 1))
      for (const appended of [...first, ...second]) expect(events).toContainEqual(appended.events[0])
      expect((await here.conversation(CHAT_ID))?.lastSeq).toBe(401)
    })

    test('store a message once that is sent to both of them in the same moment (I3)', async () => {
      const ids = Array.from({ length: 50 }, (_, n) => n)
      const pairs = await Promise.all(ids.map((n) => Promise.all([say(here, n), say(there, n)])))
      for (const [one, other] of pairs) {
        expect(one.seq).toBe(other.seq)
        expect(one.events.length + other.events.length).toBe(1)
      }
      expect((await here.read(CHAT_ID, 0, 1000)).lastSeq).toBe(51)
    })

    test('let one of those win who claim a chat at once, and tell the others (I6)', async () => {
      const claim = (store: Store<Says>, n: number, chatId: string) =>
        store.append(chatId, { ...write(n), sender: `staff:${n}` }, ({ owner, epoch }) => {
          if (owner) throw new ChatError('already-claimed', 'Another person has this chat.', { by: owner.name })
          return [{ type: 'chat:claimed', staff: { id: `${n}`, name: `Name ${n}` }, epoch: epoch + 1 }]
        })
      for (const round of [1, 2, 3, 4, 5]) {
        const chatId = hex(round)
        await there.create(chatId, TOKEN_HASH, [OPENED], START)
        const claims = Array.from({ length: 10 }, (_, n) => claim(n % 2 === 0 ? here : there, n, chatId))
        const settled = await Promise.allSettled(claims)
        const winner = settled.findIndex(({ status }) => status === 'fulfilled')
        const told = settled.filter(({ status }) => status === 'rejected')
        expect(told).toHaveLength(9)
        for (const one of told) {
          expect(one).toMatchObject({ reason: { code: 'already-claimed', details: { by: `Name ${winner}` } } })
        }
        expect(await here.conversation(chatId)).toMatchObject({ state: 'staff', owner: { id: `${winner}` }, epoch: 1 })
      }
    })

    test('do not wait for each other in a circle when both write to the same chats', async () => {
      const chatIds = Array.from({ length: 20 }, (_, n) => hex(n + 1))
      for (const chatId of chatIds) await here.create(chatId, TOKEN_HASH, [OPENED], START)
      const rounds = Array.from({ length: 10 }, (_, n) => n)
      const one = rounds.flatMap((n) => chatIds.map((chatId) => say(here, n, chatId)))
      const other = rounds.flatMap((n) => chatIds.toReversed().map((chatId) => say(there, 100 + n, chatId)))
      await Promise.all([...one, ...other, here.probe(), there.probe()])
      for (const { lastSeq } of await here.heads(chatIds)) expect(lastSeq).toBe(21)
    })

    test('count together, and none of it is lost (A6)', async () => {
      const chatIds = Array.from({ length: 20 }, (_, n) => hex(n + 1))
      for (const chatId of chatIds) await here.create(chatId, TOKEN_HASH, [OPENED], START)
      const rounds = Array.from({ length: 10 }, (_, n) => n)
      await Promise.all(rounds.flatMap((n) => chatIds.map((chatId, i) => say(i % 2 === 0 ? here : there, n, chatId))))
      const counts = [{ day: '2023-11-14', what: 'asked', about: 'message:sent', count: 200 }]
      expect(await there.dayCounts('2023-11-14', '2023-11-14')).toEqual({ began: '2023-11-14', counts })
    })

    test('both know at once that a chat was erased', async () => {
      await say(there, 1)
      await here.erase(CHAT_ID, 'visitor', START)
      expect(await there.conversation(CHAT_ID)).toBeNull()
      expect(await codeOf(say(there, 2))).toBe('not-found')
      expect(await there.erase(CHAT_ID, 'visitor', START)).toBe(false)
    })

    test('erase a chat whose time is over once', async () => {
      const older = { withoutPerson: START + 1, withPerson: START + 1 }
      const purged = await Promise.all([here.purge(older, 10, START), there.purge(older, 10, START)])
      expect(purged.flat()).toEqual([CHAT_ID])
    })
  })
}
