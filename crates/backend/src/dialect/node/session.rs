//! Express' sign-in and sign-out, and its session: a cookie that holds the token, and one that signs it.
//! It must not know which page or board asks for the session.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::page;
use crate::app::{App, Visit};
use crate::cookie;
use crate::dialect::signed::Signed;
use crate::reply::{self, Failure};

const SESSION: &str = "bezkoder-session";
/// The signature's cookie.
pub(super) const SIGNATURE: &str = "bezkoder-session.sig";
/// What clears a cookie there.
pub(super) const LONG_AGO: &str = "Thu, 01 Jan 1970 00:00:00 GMT";

#[derive(Deserialize)]
struct SignIn {
    username: Option<String>,
    password: Option<String>,
}

/// Signs in; nothing is kept of it here.
pub(super) async fn sign_in(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let Some(form) = page::read::<SignIn>(&visit) else {
        return Ok(page::no_json(&visit));
    };
    let Some(username) = form.username else {
        return Ok(page::undefined("username"));
    };
    let Some(known) = app.store.user_named(&username).await? else {
        return Ok(page::message(StatusCode::NOT_FOUND, "User Not found."));
    };
    let password = form.password.unwrap_or_default();
    let hash = Some(known.password_hash.as_str());
    if !app.passwords.verify(&password, hash).await? {
        return Ok(page::message(StatusCode::UNAUTHORIZED, "Invalid Password!"));
    }
    let token = app.access.issue(known.id, "", app.clock.now());
    let session = STANDARD.encode(serde_json::to_string(&Content { token }).map_err(|_| Failure)?);
    let signature = signature(&app, &session);
    let kept = "path=/; samesite=strict; httponly";
    let cookies = [
        (header::SET_COOKIE, format!("{SESSION}={session}; {kept}")),
        (header::SET_COOKIE, format!("{SIGNATURE}={signature}; {kept}")),
    ];
    let signed = reply::json_typed(StatusCode::OK, page::JSON, &Signed::new(&known, None));
    Ok((AppendHeaders(cookies), signed).into_response())
}

/// Clears the session; its token stays good until it expires.
pub(super) async fn sign_out(State(app): State<App>) -> Response {
    let gone = format!("path=/; expires={LONG_AGO}; samesite=strict; httponly");
    let signature = signature(&app, "");
    let cookies = [
        (header::SET_COOKIE, format!("{SESSION}=; {gone}")),
        (header::SET_COOKIE, format!("{SIGNATURE}={signature}; {gone}")),
    ];
    let text = page::message(StatusCode::OK, "You've been signed out!");
    (AppendHeaders(cookies), text).into_response()
}

/// What is in the session cookie.
#[derive(Serialize, Deserialize)]
pub(super) struct Content {
    /// The access token.
    pub(super) token: String,
}

/// What the cookies of a request say.
pub(super) enum Session {
    /// No session.
    None,
    /// A signature that is not this server's.
    Forged,
    /// A session of this server.
    Signed(Content),
}

/// The session of a request.
pub(super) fn session(app: &App, headers: &HeaderMap) -> Session {
    let (value, mac) = (cookie::read(headers, SESSION), cookie::read(headers, SIGNATURE));
    let (Some(value), Some(mac)) = (value, mac) else {
        return Session::None;
    };
    let genuine =
        URL_SAFE_NO_PAD.decode(mac).is_ok_and(|mac| app.cookies.verifies(signed_text(value).as_bytes(), &mac));
    if !genuine {
        return Session::Forged;
    }
    let content = STANDARD.decode(value).ok();
    content.and_then(|content| serde_json::from_slice(&content).ok()).map_or(Session::None, Session::Signed)
}

fn signature(app: &App, value: &str) -> String {
    URL_SAFE_NO_PAD.encode(app.cookies.mac(signed_text(value).as_bytes()))
}

fn signed_text(value: &str) -> String {
    format!("{SESSION}={value}")
}
