-- `user` is a reserved word, which each statement would have to quote.
ALTER TABLE families RENAME COLUMN "user" TO user_id;
-- When the session began, in milliseconds since 1970. For the sessions that exist already, this is unknown; they begin
-- now.
ALTER TABLE families ADD COLUMN began_at BIGINT NOT NULL DEFAULT 0;
UPDATE families SET began_at = CAST(extract(epoch FROM now()) AS BIGINT) * 1000;
-- A refresh changes no column with an index. With free space in each page, PostgreSQL then writes the new version of the
-- row to the same page and leaves the indexes unchanged.
ALTER TABLE families SET (fillfactor = 70);
-- A disabled user cannot sign in and has no sessions.
ALTER TABLE users ADD COLUMN disabled BOOLEAN NOT NULL DEFAULT FALSE;
-- Changes when the operator resets the password or disables the user. A sign-in that checked the password before such a
-- change gets no session.
ALTER TABLE users ADD COLUMN credential_version BIGINT NOT NULL DEFAULT 0;
