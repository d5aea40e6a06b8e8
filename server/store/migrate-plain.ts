import type { DatabaseSync } from 'node:sqlite'
import type { LogEvent } from '../../protocol/events.ts'
import type { Conversation } from '../conversation/state.ts'
import { chatRow, eventRows, storedToken } from './rows.ts'
import type { Keyring } from './seal.ts'

/** Stands in `meta` while what was encrypted may still be readable in parts of the files that are not in use. */
export const WIPE_MARK = 'to-wipe'

/**
 * From version 1, which kept folds and events readable, to version 2: a key for each chat, and everything that people wrote
 * sealed with it. What version 1 hashed is hashed once more with the chat's key, so that repeats stay known.
 */
export function encryptPlainRows(db: DatabaseSync, ring: Keyring): void {
  db.exec(`
  ALTER TABLE chat RENAME TO plain_chat;
  ALTER TABLE event RENAME TO plain_event;
  DROP INDEX chat_by_state;
  DROP INDEX chat_by_last_at;
  DROP INDEX chat_by_claim;

  -- One row a chat. "fold" is the sealed conversation as its log makes it; the other columns repeat what is searched for.
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
    fold BLOB NOT NULL,
    checksum TEXT NOT NULL,
    CHECK ((state = 'staff') = (owner_id IS NOT NULL))
  ) STRICT;
  CREATE INDEX chat_by_state ON chat (state, last_at);
  CREATE INDEX chat_by_last_at ON chat (had_person, last_at);
  CREATE INDEX chat_by_claim ON chat (claimed_at) WHERE waited_ms IS NOT NULL;

  -- The key of each chat, wrapped by a master key that is kept elsewhere. Backups leave this table out.
  CREATE TABLE chat_key (
    chat_id TEXT PRIMARY KEY REFERENCES chat (id) ON DELETE CASCADE,
    master_id TEXT NOT NULL,
    wrapped BLOB NOT NULL
  ) STRICT;

  -- The log. The first event of a write carries the writer's own id and the keyed hash of what was asked, so that a repeat is known.
  CREATE TABLE event (
    chat_id TEXT NOT NULL REFERENCES chat (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL CHECK (seq >= 1),
    kind TEXT NOT NULL,
    sender_role TEXT NOT NULL CHECK (sender_role IN ('visitor', 'staff', 'bot', 'system')),
    sender_key TEXT NOT NULL,
    client_id TEXT,
    content_hash TEXT,
    body BLOB NOT NULL,
    disclaimer_id TEXT,
    server_time INTEGER NOT NULL,
    checksum TEXT NOT NULL,
    PRIMARY KEY (chat_id, seq),
    UNIQUE (chat_id, sender_key, client_id),
    CHECK (sender_role <> 'bot' OR disclaimer_id IS NOT NULL),
    CHECK ((client_id IS NULL) = (content_hash IS NULL))
  ) STRICT;

  -- What is left of a chat that was erased.
  CREATE TABLE tombstone (
    chat_id TEXT PRIMARY KEY,
    last_seq INTEGER NOT NULL,
    erased_at INTEGER NOT NULL,
    reason TEXT NOT NULL CHECK (reason IN ('visitor', 'retention', 'restore'))
  ) STRICT;

  INSERT INTO meta (name, value) VALUES ('master_ids', '[]');
  `)
  const insertChat = db.prepare(`
    INSERT INTO chat SELECT id, :token, state, owner_id, owner_epoch, last_seq, opened_at, last_at, spoken, had_person,
                            flagged, waited_ms, claimed_at, :fold, :checksum
    FROM plain_chat WHERE id = :id`)
  const insertKey = db.prepare('INSERT INTO chat_key (chat_id, master_id, wrapped) VALUES (?, ?, ?)')
  const insertEvent = db.prepare(`
    INSERT INTO event (chat_id, seq, kind, sender_role, sender_key, client_id, content_hash, body, disclaimer_id,
                       server_time, checksum)
    VALUES (:chatId, :seq, :kind, :role, :sender, :clientId, :contentHash, :body, :disclaimer, :at, :checksum)`)
  const events = db.prepare('SELECT * FROM plain_event WHERE chat_id = ? ORDER BY seq')

  for (const chat of db.prepare('SELECT id, token_hash, fold FROM plain_chat').iterate()) {
    const id = String(chat.id)
    const { key, stored } = ring.fresh(id)
    const { fold, checksum } = chatRow(key, JSON.parse(String(chat.fold)) as Conversation, [])
    const token = chat.token_hash === null ? null : storedToken(id, String(chat.token_hash))
    insertChat.run({ id, token, fold, checksum })
    insertKey.run(id, stored.masterId, stored.wrapped)
    for (const old of events.iterate(id)) {
      const event = { ...JSON.parse(String(old.body)), seq: Number(old.seq), at: Number(old.server_time) } as LogEvent
      const clientId = old.client_id === null ? null : String(old.client_id)
      const write = { sender: String(old.sender_key), clientId, content: '', at: event.at }
      for (const row of eventRows(key, id, [event], write, () => key.mac(String(old.content_hash)))) {
        insertEvent.run({ ...row })
      }
    }
  }
  db.prepare("INSERT INTO meta (name, value) SELECT ?, '' WHERE EXISTS (SELECT 1 FROM plain_chat)").run(WIPE_MARK)
  db.exec('DROP TABLE plain_event; DROP TABLE plain_chat')
  db.prepare("UPDATE meta SET value = json_array(?) WHERE name = 'master_ids'").run(ring.currentId)
}
