import type { DatabaseSync } from 'node:sqlite'
import { encryptPlainRows, WIPE_MARK } from './migrate-plain.ts'
import type { Keyring } from './seal.ts'
import { StoreError } from './store-error.ts'

type Migration = (db: DatabaseSync, ring: Keyring) => void

/**
 * Every change of the database's shape, oldest first; the file's `user_version` says how many it has had. A migration
 * that was released is never edited: files in clinics already had it.
 */
const MIGRATIONS: Migration[] = [
  (db) =>
    db.exec(`
  CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT;

  -- The log's generation: a random name, replaced whenever a backup is restored.
  INSERT INTO meta (name, value) VALUES ('gen', lower(hex(randomblob(16))));

  -- One row a chat. "fold" is the conversation as its log makes it, as JSON; the other columns repeat what is searched for.
  CREATE TABLE chat (
    id TEXT PRIMARY KEY,
    token_hash TEXT,
    state TEXT NOT NULL CHECK (state IN ('bot', 'waiting', 'staff', 'left_message', 'closed')),
    owner_id TEXT,
    owner_epoch INTEGER NOT NULL CHECK (owner_epoch >= 0),
    last_seq INTEGER NOT NULL CHECK (last_seq >= 1),
    opened_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    spoken INTEGER NOT NULL CHECK (spoken IN (0, 1)),
    had_person INTEGER NOT NULL CHECK (had_person IN (0, 1)),
    flagged INTEGER NOT NULL CHECK (flagged IN (0, 1)),
    waited_ms INTEGER,
    claimed_at INTEGER,
    fold TEXT NOT NULL,
    checksum TEXT NOT NULL,
    CHECK ((state = 'staff') = (owner_id IS NOT NULL))
  ) STRICT;
  CREATE INDEX chat_by_state ON chat (state, last_at);
  CREATE INDEX chat_by_last_at ON chat (had_person, last_at);
  CREATE INDEX chat_by_claim ON chat (claimed_at) WHERE waited_ms IS NOT NULL;

  -- The log. The first event of a write carries the writer's own id and the hash of what was asked, so that a repeat is known.
  CREATE TABLE event (
    chat_id TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    kind TEXT NOT NULL,
    sender_role TEXT NOT NULL CHECK (sender_role IN ('visitor', 'staff', 'bot', 'system')),
    sender_key TEXT NOT NULL,
    client_id TEXT,
    content_hash TEXT,
    body TEXT NOT NULL,
    disclaimer_id TEXT,
    server_time INTEGER NOT NULL,
    checksum TEXT NOT NULL,
    PRIMARY KEY (chat_id, seq),
    UNIQUE (chat_id, sender_key, client_id),
    CHECK (sender_role <> 'bot' OR disclaimer_id IS NOT NULL),
    CHECK ((client_id IS NULL) = (content_hash IS NULL))
  ) STRICT;

  -- Written to prove that the database can be written.
  CREATE TABLE probe (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    count INTEGER NOT NULL
  ) STRICT;
  INSERT INTO probe (id, count) VALUES (1, 0);
  `),
  encryptPlainRows,
  (db) =>
    db.exec(`
  -- How often something happened on a day of the clinic: nothing of any chat, so it outlives them.
  CREATE TABLE day_count (
    day TEXT NOT NULL,
    what TEXT NOT NULL,
    about TEXT NOT NULL,
    count INTEGER NOT NULL,
    checksum TEXT NOT NULL,
    PRIMARY KEY (day, what, about)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX chat_flagged ON chat (last_at) WHERE flagged = 1;
  `),
  (db) =>
    db.exec(`
  -- Who did what, each row chained to the one before by its hash. Never text of anybody.
  CREATE TABLE audit (
    number INTEGER PRIMARY KEY CHECK (number >= 1),
    at INTEGER NOT NULL,
    who TEXT,
    what TEXT NOT NULL,
    detail TEXT,
    count INTEGER,
    which TEXT,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit
  BEGIN SELECT RAISE(ABORT, 'rows of the audit log are never changed'); END;
  CREATE TRIGGER audit_not_removed BEFORE DELETE ON audit
  BEGIN SELECT RAISE(ABORT, 'rows of the audit log are never removed'); END;
  -- A row that takes the place of another one is not seen by the triggers above.
  CREATE TRIGGER audit_in_order BEFORE INSERT ON audit
  WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM audit)
  BEGIN SELECT RAISE(ABORT, 'rows of the audit log are added at its end'); END;

  -- Search reads chats newest first.
  CREATE INDEX chat_newest ON chat (last_at, id);
  `),
]

/** The version that this program writes. */
export const SCHEMA_VERSION = MIGRATIONS.length

/**
 * Brings the database to {@link SCHEMA_VERSION}, each step in a transaction of its own, so that a crash leaves the file at
 * a whole version. Throws {@link StoreError} for a file that a newer program wrote.
 */
export function migrate(db: DatabaseSync, path: string, ring: Keyring): void {
  const version = Number(db.prepare('PRAGMA user_version').get()?.user_version)
  if (version > SCHEMA_VERSION) {
    throw new StoreError(
      `The database ${path} was written by a newer version of this program (its version is ${version}, this program knows ` +
        `${SCHEMA_VERSION}). Install the newer program, or restore a backup from before the update.`,
    )
  }
  for (const [done, step] of MIGRATIONS.entries()) {
    if (done < version) continue
    db.exec('BEGIN IMMEDIATE')
    try {
      step(db, ring)
      db.exec(`PRAGMA user_version = ${done + 1}; COMMIT`)
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK')
      throw error
    }
  }
  wipeReadable(db)
}

/**
 * What was readable before its encryption must not stay so in free pages or in the rest of the log. The mark that asks for it
 * goes when it is done: who was killed in between makes up for it at the next start.
 */
function wipeReadable(db: DatabaseSync): void {
  if (!db.prepare('SELECT 1 FROM meta WHERE name = ?').get(WIPE_MARK)) return
  db.exec('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)')
  db.prepare('DELETE FROM meta WHERE name = ?').run(WIPE_MARK)
}
