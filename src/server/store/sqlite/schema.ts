import type { Database } from '../../../sqlite/driver.js'

/** Marks the file as pychat's (`PRAGMA application_id`): the letters `pych`. */
export const APPLICATION_ID = 0x70796368

/**
 * The migrations: element N brings a file of version N (`PRAGMA user_version`) to version N + 1. What has been
 * released is never edited; a change is a further element.
 */
const migrations: readonly string[] = [
  `
  CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE token (
    id INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    account INTEGER NOT NULL,
    expires INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX token_of_account ON token (account);

  CREATE TABLE contact (
    owner INTEGER NOT NULL,
    contact INTEGER NOT NULL,
    PRIMARY KEY (owner, contact)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX contact_of ON contact (contact);

  -- A group (code, title), or what one account writes to another (sender, reader). AUTOINCREMENT: the id of a group
  -- that has gone must not come again while its messages are being purged.
  CREATE TABLE conversation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    sender INTEGER,
    reader INTEGER,
    code TEXT UNIQUE,
    title TEXT,
    at INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX conversation_private ON conversation (sender, reader) WHERE sender IS NOT NULL;

  -- Who reads a conversation: the members of a group (with a role), the one reader of a private one (without).
  -- seq is the order of joining; messages up to since are not theirs, up to cursor are fetched.
  CREATE TABLE reader (
    seq INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    account INTEGER NOT NULL,
    role TEXT,
    since INTEGER NOT NULL,
    cursor INTEGER NOT NULL,
    UNIQUE (account, conversation)
  ) STRICT;
  CREATE INDEX reader_of_conversation ON reader (conversation);

  CREATE TABLE message (
    id INTEGER PRIMARY KEY,
    conversation INTEGER NOT NULL,
    sender INTEGER NOT NULL,
    at INTEGER NOT NULL,
    text TEXT NOT NULL,
    file INTEGER
  ) STRICT;
  -- With the sender, so that counting what a group's member has not fetched reads the index alone.
  CREATE INDEX message_of_conversation ON message (conversation, id, sender);

  CREATE TABLE file (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    conversation INTEGER NOT NULL,
    sender INTEGER NOT NULL,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    mime TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    at INTEGER NOT NULL,
    deleted INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX file_of_sender ON file (sender, size) WHERE deleted = 0;
  CREATE INDEX file_of_conversation ON file (conversation);

  -- Deleted groups whose messages still have to go.
  CREATE TABLE purge (conversation INTEGER PRIMARY KEY) STRICT;

  -- The highest message id ever given out, as of the last deletion of a group: ids never come again.
  CREATE TABLE floor (id INTEGER NOT NULL) STRICT;
  INSERT INTO floor VALUES (0);
  `,
  `
  -- Answers kept under the keys that requests over HTTP gave, so that a retry does nothing twice. seq counts those of an
  -- account; request is the fingerprint of what was asked.
  CREATE TABLE answer (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    key TEXT NOT NULL,
    request TEXT NOT NULL,
    answer TEXT NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (account, key),
    UNIQUE (account, seq)
  ) STRICT;
  `,
]

/** The version that this code reads and writes. */
export const SCHEMA_VERSION = migrations.length

/** Brings a file of an older version up to date, in one transaction. */
export function migrate(db: Database, from: number): void {
  if (from === SCHEMA_VERSION) return
  db.exec('BEGIN IMMEDIATE')
  try {
    for (const step of migrations.slice(from)) db.exec(step)
    db.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`)
    db.exec('COMMIT')
  } catch (error) {
    db.exec('ROLLBACK')
    throw error
  }
}
