package example;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** All sessions, in memory. Put a database in place of the maps; a refresh is one transaction there. */
@Component
class Sessions {
    static final String ACCESS = "access";
    static final String REFRESH = "refresh";
    static final Duration ACCESS_LIFETIME = Duration.ofMinutes(15);
    /** An unused session ends after this time. */
    static final Duration IDLE = Duration.ofDays(14);
    /** A replaced refresh token is still accepted for this time. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    record User(long id, String username, String email, String hash, List<String> roles) {}

    record Tokens(String access, String refresh) {}

    static final class Session {
        private final User user;
        private String current;
        private String previous;
        private Instant previousUntil = Instant.MIN;
        private Instant used = Instant.now();

        private Session(User user) {
            this.user = user;
        }

        User user() {
            return user;
        }
    }

    private record Access(Session session, Instant until) {}

    private final SecureRandom random = new SecureRandom();
    private final Map<String, Access> access = new HashMap<>();
    private final Map<String, Session> refresh = new HashMap<>();

    synchronized Tokens begin(User user) {
        var session = new Session(user);
        replaceRefreshToken(session);
        return grant(session);
    }

    synchronized Optional<Session> withAccess(String token) {
        return Optional.ofNullable(access.get(token)).filter(it -> it.until.isAfter(Instant.now())).map(Access::session);
    }

    /** Returns new tokens, or nothing if the session is over. */
    synchronized Optional<Tokens> refresh(String token) {
        var session = refresh.get(token);
        var now = Instant.now();
        if (session == null) {
            return Optional.empty();
        }
        if (session.used.plus(IDLE).isBefore(now)) {
            end(session);
            return Optional.empty();
        }
        if (token.equals(session.current)) {
            replaceRefreshToken(session);
        } else if (!token.equals(session.previous) || session.previousUntil.isBefore(now)) {
            // Somebody uses an old token: it may be stolen.
            end(session);
            return Optional.empty();
        } // Otherwise the response with the new token may have been lost, so the new token is sent once more.
        return Optional.of(grant(session));
    }

    synchronized void end(Session session) {
        access.values().removeIf(it -> it.session == session);
        refresh.values().removeIf(it -> it == session);
    }

    private Tokens grant(Session session) {
        var token = token();
        session.used = Instant.now();
        access.put(token, new Access(session, Instant.now().plus(ACCESS_LIFETIME)));
        return new Tokens(token, session.current);
    }

    private void replaceRefreshToken(Session session) {
        session.previous = session.current;
        session.previousUntil = Instant.now().plus(GRACE);
        session.current = token();
        refresh.put(session.current, session);
    }

    private String token() {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
