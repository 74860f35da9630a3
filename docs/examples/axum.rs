//! A server for Evergreen in axum: the whole contract, with everything in memory. Put a database in place of the tables.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use argon2::Argon2;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use cookie::{Cookie, SameSite, time};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;

/// How long an access token is valid.
const ACCESS: Duration = Duration::from_secs(15 * 60);
/// The time after which an unused session ends.
const IDLE: Duration = Duration::from_secs(14 * 24 * 3600);
/// How long a replaced refresh token is still accepted.
const GRACE: Duration = Duration::from_secs(10);

/// The names of the cookies, each with its path.
const ACCESS_COOKIE: (&str, &str) = ("access", "/api");
const REFRESH_COOKIE: (&str, &str) = ("refresh", "/api/auth/refreshtoken");

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let app = std::env::var("APP_ORIGIN").unwrap_or("http://localhost:8081".to_owned());
    let listener = TcpListener::bind("127.0.0.1:8080").await?;
    axum::serve(listener, router(app)).await
}

/// Returns the whole server. `app` is the origin of the app, exactly as in the address bar, without a slash at the end.
pub fn router(app: String) -> Router {
    let server = Server(Arc::new(Shared { app, tables: Mutex::default() }));
    Router::new()
        .route("/api/auth/signup", post(sign_up))
        .route("/api/auth/signin", post(sign_in))
        .route("/api/auth/refreshtoken", post(refresh))
        .route("/api/auth/signout", post(sign_out))
        .route("/api/test/all", get(async || "Public content."))
        .route(
            "/api/test/user",
            get(async |server: State<Server>, headers: HeaderMap| server.board(&headers, "", "User content.")),
        )
        .route(
            "/api/test/mod",
            get(async |server: State<Server>, headers: HeaderMap| {
                server.board(&headers, "ROLE_MODERATOR", "Moderator board.")
            }),
        )
        .route(
            "/api/test/admin",
            get(async |server: State<Server>, headers: HeaderMap| server.board(&headers, "ROLE_ADMIN", "Admin board.")),
        )
        .fallback(async || message(StatusCode::NOT_FOUND, "There is nothing at this address."))
        // The last layer is the outermost one, so refusals and errors have the headers of CORS too.
        .layer(middleware::from_fn_with_state(server.clone(), cors))
        .with_state(server)
}

#[derive(Clone)]
struct Server(Arc<Shared>);

struct Shared {
    app: String,
    tables: Mutex<Tables>,
}

#[derive(Default)]
struct Tables {
    /// The users. The key is the username in lower case.
    users: HashMap<String, User>,
    sessions: HashMap<u64, Session>,
    /// For each access token, its session and the time at which the token expires.
    access: HashMap<String, (u64, Instant)>,
    /// Every refresh token of a session, also the replaced ones.
    refresh: HashMap<String, u64>,
    next: u64,
}

#[derive(Clone)]
struct User {
    id: u64,
    username: String,
    email: String,
    roles: Vec<&'static str>,
    salt: String,
    hash: [u8; 32],
}

struct Session {
    user: User,
    current: String,
    previous: Option<(String, Instant)>,
    used: Instant,
}

struct Tokens {
    access: String,
    refresh: String,
}

