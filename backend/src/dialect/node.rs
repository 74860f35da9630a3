//! The tutorial's Node/Express server, as recorded in `tests/wire/node.json`: one session cookie, no refresh.
//! It must not be improved, and it keeps no session: whoever has the cookie is signed in until the token expires.

use axum::Router;
use axum::extract::State;
use axum::http::Method;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::signed::Signed;
use super::{Dialect, Later, Refusal};
use crate::accounts;
use crate::app::{App, Visit};
use crate::boards::Board;
use crate::cookie;
use crate::reply::{self, Failure, Message};
use crate::store::{Role, Roles, Taken, User};

const SESSION: &str = "bezkoder-session";
const SIGNATURE: &str = "bezkoder-session.sig";
const LONG_AGO: &str = "Thu, 01 Jan 1970 00:00:00 GMT";
const HTML: &str = "text/html; charset=utf-8";
const JSON: &str = "application/json; charset=utf-8";

/// The mark of an answer given before the server's own headers are put on: its body parser's.
#[derive(Clone, Copy)]
struct Early;

/// The tutorial's Node/Express server.
pub(super) struct Node;

impl Dialect for Node {
    fn routes(&self) -> Router<App> {
        Router::new()
            .route("/api/auth/signup", post(sign_up))
            .route("/api/auth/signin", post(sign_in))
            .route("/api/auth/signout", post(sign_out))
            .fallback(nothing)
            .method_not_allowed_fallback(nothing)
    }

    fn recognise<'a>(
        &'a self,
        app: &'a App,
        visit: &'a Visit,
    ) -> Later<'a, Result<User, Response>> {
        Box::pin(async move {
            let session = match session(app, &visit.headers) {
                Session::Signed(session) => session,
                Session::None => return Err(message(StatusCode::FORBIDDEN, "No token provided!")),
                Session::Forged => {
                    let gone = format!("{SIGNATURE}=; path=/; expires={LONG_AGO}; httponly");
                    let refused = message(StatusCode::FORBIDDEN, "No token provided!");
                    return Err(([(header::SET_COOKIE, gone)], refused).into_response());
                }
            };
            let claims = app.access.valid(&session.token, app.clock.now());
            let user = match claims {
                Some(claims) => app.store.user(claims.sub).await,
                None => Ok(None),
            };
            match user {
                Ok(Some(user)) => Ok(user),
                Ok(None) => Err(message(StatusCode::UNAUTHORIZED, "Unauthorized!")),
                Err(error) => Err(Failure::from(error).into_response()),
            }
        })
    }

    fn forbid(&self, _: &App, board: Board, _: &str) -> Response {
        let text = match board {
            Board::Admin => "Require Admin Role!",
            _ => "Require Moderator Role!",
        };
        message(StatusCode::FORBIDDEN, text)
    }

    fn board(&self, board: Board) -> Response {
        let text = match board {
            Board::Public => "Public Content.",
            Board::User => "User Content.",
            Board::Moderator => "Moderator Content.",
            Board::Admin => "Admin Content.",
        };
        reply::typed(StatusCode::OK, HTML, text)
    }

    fn refuse(&self, refusal: Refusal, _: &str) -> Response {
        let (status, text) = match refusal {
            Refusal::ForeignOrigin => (StatusCode::FORBIDDEN, "Forbidden"),
            Refusal::NotJson => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type"),
            Refusal::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "PayloadTooLargeError"),
            Refusal::TooSlow => (StatusCode::REQUEST_TIMEOUT, "Request Timeout"),
            Refusal::BrokenOff => (StatusCode::BAD_REQUEST, "BadRequestError"),
            Refusal::Failed => (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
        };
        page(status, text)
    }

    fn preflight(&self, asked: &HeaderMap, allowed: bool) -> Response {
        let mut response = StatusCode::NO_CONTENT.into_response();
        let headers = response.headers_mut();
        let vary = "Origin, Access-Control-Request-Headers";
        headers.insert(header::VARY, HeaderValue::from_static(vary));
        if allowed {
            let methods = HeaderValue::from_static("GET,HEAD,PUT,PATCH,POST,DELETE");
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
            if let Some(value) = asked.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
                headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, value.clone());
            }
        }
        response
    }

    fn dress(&self, response: &mut Response) {
        let early = response.extensions().get::<Early>().is_some();
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
        if !early {
            let allowed = HeaderValue::from_static("Origin, Content-Type, Accept");
            headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, allowed);
        }
    }

    /// There is no refresh to refuse.
    fn revoke_all<'a>(&'a self, _: &'a App) -> Later<'a, Result<(), Failure>> {
        Box::pin(std::future::ready(Ok(())))
    }
}

#[derive(Deserialize)]
struct SignUp {
    username: Option<String>,
    email: Option<String>,
    password: Option<String>,
    roles: Option<Vec<String>>,
}

