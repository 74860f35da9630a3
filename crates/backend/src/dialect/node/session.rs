//! Sign-in and sign-out of the Node/Express server, and its session: a cookie that contains the access token, and a
//! second cookie with the signature of the first.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::responses;
use crate::accounts;
use crate::app_state::AppState;
use crate::buffered_request::BufferedRequest;
use crate::cookie;
use crate::dialect::announcement::Announcement;
use crate::dialect::sign_in_response::SignInResponse;
use crate::response::{self, InternalError};

const SESSION: &str = "bezkoder-session";
/// The name of the cookie that contains the signature of the session cookie.
pub(super) const SIGNATURE: &str = "bezkoder-session.sig";
/// The expiry date that clears a cookie.
pub(super) const EPOCH: &str = "Thu, 01 Jan 1970 00:00:00 GMT";

#[derive(Deserialize)]
struct SignIn {
    username: Option<String>,
    password: Option<String>,
}

/// Signs a user in. The server stores nothing about the session: everything is in the two cookies.
pub(super) async fn sign_in(
    State(app): State<Arc<AppState>>,
    request: BufferedRequest,
) -> Result<Response, InternalError> {
    let Some(form) = responses::parse::<SignIn>(&request) else {
        return Ok(responses::invalid_json(&request));
    };
    let Some(username) = form.username else {
        return Ok(responses::undefined_parameter("username"));
    };
    let Some(user) = app.store.user_by_name(&username).await? else {
        return Ok(responses::message(StatusCode::NOT_FOUND, "User Not found."));
    };
    let password = form.password.unwrap_or_default();
    if !accounts::verify_password(&app, &request.client, Some(&user), &password).await? {
        return Ok(responses::message(StatusCode::UNAUTHORIZED, "Invalid Password!"));
    }
    let token = app.access_tokens.issue(&user, "", app.clock.now(), u64::MAX);
    let session = STANDARD.encode(serde_json::to_string(&Content { token }).map_err(|_| InternalError::Failed)?);
    let signature = signature(&app, &session);
    let attributes = "path=/; samesite=strict; httponly";
    let cookies = [
        (header::SET_COOKIE, format!("{SESSION}={session}; {attributes}")),
        (header::SET_COOKIE, format!("{SIGNATURE}={signature}; {attributes}")),
    ];
    let body = SignInResponse::new(&user, Announcement::default());
    let body = response::json_with_content_type(StatusCode::OK, responses::JSON, &body);
    Ok((AppendHeaders(cookies), body).into_response())
}

/// Clears both cookies. The access token remains valid until it expires.
pub(super) async fn sign_out(State(app): State<Arc<AppState>>) -> Response {
    let attributes = format!("path=/; expires={EPOCH}; samesite=strict; httponly");
    let signature = signature(&app, "");
    let cookies = [
        (header::SET_COOKIE, format!("{SESSION}=; {attributes}")),
        (header::SET_COOKIE, format!("{SIGNATURE}={signature}; {attributes}")),
    ];
    let body = responses::message(StatusCode::OK, "You've been signed out!");
    (AppendHeaders(cookies), body).into_response()
}

/// The content of the session cookie.
#[derive(Serialize, Deserialize)]
pub(super) struct Content {
    /// The access token.
    pub(super) token: String,
}

/// What the cookies of a request say about its session.
pub(super) enum Session {
    /// There is no session, because at least one of the two cookies is missing or empty. This is also the result if the
    /// signature is valid, but the content of the session cookie cannot be read.
    None,
    /// Both cookies exist, but the signature is not valid.
    Forged,
    /// The signature is valid. The access token may have expired.
    Valid(Content),
}

/// Reads the session of a request and verifies its signature.
pub(super) fn session(app: &AppState, headers: &HeaderMap) -> Session {
    let (value, mac) = (cookie::first(headers, SESSION), cookie::first(headers, SIGNATURE));
    let (Some(value), Some(mac)) = (value, mac) else {
        return Session::None;
    };
    let is_genuine =
        URL_SAFE_NO_PAD.decode(mac).is_ok_and(|mac| app.session_keys.verify(signed_text(&value).as_bytes(), &mac));
    if !is_genuine {
        return Session::Forged;
    }
    let content = STANDARD.decode(value).ok();
    content.and_then(|content| serde_json::from_slice(&content).ok()).map_or(Session::None, Session::Valid)
}

fn signature(app: &AppState, value: &str) -> String {
    URL_SAFE_NO_PAD.encode(app.session_keys.current().mac(signed_text(value).as_bytes()))
}

fn signed_text(value: &str) -> String {
    format!("{SESSION}={value}")
}
