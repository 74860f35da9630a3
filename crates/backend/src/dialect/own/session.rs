//! Sign-in, refresh and sign-out of this server's own dialect, and the two cookies that they set.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::Serialize;

use super::cookies::{access_cookie, families, refresh_cookie, refresh_token};
use super::{invalid_body, limited};
use crate::Offer;
use crate::accounts::{self, SignIn};
use crate::app_state::AppState;
use crate::buffered_request::BufferedRequest;
use crate::client_name::client_name;
use crate::dialect::announcement::Announcement;
use crate::dialect::sign_in_response::{SignInResponse, UserBody};
use crate::metrics::RefreshOutcome;
use crate::refresh;
use crate::response::{self, InternalError};
use crate::store::fold_case;
use crate::token::new_family_id;

/// The contract's message for a refused refresh. Unlike the message of the Spring Boot server, it does not contain the
/// token.
const REFUSED: &str = "Refresh token was expired. Please make a new signin request";

/// Signs a user in. First checks the limit on failed sign-ins, and then the password. If both checks succeed, creates a
/// token family, and ends the earlier sessions whose cookies are in the request. The response sets both cookies of the
/// new session.
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
        // The username or the password is wrong. The failed attempt stays counted, even if the client has closed the
        // connection by now. Otherwise a client could close each connection early, and guess without limit.
        Ok(None) => {}
        // An error has prevented the sign-in. The cause of the error is not a wrong password, so the attempt does not
        // count as failed.
        Err(_) => app.failed_sign_ins.forget(&attempt, app.clock.elapsed()),
    }
    let bad_credentials = || response::error(StatusCode::UNAUTHORIZED, "Bad credentials", &request.path);
    let Some(user) = user? else {
        return Ok(bad_credentials());
    };
    let family = new_family_id()?;
    if !app.store.create_family(&family, &user, &client_name(&request.headers), now, app.refresh_policy).await? {
        return Ok(bad_credentials());
    }
    // The request may contain the cookies of earlier sessions. These sessions are revoked now: the response replaces
    // their cookies, so no later sign-out could end them.
    revoke_presented(&app, &request.headers).await?;
    let expires_at = app.refresh_policy.expires_at(now, now);
    let lifetime = (expires_at - now) / 1000;
    let body = SignInResponse::new(&user, announcement(&app, now, now, expires_at));
    let access = access_cookie(&app, &app.access_tokens.issue(&user, &family, now, expires_at), lifetime);
    let refresh = refresh_cookie(&app, &app.refresh_tokens.issue(&family, 1), lifetime);
    let cookies = [(header::SET_COOKIE, access), (header::SET_COOKIE, refresh)];
    Ok((AppendHeaders(cookies), response::json(StatusCode::OK, &body)).into_response())
}

/// Issues a new access token. If the request contains the current refresh token and the server rotates tokens, a new
/// refresh token replaces the current one. If the request contains the previous refresh token within its grace period,
/// the current one stays. In both cases, the response also contains the refresh token that is current now.
pub(super) async fn refresh(
    State(app): State<Arc<AppState>>,
    request: BufferedRequest,
) -> Result<Response, InternalError> {
    let Some(token) = refresh_token(&app, &request.headers) else {
        return Ok(response::message(StatusCode::BAD_REQUEST, "Refresh Token is empty!"));
    };
    let now = app.clock.now();
    let Some((family, n)) = app.refresh_tokens.verify(&token) else {
        app.metrics.count_refresh(RefreshOutcome::Unknown);
        return Ok(response::refresh_refused(REFUSED, now));
    };
    let Ok(refreshed) = refresh::refresh(&app, &request.client, family, n, now).await? else {
        return Ok(response::refresh_refused(REFUSED, now));
    };
    // The access cookie gets the same lifetime as the refresh cookie. The access token in the access cookie usually
    // expires earlier. The browser then still sends the expired token. A sign-out reads from this token which family to
    // revoke, because browsers do not send the refresh cookie with a sign-out.
    let remaining = refreshed.expires_at.saturating_sub(now).div_ceil(1000);
    let access = app.access_tokens.issue(&refreshed.user, family, now, refreshed.expires_at);
    let access = access_cookie(&app, &access, remaining);
    let mut cookies = vec![(header::SET_COOKIE, access)];
    if refreshed.n != n || app.refresh_policy.rotate {
        let token = app.refresh_tokens.issue(family, refreshed.n);
        cookies.push((header::SET_COOKIE, refresh_cookie(&app, &token, remaining)));
    }
    #[derive(Serialize)]
    struct RefreshResponse<'a> {
        message: &'static str,
        #[serde(flatten)]
        user: Option<UserBody<'a>>,
        #[serde(flatten)]
        announcement: Announcement<'a>,
    }
    let announcement = announcement(&app, now, refreshed.began_at, refreshed.expires_at);
    // A server that offers events sends the event `changed` when the name or the roles of a user change. The event does
    // not contain the new name or roles. The client gets them with a refresh. So if the server offers events, the
    // response to a refresh contains the user.
    let user = app.offers.contains(&Offer::Events).then(|| UserBody::from(&refreshed.user));
    let body = RefreshResponse { message: "Token is refreshed successfully!", user, announcement };
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

/// Returns what the server announces about a session: the optional parts that the server offers and, if
/// `app.announce_expiry` is true, when the access token and the session end. The session began at `began_at`, and its
/// refresh token expires at `expires_at`. These two times and `now` are in milliseconds since 1970.
fn announcement(app: &AppState, now: u64, began_at: u64, expires_at: u64) -> Announcement<'_> {
    let offers = app.offers.as_slice();
    if !app.announce_expiry {
        return Announcement { offers, ..Announcement::default() };
    }
    let seconds_until = |end: u64| end.saturating_sub(now) / 1000;
    let left = seconds_until(expires_at);
    // Without rotation, a refresh does not replace the refresh token. So the session ends when this token expires, and
    // a refresh cannot extend it.
    let (idle, session) = if app.refresh_policy.rotate {
        (Some(left), seconds_until(app.refresh_policy.session_end(began_at)))
    } else {
        (None, left)
    };
    Announcement {
        expires_in: Some(app.access_tokens.lifetime().min(left)),
        idle_expires_in: idle,
        session_expires_in: Some(session),
        offers,
    }
}
