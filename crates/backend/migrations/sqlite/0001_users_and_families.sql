-- The tables of the first version of this server. That version had no migrations, so the tables may exist already.
CREATE TABLE IF NOT EXISTS users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    username TEXT NOT NULL,
    username_key TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    roles TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS families (
    id TEXT PRIMARY KEY,
    user INTEGER NOT NULL REFERENCES users(id),
    n INTEGER NOT NULL,
    superseded_at INTEGER,
    expires_at INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX IF NOT EXISTS families_user ON families(user);