async fn sign_up(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let form: SignUp = match read(&visit) {
        Ok(form) => form,
        Err(refused) => return Ok(refused),
    };
    let (username, email, password) = match (&form.username, &form.email, &form.password) {
        (Some(username), Some(email), Some(password)) => (username, email, password),
        (None, _, _) => return Ok(undefined("username")),
        (_, None, _) => return Ok(undefined("email")),
        _ => {
            let text = "Illegal arguments: undefined, number";
            return Ok(message(StatusCode::INTERNAL_SERVER_ERROR, text));
        }
    };
    let asked = form.roles.unwrap_or_default();
    let mut roles = Vec::new();
    for (name, role) in [
        ("user", Role::User),
        ("moderator", Role::Moderator),
        ("admin", Role::Admin),
    ] {
        if asked.iter().any(|asked| asked == name) {
            roles.push(role);
        }
    }
    if asked.is_empty() {
        roles.push(Role::User);
    }
    let roles = Roles::of(&roles);
    Ok(
        match accounts::register(&app, username, email, password, &roles).await? {
            None => message(StatusCode::OK, "User registered successfully!"),
            Some(Taken::Username) => message(
                StatusCode::BAD_REQUEST,
                "Failed! Username is already in use!",
            ),
            Some(Taken::Email) => {
                message(StatusCode::BAD_REQUEST, "Failed! Email is already in use!")
            }
        },
    )
}

#[derive(Deserialize)]
struct SignIn {
    username: Option<String>,
    password: Option<String>,
}

async fn sign_in(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let form: SignIn = match read(&visit) {
        Ok(form) => form,
        Err(refused) => return Ok(refused),
    };
    let Some(username) = form.username else {
        return Ok(undefined("username"));
    };
    let Some(known) = app.store.user_named(&username).await? else {
        return Ok(message(StatusCode::NOT_FOUND, "User Not found."));
    };
    let password = form.password.unwrap_or_default();
    let hash = Some(known.password_hash.as_str());
    if !app.passwords.verify(&password, hash).await? {
        return Ok(message(StatusCode::UNAUTHORIZED, "Invalid Password!"));
    }
    let token = app.access.issue(known.id, "", app.clock.now());
    let session = STANDARD.encode(serde_json::to_string(&Content { token }).map_err(|_| Failure)?);
    let signature = signature(&app, &session);
    let kept = "path=/; samesite=strict; httponly";
    let cookies = [
        (header::SET_COOKIE, format!("{SESSION}={session}; {kept}")),
        (
            header::SET_COOKIE,
            format!("{SIGNATURE}={signature}; {kept}"),
        ),
    ];
    let signed = reply::json_typed(StatusCode::OK, JSON, &Signed::new(&known, None));
    Ok((AppendHeaders(cookies), signed).into_response())
}

async fn sign_out(State(app): State<App>) -> Response {
    let gone = format!("path=/; expires={LONG_AGO}; samesite=strict; httponly");
    let signature = signature(&app, "");
    let cookies = [
        (header::SET_COOKIE, format!("{SESSION}=; {gone}")),
        (
            header::SET_COOKIE,
            format!("{SIGNATURE}={signature}; {gone}"),
        ),
    ];
    let text = message(StatusCode::OK, "You've been signed out!");
    (AppendHeaders(cookies), text).into_response()
}

async fn nothing(method: Method, uri: Uri) -> Response {
    let text = format!("Cannot {method} {}", escape(uri.path()));
    page(StatusCode::NOT_FOUND, &text)
}

#[derive(Serialize, Deserialize)]
struct Content {
    token: String,
}

/// What the cookies of a request say.
enum Session {
    None,
    /// A signature that is not this server's.
    Forged,
    Signed(Content),
}

fn session(app: &App, headers: &HeaderMap) -> Session {
    let (value, mac) = (
        cookie::read(headers, SESSION),
        cookie::read(headers, SIGNATURE),
    );
    let (Some(value), Some(mac)) = (value, mac) else {
        return Session::None;
    };
    let genuine = URL_SAFE_NO_PAD
        .decode(mac)
        .is_ok_and(|mac| app.cookies.verifies(signed_text(value).as_bytes(), &mac));
    if !genuine {
        return Session::Forged;
    }
    let content = STANDARD.decode(value).ok();
    content
        .and_then(|content| serde_json::from_slice(&content).ok())
        .map_or(Session::None, Session::Signed)
}

fn signature(app: &App, value: &str) -> String {
    URL_SAFE_NO_PAD.encode(app.cookies.mac(signed_text(value).as_bytes()))
}

fn signed_text(value: &str) -> String {
    format!("{SESSION}={value}")
}

fn message(status: StatusCode, message: &str) -> Response {
    reply::json_typed(status, JSON, &Message { message })
}

/// The database's own words, which Express hands on.
fn undefined(field: &str) -> Response {
    let text = format!("WHERE parameter \"{field}\" has invalid \"undefined\" value");
    message(StatusCode::INTERNAL_SERVER_ERROR, &text)
}

fn read<T: for<'a> Deserialize<'a>>(visit: &Visit) -> Result<T, Response> {
    serde_json::from_slice(&visit.body).map_err(|_| {
        let text = String::from_utf8_lossy(&visit.body);
        let first: String = text.trim_start().chars().take(1).collect();
        let start: String = text.chars().take(20).collect();
        let error =
            format!("SyntaxError: Unexpected token '{first}', \"{start}\" is not valid JSON");
        let trace = "<br> &nbsp; &nbsp;at JSON.parse (&lt;anonymous&gt;)";
        let mut refused = page(
            StatusCode::BAD_REQUEST,
            &format!("{}{trace}", escape(&error)),
        );
        refused.extensions_mut().insert(Early);
        refused
    })
}

fn page(status: StatusCode, text: &str) -> Response {
    let head = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>Error</title>\n</head>";
    let page = format!("{head}\n<body>\n<pre>{text}</pre>\n</body>\n</html>\n");
    reply::typed(status, HTML, page)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}
