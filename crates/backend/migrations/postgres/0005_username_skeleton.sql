-- What the username looks like (UTS 39, skeleton): no two users have names that look alike. NULL for the users of an
-- older version until a server starts, for users of imitated servers, and for a user whose name has always looked like
-- that of an older account.
ALTER TABLE users ADD COLUMN username_skeleton TEXT;
CREATE UNIQUE INDEX users_username_skeleton ON users(username_skeleton);
