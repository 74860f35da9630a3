-- From which client the user signed in, like "Firefox on Linux"; unknown for the sessions that exist already.
ALTER TABLE families ADD COLUMN client TEXT NOT NULL DEFAULT '';
-- When the session was last used: the sign-in or the last refresh, in milliseconds since 1970.
ALTER TABLE families ADD COLUMN used_at INTEGER NOT NULL DEFAULT 0;
UPDATE families SET used_at = COALESCE(superseded_at, began_at);
