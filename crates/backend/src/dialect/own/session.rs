//! Sign-in, refresh and sign-out of this server's own dialect, and the two cookies that they set.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::Serialize;

use super::cookies::{access_cookie, families, refresh_cookie, refresh_token};
use super::{invalid_body, limited};
use crate::accounts::{self, SignIn};
use crate::app_state::AppState;
use crate::buffered_request::BufferedRequest;
use crate::clock::millis;
use crate::dialect::sign_in_response::SignInResponse;
use crate::response::{self, InternalError};
use crate::store::{RefreshError, fold_case};
use crate::token::new_family_id;

/// The contract's message for a refused refresh. Unlike the message of the Spring Boot server, it does not contain the
/// token.
const REFUSED: &str = "Refresh token was expired. Please make a new signin request";

/// Signs a user in: checks the limit on failed sign-ins and the password, creates a token family, ends the sessions
/// whose cookies the request has, and sets both cookies.
pub(super) async fn sign_in(
    State(app): State<Arc<AppState>>,
    request: BufferedRequest,
) -> Result<Response, InternalError> {
    let Ok(form) = serde_json::from_slice::<SignIn>(&request.body) else {
        return Ok(invalid_body("username and password"));
    };
    let now = app.clock.now();
    let attempt =
        match app.failed_sign_ins.attempt(&fold_case(&form.username), request.client.network(), app.clock.elapsed()) {
            Ok(attempt) => attempt,
            Err(seconds) => return Ok(limited("Too many failed sign-ins.", seconds)),
        };
    let user = accounts::verify_credentials(&app, &request.client, &form.username, &form.password).await;
    match &user {
        Ok(Some(_)) => app.failed_sign_ins.succeeded(&attempt, app.clock.elapsed()),
        Ok(None) if !request.client.has_left() => {}
        // Nobody will read the response, or the password was not checked.
        Ok(None) | Err(_) => app.failed_sign_ins.forget(&attempt, app.clock.elapsed()),
    }
    let Some(user) = user? else {
        let message = "Bad credentials";
        return Ok(response::error(StatusCode::UNAUTHORIZED, message, &request.path));
    };
    let family = new_family_id()?;
    let lifetime = app.refresh_policy.lifetime;
    let retention = millis(Duration::from_secs(app.access_tokens.lifetime()));
    app.store.create_family(&family, user.id, now, lifetime, retention).await?;
    // The response replaces the cookies, so nothing could end these sessions later.
    revoke_presented(&app, &request.headers).await?;
    let body = SignInResponse::new(&user, expires_in(&app));
    let access = access_cookie(&app, &app.access_tokens.issue(user.id, &family, now), lifetime / 1000);
    let refresh = refresh_cookie(&app, &app.refresh_tokens.issue(&family, 1), lifetime / 1000);
    let cookies = [(header::SET_COOKIE, access), (header::SET_COOKIE, refresh)];
    Ok((AppendHeaders(cookies), response::json(StatusCode::OK, &body)).into_response())
}

/// Issues a new access token. With rotation, the response also contains the current refresh token. This is a new token
/// or, within the grace period, the token that has replaced the token in the request.
pub(super) async fn refresh(
    State(app): State<Arc<AppState>>,
    request: BufferedRequest,
) -> Result<Response, InternalError> {
    let Some(token) = refresh_token(&app, &request.headers) else {
        return Ok(response::message(StatusCode::BAD_REQUEST, "Refresh Token is empty!"));
    };
    let now = app.clock.now();
    let Some((family, n)) = app.refresh_tokens.verify(&token) else {
        return Ok(response::refresh_refused(REFUSED, now));
    };
    let refreshed = match app.store.refresh(family, n, now, app.refresh_policy).await? {
        Ok(refreshed) => refreshed,
        Err(error) => {
            if error == RefreshError::Reused {
                tracing::warn!("a replaced refresh token was used again; its family is revoked");
            }
            return Ok(response::refresh_refused(REFUSED, now));
        }
    };
    // The access cookie has the lifetime of the refresh cookie, which is usually longer than the lifetime of an access
    // token. So the browser also sends an expired access token. A sign-out reads from this token which family to
    // revoke.
    let remaining = refreshed.expires_at.saturating_sub(now).div_ceil(1000);
    let access = app.access_tokens.issue(refreshed.user.id, family, now);
    let access = access_cookie(&app, &access, remaining);
    let mut cookies = vec![(header::SET_COOKIE, access)];
    if refreshed.n != n || app.refresh_policy.rotate {
        let token = app.refresh_tokens.issue(family, refreshed.n);
        cookies.push((header::SET_COOKIE, refresh_cookie(&app, &token, remaining)));
    }
    #[derive(Serialize)]
    struct RefreshResponse {
        message: &'static str,
        #[serde(rename = "expiresIn", skip_serializing_if = "Option::is_none")]
        expires_in: Option<u64>,
    }
    let body = RefreshResponse { message: "Token is refreshed successfully!", expires_in: expires_in(&app) };
    Ok((AppendHeaders(cookies), response::json(StatusCode::OK, &body)).into_response())
}

/// Revokes the token families of all sessions in the request, and clears both cookies. The response is the same if
/// nobody is signed in.
pub(super) async fn sign_out(
    State(app): State<Arc<AppState>>,
    request: BufferedRequest,
) -> Result<Response, InternalError> {
    revoke_presented(&app, &request.headers).await?;
    let cookies = [(header::SET_COOKIE, access_cookie(&app, "", 0)), (header::SET_COOKIE, refresh_cookie(&app, "", 0))];
    let body = response::message(StatusCode::OK, "You've been signed out!");
    Ok((AppendHeaders(cookies), body).into_response())
}

/// Revokes the token families of all tokens in a request.
async fn revoke_presented(app: &AppState, headers: &HeaderMap) -> Result<(), InternalError> {
    for family in families(app, headers) {
        app.store.revoke(&family).await?;
    }
    Ok(())
}

fn expires_in(app: &AppState) -> Option<u64> {
    app.announce_expiry.then(|| app.access_tokens.lifetime())
}
