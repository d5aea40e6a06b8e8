import type { ClientBase } from 'pg'
import { StoreError } from './store-error.ts'

/**
 * Every change of the database's shape, oldest first. One that was released is never edited: databases of clinics already
 * had it. Tables and columns are the embedded database's (text, bigint, bytea for its TEXT, INTEGER, BLOB), and so are the
 * version numbers, so that rows can be carried from one to the other as they are; PostgreSQL came with version 2.
 *
 * Text is compared byte by byte (COLLATE "C"): an operating system's update must not change the order that an index is in.
 */
const MIGRATIONS: { version: number; sql: string }[] = [
  {
    version: 2,
    sql: `
  CREATE TABLE bedside.meta (
    name text COLLATE "C" PRIMARY KEY,
    value text NOT NULL
  );

  -- The log's generation: a random name, replaced whenever a backup is restored.
  INSERT INTO bedside.meta (name, value) VALUES ('gen', replace(gen_random_uuid()::text, '-', '')), ('master_ids', '[]');

  -- One row a chat. "fold" is the sealed conversation as its log makes it; the other columns repeat what is searched for.
  CREATE TABLE bedside.chat (
    id text COLLATE "C" PRIMARY KEY,
    token_hash text,
    state text NOT NULL CHECK (state IN ('bot', 'waiting', 'staff', 'left_message', 'closed')),
    owner_id text,
    owner_epoch bigint NOT NULL CHECK (owner_epoch >= 0),
    last_seq bigint NOT NULL CHECK (last_seq >= 1),
    opened_at bigint NOT NULL,
    last_at bigint NOT NULL,
    spoken bigint NOT NULL CHECK (spoken IN (0, 1)),
    had_person bigint NOT NULL CHECK (had_person IN (0, 1)),
    flagged bigint NOT NULL CHECK (flagged IN (0, 1)),
    waited_ms bigint,
    claimed_at bigint,
    fold bytea NOT NULL,
    checksum text NOT NULL,
    CHECK ((state = 'staff') = (owner_id IS NOT NULL))
  );
  CREATE INDEX chat_by_state ON bedside.chat (state, last_at);
  CREATE INDEX chat_by_last_at ON bedside.chat (had_person, last_at);
  CREATE INDEX chat_by_claim ON bedside.chat (claimed_at) WHERE waited_ms IS NOT NULL;
  CREATE INDEX chat_open ON bedside.chat (opened_at) WHERE state <> 'closed' AND spoken = 1;

  -- The key of each chat, wrapped by a master key that is kept elsewhere.
  CREATE TABLE bedside.chat_key (
    chat_id text COLLATE "C" PRIMARY KEY REFERENCES bedside.chat (id) ON DELETE CASCADE,
    master_id text NOT NULL,
    wrapped bytea NOT NULL
  );

  -- The log. The first event of a write carries the writer's own id and the keyed hash of what was asked, so that a repeat is known.
  CREATE TABLE bedside.event (
    chat_id text COLLATE "C" NOT NULL REFERENCES bedside.chat (id) ON DELETE CASCADE,
    seq bigint NOT NULL CHECK (seq >= 1),
    kind text NOT NULL,
    sender_role text NOT NULL CHECK (sender_role IN ('visitor', 'staff', 'bot', 'system')),
    sender_key text COLLATE "C" NOT NULL,
    client_id text COLLATE "C",
    content_hash text,
    body bytea NOT NULL,
    disclaimer_id text,
    server_time bigint NOT NULL,
    checksum text NOT NULL,
    PRIMARY KEY (chat_id, seq),
    UNIQUE (chat_id, sender_key, client_id),
    CHECK (sender_role <> 'bot' OR disclaimer_id IS NOT NULL),
    CHECK ((client_id IS NULL) = (content_hash IS NULL))
  );
  -- What is sealed does not get smaller, so nobody tries. Nor is it to be found among the planner's samples, where a key
  -- would outlive its chat.
  ALTER TABLE bedside.event ALTER COLUMN body SET STORAGE EXTERNAL, ALTER COLUMN body SET STATISTICS 0;
  ALTER TABLE bedside.chat ALTER COLUMN fold SET STORAGE EXTERNAL, ALTER COLUMN fold SET STATISTICS 0;
  ALTER TABLE bedside.chat_key ALTER COLUMN wrapped SET STORAGE EXTERNAL, ALTER COLUMN wrapped SET STATISTICS 0;

  -- What is left of a chat that was erased.
  CREATE TABLE bedside.tombstone (
    chat_id text COLLATE "C" PRIMARY KEY,
    last_seq bigint NOT NULL,
    erased_at bigint NOT NULL,
    reason text NOT NULL CHECK (reason IN ('visitor', 'retention', 'restore'))
  );

  -- Written to prove that the database can be written.
  CREATE TABLE bedside.probe (
    id bigint PRIMARY KEY CHECK (id = 1),
    count bigint NOT NULL
  );
  INSERT INTO bedside.probe (id, count) VALUES (1, 0);
    `,
  },
  {
    version: 3,
    sql: `
  -- How often something happened on a day of the clinic: nothing of any chat, so it outlives them.
  CREATE TABLE bedside.day_count (
    day text COLLATE "C" NOT NULL,
    what text COLLATE "C" NOT NULL,
    about text COLLATE "C" NOT NULL,
    count bigint NOT NULL,
    checksum text NOT NULL,
    PRIMARY KEY (day, what, about)
  );
  CREATE INDEX chat_flagged ON bedside.chat (last_at) WHERE flagged = 1;
    `,
  },
  {
    version: 4,
    sql: `
  -- Who did what, each row chained to the one before by its hash. Never text of anybody.
  CREATE TABLE bedside.audit (
    number bigint PRIMARY KEY CHECK (number >= 1),
    at bigint NOT NULL,
    who text COLLATE "C",
    what text COLLATE "C" NOT NULL,
    detail text,
    count bigint,
    which text COLLATE "C",
    hash text NOT NULL
  );
  CREATE FUNCTION bedside.refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN RAISE EXCEPTION 'rows of the audit log are never changed or removed' USING ERRCODE = 'integrity_constraint_violation'; END $$;
  CREATE TRIGGER audit_not_changed BEFORE UPDATE OR DELETE ON bedside.audit
  FOR EACH ROW EXECUTE FUNCTION bedside.refuse_audit_change();
  CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON bedside.audit
  FOR EACH STATEMENT EXECUTE FUNCTION bedside.refuse_audit_change();

  -- Search reads chats newest first.
  CREATE INDEX chat_newest ON bedside.chat (last_at, id);
    `,
  },
]

