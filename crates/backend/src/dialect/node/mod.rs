//! The tutorial's Node/Express server, as recorded in `tests/wire/node.json`: one session cookie, no refresh.
//! It must not be improved, and it keeps no session: whoever has the cookie is signed in until the token expires.

mod page;
mod session;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Deserialize;

use self::page::{message, undefined};
use self::session::{LONG_AGO, SIGNATURE, Session};
use super::{Dialect, Later, Refusal};
use crate::accounts;
use crate::app::{App, Visit};
use crate::boards::Board;
use crate::reply::{self, Failure};
use crate::store::{Role, Roles, Taken, User};

/// The tutorial's Node/Express server.
pub(super) struct Node;

impl Dialect for Node {
    fn routes(&self) -> Router<App> {
        Router::new()
            .route("/api/auth/signup", post(sign_up))
            .route("/api/auth/signin", post(session::sign_in))
            .route("/api/auth/signout", post(session::sign_out))
            .fallback(page::nothing)
            .method_not_allowed_fallback(page::nothing)
    }

    fn recognise<'a>(&'a self, app: &'a App, visit: &'a Visit) -> Later<'a, Result<User, Response>> {
        Box::pin(async move {
            let session = match session::session(app, &visit.headers) {
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
        reply::typed(StatusCode::OK, page::HTML, text)
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
        page::page(status, text)
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
        let early = response.extensions().get::<page::Early>().is_some();
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
    let Some(form) = page::read::<SignUp>(&visit) else {
        return Ok(page::no_json(&visit));
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
    for (name, role) in [("user", Role::User), ("moderator", Role::Moderator), ("admin", Role::Admin)] {
        if asked.iter().any(|asked| asked == name) {
            roles.push(role);
        }
    }
    if asked.is_empty() {
        roles.push(Role::User);
    }
    let roles = Roles::of(&roles);
    Ok(match accounts::register(&app, username, email, password, &roles).await? {
        None => message(StatusCode::OK, "User registered successfully!"),
        Some(Taken::Username) => message(StatusCode::BAD_REQUEST, "Failed! Username is already in use!"),
        Some(Taken::Email) => message(StatusCode::BAD_REQUEST, "Failed! Email is already in use!"),
    })
}
