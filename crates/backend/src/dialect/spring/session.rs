//! Sign-in, refresh and sign-out of the Spring Boot server: one refresh token per user, without rotation. Do not
//! correct the faults of that server here: a situation that locks users out of the real server must also lock them out
//! of this one.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};

use crate::accounts::{self, SignIn};
use crate::app_state::AppState;
use crate::buffered_request::BufferedRequest;
use crate::clock::to_system_time;
use crate::cookie;
use crate::dialect::announcement::Announcement;
use crate::dialect::sign_in_response::SignInResponse;
use crate::metrics::RefreshOutcome;
use crate::refresh;
use crate::response::{self, InternalError};
use crate::store::{RefreshError, User};
use crate::token::new_family_id;

const ACCESS: &str = "bezkoder-jwt";
const REFRESH: &str = "bezkoder-jwt-refresh";
const ACCESS_PATH: &str = "/api";
const REFRESH_PATH: &str = "/api/auth/refreshtoken";

/// The lifetime of the cookies in seconds, which does not depend on the lifetime of the tokens.
const COOKIE_AGE: u64 = 24 * 60 * 60;

/// Returns the user of a valid access token; `None` if the request has no valid access token. This server cannot revoke
/// an access token, so a token is valid until it expires.
pub(super) async fn signed_in_user(app: &AppState, headers: &HeaderMap) -> Result<Option<User>, InternalError> {
    let token = cookie::first(headers, ACCESS);
    Ok(match token.and_then(|token| app.access_tokens.verify(&token, app.clock.now())) {
        Some(claims) => app.store.user(claims.sub).await?,
        None => None,
    })
}

/// Signs a user in. If the user already has a refresh token, even an expired one, the response is a masked error.
pub(super) async fn sign_in(
    State(app): State<Arc<AppState>>,
    request: BufferedRequest,
) -> Result<Response, InternalError> {
    let Ok(form) = serde_json::from_slice::<SignIn>(&request.body) else {
        return Ok(response::masked_error());
    };
    let Some(user) = accounts::verify_credentials(&app, &request.client, &form.username, &form.password).await? else {
        let message = "Bad credentials";
        return Ok(response::error(StatusCode::UNAUTHORIZED, message, &request.path));
    };
    let now = app.clock.now();
    let family = new_family_id()?;
    let expires_at = now.saturating_add(app.refresh_policy.lifetime);
    // The database of the real server allows only one refresh token for each user. If the user already has one, the
    // real server cannot store a second one, and responds with a masked error. This server does the same.
    if !app.store.create_only_family(&family, user.id, now, expires_at).await? {
        return Ok(response::masked_error());
    }
    let access = app.access_tokens.issue(&user, "", now, u64::MAX);
    let cookies = [
        (header::SET_COOKIE, set_cookie(&app, ACCESS, &access, ACCESS_PATH)),
        (header::SET_COOKIE, set_cookie(&app, REFRESH, &app.refresh_tokens.issue(&family, 1), REFRESH_PATH)),
    ];
    let body = response::json(StatusCode::OK, &SignInResponse::new(&user, Announcement::default()));
    Ok((AppendHeaders(cookies), body).into_response())
}

/// Issues a new access token if the refresh token is valid. If the refresh token has expired, refuses the request and
/// deletes the token from the database. Each user can have only one refresh token, so the user could not sign in
/// again otherwise.
pub(super) async fn refresh(
    State(app): State<Arc<AppState>>,
    request: BufferedRequest,
) -> Result<Response, InternalError> {
    let Some(token) = cookie::first(&request.headers, REFRESH) else {
        return Ok(response::message(StatusCode::BAD_REQUEST, "Refresh Token is empty!"));
    };
    let now = app.clock.now();
    let used = match app.refresh_tokens.verify(&token) {
        Some((family, n)) => match refresh::refresh(&app, &request.client, family, n, now).await? {
            Err(RefreshError::Expired) => {
                app.store.delete_family(family).await?;
                Err("Refresh token was expired. Please make a new signin request")
            }
            used => used.map_err(|_| "Refresh token is not in database!"),
        },
        None => {
            app.metrics.count_refresh(RefreshOutcome::Unknown);
            Err("Refresh token is not in database!")
        }
    };
    Ok(match used {
        Ok(refreshed) => {
            let access = app.access_tokens.issue(&refreshed.user, "", now, u64::MAX);
            let cookie = set_cookie(&app, ACCESS, &access, ACCESS_PATH);
            let body = response::message(StatusCode::OK, "Token is refreshed successfully!");
            ([(header::SET_COOKIE, cookie)], body).into_response()
        }
        // The message contains the token, as in the real server. Clients must not show or store this message.
        Err(reason) => response::refresh_refused(&format!("Failed for [{token}]: {reason}"), now),
    })
}

/// Clears the cookies. If the access token is valid, also deletes the user's refresh token from the database. If the
/// access token is not valid, the refresh token stays in the database. Until it is deleted, the user cannot sign in.
/// The response is a masked error then, because the database allows only one refresh token for each user.
pub(super) async fn sign_out(
    State(app): State<Arc<AppState>>,
    request: BufferedRequest,
) -> Result<Response, InternalError> {
    if let Some(user) = signed_in_user(&app, &request.headers).await? {
        app.store.delete_families_of(user.id).await?;
    }
    let cookies = [
        (header::SET_COOKIE, format!("{ACCESS}=; Path={ACCESS_PATH}")),
        (header::SET_COOKIE, format!("{REFRESH}=; Path={REFRESH_PATH}")),
    ];
    let body = response::message(StatusCode::OK, "You've been signed out!");
    Ok((AppendHeaders(cookies), body).into_response())
}

/// Returns the text of a `Set-Cookie` header. The attributes have the same order as in `tests/wire/spring.json`, which
/// contains the responses of the real server.
fn set_cookie(app: &AppState, name: &str, value: &str, path: &str) -> String {
    let end = to_system_time(app.clock.now()) + Duration::from_secs(COOKIE_AGE);
    let end = httpdate::fmt_http_date(end);
    format!("{name}={value}; Path={path}; Max-Age={COOKIE_AGE}; Expires={end}; HttpOnly")
}
