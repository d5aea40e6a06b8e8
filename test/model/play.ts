import { type Coverage, Violation } from './coverage.ts'
import { checkDecision } from './decisions.ts'
import { simulateBrowsers } from './page-globals.ts'
import { type Parts, SimGround, SOUND, START } from './sim-ground.ts'
import { Stage } from './stage.ts'
import type { History } from './steps.ts'
import { checkPrefixes, checkViews } from './views.ts'
import { Watch } from './watch.ts'
import { checkWords } from './words.ts'

/**
 * How long after everything works again every end must show the same, ms: a dead wire is noticed after 40 s of silence, a try
 * to connect or to send may be 15 s away, and an erased chat is found by a sweep. It is looked at every few seconds.
 */
const QUIET_MS = 90_000
const QUIET_STEP_MS = 3000
/** What the server's log may say: the database was away, or a chat was erased while its visitor wrote, both by plan. */
const EXPECTED = ['unavailable', 'not-found']

/*
 * How each invariant is held, after every move and once more at rest:
 *
 * I1  an answer that says "stored" names a seq, and the text stands there, byte for byte, as long as that log is in force (ledger)
 * I2  every log is read as it grows: 1, 2, 3 …, and what was read before has not changed (logs)
 * I3  no id and no text twice in a log; a repeat on the wire stores nothing, and with other words it is refused (logs, decisions, ledger)
 * I4  the words of one tab, and of one member of staff, stand in the order in which they were said (words)
 * I5  what an end shows up to its cursor is the log's fold as the server makes it; at rest it shows the whole log, and staff see
 *     every open chat as it is (views)
 * I6  with staff is who has one owner; who asks for another's chat is refused and told whose it is (logs, decisions)
 * I7  the epoch grows with every change of hands; a write with another epoch, or by another person, stores nothing (logs, decisions)
 * I8  no row of the bot while the chat is with staff or closed, where the state is folded from the log event by event, so that a
 *     reopening or a release begins anew; none without its disclaimer (logs)
 * I9  one reply to each message that came while the bot had the chat (logs)
 * I10 by the clock: no chat longer than 90 s with an owner who has no living connection (watch)
 * I11 by the clock: nobody waits longer than 10 s while nobody is here; at rest each tab is told how many are (watch, views)
 * I12 no state refuses what a visitor says, and nothing is stuck in an outbox at rest (decisions, words)
 * I13 claim, release, close and end again: no event, no error (decisions)
 * I14 no frame to a visitor holds a word of another's chat, and a token opens no other chat (ledger, stage)
 * I15 what a tab counts as unread are the replies after its read cursor; staff are told of news in their own chats alone (views)
 * I16 after a restore every end shows the log in force, and what the restore took and somebody still had stands in it again, or
 *     is with its writer as not sent (ledger, words, views)
 */

/** Plays a history in memory and holds every step of it to the invariants. Rejects with {@link Violation}, which says where. */
export async function play({ seed, moves }: History, coverage: Coverage, parts: Parts = SOUND): Promise<void> {
  let failure: Error | null = null
  const attempt = (check: () => void) => {
    try {
      check()
    } catch (error) {
      failure ??= error as Error
    }
  }
  const ground = new SimGround({
    seed,
    parts,
    coverage,
    observe: (seen) => attempt(() => checkDecision(seen, coverage)),
    failed: (event, cause) => {
      if (!EXPECTED.includes(cause)) failure ??= new Violation(`the server says that ${event} failed with ${cause}`)
    },
  })
  const undo = simulateBrowsers(ground.time, ground.random, () => Math.floor(START + ground.time.now()))
  let at = 'the beginning'
  try {
    ground.start()
    const stage = new Stage(ground, coverage)
    const watch = new Watch(ground, stage)
    const look = async () => {
      await stage.look()
      attempt(() => checkPrefixes(stage))
      const found = failure ?? watch.failure
      if (found) throw found
    }
    for (const [n, move] of moves.entries()) {
      at = `move ${n}, ${JSON.stringify(move)}`
      await stage.do(move)
      await look()
    }
    at = 'rest'
    await stage.mend()
    for (let quietMs = 0; ; quietMs += QUIET_STEP_MS) {
      await ground.pass(QUIET_STEP_MS)
      await look()
      try {
        checkViews(stage)
        checkWords(stage)
        break
      } catch (error) {
        if (!(error instanceof Violation) || quietMs > QUIET_MS) throw error
      }
    }
    stage.ledger.checkAll(ground.gen())
  } catch (error) {
    if (error instanceof Violation) throw new Violation(`${error.message} (at ${at})`)
    throw error
  } finally {
    undo()
  }
}
