package example;

import example.Sessions.Tokens;
import example.Sessions.User;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The routes of the contract. */
@RestController
@RequestMapping("/api")
class Routes {
    record SignUp(String username, String email, String password) {}

    record SignIn(String username, String password) {}

    private final Map<String, User> users = new ConcurrentHashMap<>();
    private final Sessions sessions;
    private final PasswordEncoder passwords;
    private final String nobody;
    private final boolean secure;

    Routes(Sessions sessions, PasswordEncoder passwords, @Value("${app.origin}") String app) {
        this.sessions = sessions;
        this.passwords = passwords;
        this.nobody = passwords.encode("nobody");
        this.secure = app.startsWith("https:");
    }

    @PostMapping("/auth/signup")
    synchronized ResponseEntity<?> signUp(@RequestBody SignUp it) {
        if (!isLong(it.username, 3, 20)) return message(400, "A username has 3 to 20 characters.");
        if (!isLong(it.email, 3, 50) || !it.email.matches("[^\\s@]+@[^\\s@]+")) return message(400, "This is no email address.");
        if (!isLong(it.password, 6, 40)) return message(400, "A password has 6 to 40 characters.");
        var name = it.username.toLowerCase();
        if (users.containsKey(name)) return message(400, "This username is taken.");
        var taken = users.values().stream().anyMatch(user -> user.email().equalsIgnoreCase(it.email));
        if (taken) return message(400, "This email address is in use.");
        users.put(name, new User(users.size() + 1, it.username, it.email, passwords.encode(it.password), List.of("ROLE_USER")));
        return message(200, "You have an account now.");
    }

    @PostMapping("/auth/signin")
    ResponseEntity<?> signIn(@RequestBody SignIn it) {
        var user = it.username == null ? null : users.get(it.username.toLowerCase());
        // An unknown name takes the same time as a wrong password.
        var matches = passwords.matches(it.password == null ? "" : it.password, user == null ? nobody : user.hash());
        if (user == null || !matches) return message(401, "The name or the password is wrong.");
        return ResponseEntity.ok().headers(cookies(sessions.begin(user))).body(Map.of(
            "id", user.id(), "username", user.username(), "email", user.email(), "roles", user.roles(),
            "expiresIn", Sessions.ACCESS_LIFETIME.toSeconds()));
    }

    @PostMapping("/auth/refreshtoken")
    ResponseEntity<?> refresh(@CookieValue(name = Sessions.REFRESH, required = false) String token) {
        if (token == null) return message(400, "There is no refresh token.");
        // The message does not quote the token.
        return sessions.refresh(token)
            .<ResponseEntity<?>>map(tokens -> ResponseEntity.ok().headers(cookies(tokens))
                .body(Map.of("expiresIn", Sessions.ACCESS_LIFETIME.toSeconds())))
            .orElseGet(() -> message(403, "The session is over."));
    }

    @PostMapping("/auth/signout")
    ResponseEntity<?> signOut(@AuthenticationPrincipal Object principal) {
        if (principal instanceof Sessions.Session session) sessions.end(session);
        var headers = new HttpHeaders();
        // A cookie is removed only with the path with which it was set.
        headers.add(HttpHeaders.SET_COOKIE, cookie(Sessions.ACCESS, "", "/api", Duration.ZERO));
        headers.add(HttpHeaders.SET_COOKIE, cookie(Sessions.REFRESH, "", "/api/auth/refreshtoken", Duration.ZERO));
        return ResponseEntity.ok().headers(headers).body(Map.of("message", "You are signed out."));
    }

    @GetMapping("/test/all")
    String everybody() {
        return "Public content.";
    }

    @GetMapping("/test/user")
    String user() {
        return "User content.";
    }

    @GetMapping("/test/mod")
    String moderator() {
        return "Moderator board.";
    }

    @GetMapping("/test/admin")
    String admin() {
        return "Admin board.";
    }

    private HttpHeaders cookies(Tokens tokens) {
        var headers = new HttpHeaders();
        headers.add(HttpHeaders.SET_COOKIE, cookie(Sessions.ACCESS, tokens.access(), "/api", Sessions.IDLE));
        headers.add(HttpHeaders.SET_COOKIE,
            cookie(Sessions.REFRESH, tokens.refresh(), "/api/auth/refreshtoken", Sessions.IDLE));
        return headers;
    }

    private String cookie(String name, String value, String path, Duration life) {
        return ResponseCookie.from(name, value)
            .path(path).httpOnly(true).secure(secure).sameSite("Strict").maxAge(life).build().toString();
    }

    private static boolean isLong(String text, int least, int most) {
        var length = text == null ? 0 : text.codePointCount(0, text.length());
        return least <= length && length <= most;
    }

    private static ResponseEntity<?> message(int status, String text) {
        return ResponseEntity.status(status).body(Map.of("message", text));
    }
}
