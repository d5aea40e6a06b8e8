import type { Fact } from '../../protocol/events.ts'
import type { Conversation } from '../../server/conversation/state.ts'
import type { Counting, Rule } from '../../server/store/port.ts'
import { Keyring, masterKey } from '../../server/store/seal.ts'

/** The same master key each time, so that a database can be opened again. */
export const testKeyring = (): Keyring => new Keyring([masterKey('0badcafe', Buffer.alloc(32, 7))])

/** Something to ask of a store in a test: says itself what follows. */
export type Says = (conversation: Conversation) => Fact[]
export const asSaid: Rule<Says> = (conversation, says) => says(conversation)

/** Counts every event under its type, on its day of UTC. */
export const asStored: Counting<Says> = ({ events }) =>
  events.map(({ type, at }) => ({ day: new Date(at).toISOString().slice(0, 10), what: 'asked', about: type, by: 1 }))
