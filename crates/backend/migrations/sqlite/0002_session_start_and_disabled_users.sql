-- `user` is a reserved word in PostgreSQL.
ALTER TABLE families RENAME COLUMN user TO user_id;
-- When the session began, in milliseconds since 1970. For the sessions that exist already, this is unknown; they begin
-- now.
ALTER TABLE families ADD COLUMN began_at INTEGER NOT NULL DEFAULT 0;
UPDATE families SET began_at = CAST(strftime('%s', 'now') AS INTEGER) * 1000;
-- A disabled user cannot sign in and has no sessions.
ALTER TABLE users ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0;
-- Changes when the operator resets the password or disables the user. A sign-in that checked the password before such a
-- change gets no session.
ALTER TABLE users ADD COLUMN credential_version INTEGER NOT NULL DEFAULT 0;