/** The version that this program writes. */
export const SCHEMA_VERSION = MIGRATIONS.at(-1)?.version ?? 0

/** Says whose schema it is, in a row that a dump carries along. */
const PROGRAM = 'bedside-chat'

/**
 * Brings the schema `bedside` to {@link SCHEMA_VERSION}, inside the transaction that the caller has begun and under a lock that
 * lets one server at a time do so. Throws {@link StoreError} for a schema that another program made, or a newer one.
 * `where` names the database for people.
 */
export async function migrate(client: ClientBase, where: string): Promise<void> {
  await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('bedside migrations', 0))`)
  const version = await versionOf(client, where)
  if (version > SCHEMA_VERSION) {
    throw new StoreError(
      `The database ${where} was written by a newer version of this program (its version is ${version}, this program knows ` +
        `${SCHEMA_VERSION}). Install the newer program, or restore a backup from before the update.`,
    )
  }
  for (const step of MIGRATIONS) {
    if (step.version <= version) continue
    await client.query(step.sql)
    await client.query('UPDATE bedside.schema_version SET version = $1', [step.version])
  }
}

/** 0 for a schema that was made just now, or by an administrator for us. */
async function versionOf(client: ClientBase, where: string): Promise<number> {
  const schema = await client.query(`SELECT to_regnamespace('bedside') IS NOT NULL AS there`)
  if (!schema.rows[0]?.there) await client.query('CREATE SCHEMA bedside')
  const found = await client.query<{ relname: string }>(
    `SELECT relname FROM pg_catalog.pg_class WHERE relnamespace = to_regnamespace('bedside')`,
  )
  if (found.rows.length === 0) {
    await client.query('CREATE TABLE bedside.schema_version (program text PRIMARY KEY, version bigint NOT NULL)')
    await client.query('INSERT INTO bedside.schema_version (program, version) VALUES ($1, 0)', [PROGRAM])
    return 0
  }
  if (!found.rows.some(({ relname }) => relname === 'schema_version')) throw notOurs(where)
  // As JSON, because another program's table of this name has other columns.
  const marks = await client.query<{ mark: { program?: unknown; version?: unknown } }>(
    'SELECT to_json(mark) AS mark FROM bedside.schema_version AS mark LIMIT 1',
  )
  const { program, version } = marks.rows[0]?.mark ?? {}
  if (program !== PROGRAM || typeof version !== 'number') throw notOurs(where)
  return version
}

const notOurs = (where: string): StoreError =>
  new StoreError(
    `In the database ${where} there is a schema "bedside" that another program made, and it was left as it is. Give this program a ` +
      'database of its own.',
  )
