-- Which users' sessions may have changed. Each change gives the user's row the next version, so a server reads the rows
-- with a higher version than it has seen. These triggers see each change, whichever program makes it.
CREATE TABLE session_changes (user_id INTEGER PRIMARY KEY, version INTEGER NOT NULL) STRICT;
CREATE INDEX session_changes_version ON session_changes(version);
CREATE TRIGGER session_revoked AFTER UPDATE OF revoked ON families WHEN NEW.revoked AND NOT OLD.revoked BEGIN
    INSERT INTO session_changes (user_id, version)
    VALUES (OLD.user_id, (SELECT COALESCE(MAX(version), 0) + 1 FROM session_changes))
    ON CONFLICT (user_id) DO UPDATE SET version = excluded.version;
END;
-- The cleanup deletes sessions that have expired. Nobody needs to hear of them.
CREATE TRIGGER session_deleted AFTER DELETE ON families
WHEN NOT OLD.revoked AND OLD.expires_at > CAST(strftime('%s', 'now') AS INTEGER) * 1000 BEGIN
    INSERT INTO session_changes (user_id, version)
    VALUES (OLD.user_id, (SELECT COALESCE(MAX(version), 0) + 1 FROM session_changes))
    ON CONFLICT (user_id) DO UPDATE SET version = excluded.version;
END;
CREATE TRIGGER user_changed AFTER UPDATE OF username, roles, disabled ON users
WHEN OLD.username <> NEW.username OR OLD.roles <> NEW.roles OR OLD.disabled <> NEW.disabled BEGIN
    INSERT INTO session_changes (user_id, version)
    VALUES (OLD.id, (SELECT COALESCE(MAX(version), 0) + 1 FROM session_changes))
    ON CONFLICT (user_id) DO UPDATE SET version = excluded.version;
END;
