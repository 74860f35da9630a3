-- The same tables as in SQLite.
CREATE TABLE users (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username TEXT NOT NULL,
    username_key TEXT NOT NULL UNIQUE,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    password_hash TEXT NOT NULL,
    roles TEXT NOT NULL
);
CREATE TABLE families (
    id TEXT PRIMARY KEY,
    "user" BIGINT NOT NULL REFERENCES users(id),
    n BIGINT NOT NULL,
    superseded_at BIGINT,
    expires_at BIGINT NOT NULL,
    revoked BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX families_user ON families("user");