async fn cors(State(server): State<Server>, request: Request, next: Next) -> Response {
    let app = server.0.app.as_str();
    let is_other = request.headers().get(header::ORIGIN).is_some_and(|origin| origin != app);
    let is_preflight = request.method() == Method::OPTIONS;
    let mut response = match () {
        () if is_other => message(StatusCode::FORBIDDEN, "This origin is not allowed."),
        () if is_preflight => StatusCode::NO_CONTENT.into_response(),
        () => next.run(request).await,
    };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::VARY, "Origin");
    set(header::CACHE_CONTROL, "no-store");
    if !is_other {
        set(header::ACCESS_CONTROL_ALLOW_ORIGIN, app); // never "*": browsers refuse it for requests with cookies
        set(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        set(header::ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After");
    }
    if is_preflight {
        set(header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, DELETE");
        set(header::ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type");
        set(header::ACCESS_CONTROL_MAX_AGE, "3600");
    }
    response
}

#[derive(Deserialize)]
struct SignUp {
    username: String,
    email: String,
    password: String,
}

async fn sign_up(State(server): State<Server>, Json(form): Json<SignUp>) -> Response {
    let refuse = |text| message(StatusCode::BAD_REQUEST, text);
    if !(3..=20).contains(&form.username.chars().count()) {
        return refuse("A username has 3 to 20 characters.");
    }
    if form.email.chars().count() > 50 || form.email.split('@').filter(|part| !part.is_empty()).count() != 2 {
        return refuse("This is no email address.");
    }
    if !(6..=40).contains(&form.password.chars().count()) {
        return refuse("A password has 6 to 40 characters.");
    }
    let (salt, name) = (token(), form.username.to_lowercase());
    let hash = hash(form.password, salt.clone()).await;
    let mut tables = server.tables();
    if tables.users.contains_key(&name) {
        return refuse("This username is taken.");
    }
    if tables.users.values().any(|user| user.email.eq_ignore_ascii_case(&form.email)) {
        return refuse("This email address is in use.");
    }
    let id = tables.next_id();
    let user = User { id, username: form.username, email: form.email, roles: vec!["ROLE_USER"], salt, hash };
    tables.users.insert(name, user);
    message(StatusCode::OK, "You have an account now.")
}

#[derive(Deserialize)]
struct SignIn {
    username: String,
    password: String,
}

async fn sign_in(State(server): State<Server>, Json(form): Json<SignIn>) -> Response {
    let user = server.tables().users.get(&form.username.to_lowercase()).cloned();
    // An unknown name takes the same time as a wrong password.
    let salt = user.as_ref().map_or_else(token, |user| user.salt.clone());
    let hash = hash(form.password, salt).await;
    let Some(user) = user.filter(|user| user.hash == hash) else {
        return message(StatusCode::UNAUTHORIZED, "The name or the password is wrong.");
    };
    let body = json!({ "id": user.id, "username": user.username, "email": user.email, "roles": user.roles,
        "expiresIn": ACCESS.as_secs() });
    let tokens = server.tables().begin(user);
    (server.cookies(&tokens), Json(body)).into_response()
}

async fn refresh(State(server): State<Server>, headers: HeaderMap) -> Response {
    let Some(sent) = cookie(&headers, REFRESH_COOKIE) else {
        return message(StatusCode::BAD_REQUEST, "There is no refresh token.");
    };
    let tokens = server.tables().refresh(&sent);
    match tokens {
        Some(tokens) => (server.cookies(&tokens), Json(json!({ "expiresIn": ACCESS.as_secs() }))).into_response(),
        // The message does not quote the token.
        None => message(StatusCode::FORBIDDEN, "The session is over."),
    }
}

async fn sign_out(State(server): State<Server>, headers: HeaderMap) -> Response {
    let mut tables = server.tables();
    if let Some(session) = tables.session(&headers) {
        tables.end(session);
    }
    drop(tables);
    let gone = Tokens { access: String::new(), refresh: String::new() };
    (server.cookies(&gone), message(StatusCode::OK, "You are signed out.")).into_response()
}

impl Server {
    fn tables(&self) -> std::sync::MutexGuard<'_, Tables> {
        self.0.tables.lock().expect("no thread has panicked")
    }

    /// Responds with `text` if the user is signed in and has this role. If `role` is empty, no role is necessary.
    fn board(&self, headers: &HeaderMap, role: &str, text: &'static str) -> Response {
        let tables = self.tables();
        let Some(session) = tables.session(headers).and_then(|id| tables.sessions.get(&id)) else {
            return message(StatusCode::UNAUTHORIZED, "Sign in first.");
        };
        if !role.is_empty() && !session.user.roles.contains(&role) {
            return message(StatusCode::FORBIDDEN, "You may not see this.");
        }
        text.into_response()
    }

    /// Returns the headers that set both cookies. An empty token removes its cookie, which needs the same path.
    fn cookies(&self, tokens: &Tokens) -> AppendHeaders<[(HeaderName, String); 2]> {
        let secure = self.0.app.starts_with("https:");
        let cookie = |(name, path), token: &str| {
            let life = if token.is_empty() { Duration::ZERO } else { IDLE };
            let cookie = Cookie::build((name, token.to_owned())).path(path).http_only(true).secure(secure);
            let life = time::Duration::seconds(life.as_secs() as i64);
            (header::SET_COOKIE, cookie.same_site(SameSite::Strict).max_age(life).to_string())
        };
        AppendHeaders([cookie(ACCESS_COOKIE, &tokens.access), cookie(REFRESH_COOKIE, &tokens.refresh)])
    }
}

impl Tables {
    fn next_id(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn begin(&mut self, user: User) -> Tokens {
        let (id, current) = (self.next_id(), token());
        self.refresh.insert(current.clone(), id);
        self.sessions.insert(id, Session { user, current: current.clone(), previous: None, used: Instant::now() });
        Tokens { access: self.grant(id), refresh: current }
    }

    /// Returns new tokens, or `None` if the session is over.
    fn refresh(&mut self, sent: &str) -> Option<Tokens> {
        let (id, now) = (*self.refresh.get(sent)?, Instant::now());
        let session = self.sessions.get_mut(&id)?;
        let in_grace = session.previous.as_ref().is_some_and(|(token, until)| token == sent && now < *until);
        if session.used + IDLE < now || (session.current != sent && !in_grace) {
            // Either the session was unused for too long, or this is an old token, which may be stolen.
            self.end(id);
            return None;
        }
        session.used = now;
        // Within the grace, the response with the new token may have been lost. So the new token is sent once more.
        if session.current == sent {
            session.current = token();
            session.previous = Some((sent.to_owned(), now + GRACE));
            self.refresh.insert(session.current.clone(), id);
        }
        let refresh = session.current.clone();
        Some(Tokens { access: self.grant(id), refresh })
    }

    fn grant(&mut self, session: u64) -> String {
        let token = token();
        self.access.insert(token.clone(), (session, Instant::now() + ACCESS));
        token
    }

    fn session(&self, headers: &HeaderMap) -> Option<u64> {
        let (session, until) = self.access.get(&cookie(headers, ACCESS_COOKIE)?)?;
        (Instant::now() < *until).then_some(*session)
    }

    fn end(&mut self, session: u64) {
        self.sessions.remove(&session);
        self.access.retain(|_, (of, _)| *of != session);
        self.refresh.retain(|_, of| *of != session);
    }
}

fn message(status: StatusCode, text: &str) -> Response {
    (status, Json(json!({ "message": text }))).into_response()
}

fn cookie(headers: &HeaderMap, (name, _): (&str, &str)) -> Option<String> {
    let mut pairs =
        headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok()).flat_map(Cookie::split_parse);
    pairs.find_map(|pair| pair.ok().filter(|pair| pair.name() == name).map(|pair| pair.value().to_owned()))
}

fn token() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system has random numbers");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Hashes a password, in a thread of its own because this takes long.
async fn hash(password: String, salt: String) -> [u8; 32] {
    let hash = move || {
        let mut hash = [0; 32];
        let hasher = Argon2::default();
        hasher.hash_password_into(password.as_bytes(), salt.as_bytes(), &mut hash).expect("the salt is long enough");
        hash
    };
    tokio::task::spawn_blocking(hash).await.expect("no panic")
}
