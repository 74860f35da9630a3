-- Tells all servers of this database that the sessions of a user may have changed, when the transaction commits. These
-- triggers see each change, whichever program makes it. The argument is the column with the user's id.
CREATE FUNCTION announce_session_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('evergreen_session_changes', to_jsonb(OLD) ->> TG_ARGV[0]);
    RETURN NULL;
END;
$$;
CREATE TRIGGER session_revoked AFTER UPDATE OF revoked ON families FOR EACH ROW
    WHEN (NEW.revoked AND NOT OLD.revoked) EXECUTE FUNCTION announce_session_change('user_id');
-- The cleanup deletes sessions that have expired. Nobody needs to hear of them.
CREATE TRIGGER session_deleted AFTER DELETE ON families FOR EACH ROW
    WHEN (NOT OLD.revoked AND OLD.expires_at > extract(epoch FROM clock_timestamp()) * 1000)
    EXECUTE FUNCTION announce_session_change('user_id');
CREATE TRIGGER user_changed AFTER UPDATE OF username, roles, disabled ON users FOR EACH ROW
    WHEN ((OLD.username, OLD.roles, OLD.disabled) IS DISTINCT FROM (NEW.username, NEW.roles, NEW.disabled))
    EXECUTE FUNCTION announce_session_change('id');
