import type { Change } from './mutant.ts'

/** Bugs that a change could bring in, and that the faults have to catch. */

/** Answers each piece of work as soon as it is done in the transaction, and commits a few milliseconds later. */
export const ACK_BEFORE_COMMIT: Change[] = [
  { file: 'server/store/group-commit.ts', from: 'begin.run()', to: 'if (!db.isTransaction) begin.run()' },
  {
    file: 'server/store/group-commit.ts',
    from: 'commit.run()',
    to: 'setTimeout(() => { if (db.isOpen && db.isTransaction) commit.run() }, 3)',
  },
]

/** Commits reach the disk when the operating system comes to it. */
export const SYNCHRONOUS_NORMAL: Change[] = [
  {
    file: 'server/store/sqlite-open.ts',
    from: "set: 'PRAGMA synchronous = FULL', column: 'synchronous', expected: 2",
    to: "set: 'PRAGMA synchronous = NORMAL', column: 'synchronous', expected: 1",
  },
]

/** What is sent again is stored again. */
export const NO_DEDUP: Change[] = [
  {
    file: 'server/store/sqlite.ts',
    from: 'const repeated = write.clientId === null ? undefined : rows.repeat.get(chatId, write.sender, write.clientId)',
    to: 'const repeated = [rows.repeat.get(chatId, write.sender, write.clientId)][1]',
  },
  { file: 'server/store/migrate-plain.ts', from: '    UNIQUE (chat_id, sender_key, client_id),\n', to: '' },
]

/** Five messages of a chat are on their way at once, and each that fails waits for its own next try. */
export const WINDOW_OF_FIVE: Change[] = [
  { file: 'client/outbox.ts', from: '  let inFlight = false\n', to: '  const inFlight = new Set<string>()\n' },
  {
    file: 'client/outbox.ts',
    from: `    const next = items.find(isPending)
    if (stopped || inFlight || !next) return
    inFlight = true
`,
    to: `    const next = items.find((item) => isPending(item) && !inFlight.has(item.clientId))
    if (stopped || inFlight.size >= 5 || !next) return
    inFlight.add(next.clientId)
    void pump()
`,
  },
  {
    file: 'client/outbox.ts',
    from: `        inFlight = false
        if (!stopped) timer = setTimeout(pump, waitMs)
`,
    to: `        setTimeout(() => {
          inFlight.delete(next.clientId)
          void pump()
        }, waitMs)
`,
  },
  {
    file: 'client/outbox.ts',
    from: '    inFlight = false\n    void pump()',
    to: '    inFlight.delete(next.clientId)\n    void pump()',
  },
  // Writes one behind another, where one waits for the one before it.
  { file: 'client/outbox.ts', from: 'if (!behind) void pump()', to: 'void pump()' },
]

/** Whose a chat is is read first, and written afterwards by what was read. */
export const CLAIM_READ_THEN_WRITE: Change[] = [
  {
    file: 'server/store/sqlite.ts',
    from: `const appended = await commits.run(() => {
        const done = append(rows, ring, chatId, write, (now) => rule(now, asked))`,
    to: `const read = load(rows, ring, chatId)?.conversation
      const appended = await commits.run(() => {
        const done = append(rows, ring, chatId, write, (now) => rule(read ?? now, asked))`,
  },
]
