//! Sign-in, refresh and sign-out of the server's own dialect, and the two cookies they set.
//! It must not know the algorithm of rotation, which is the store's.

use std::time::Duration;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde::Serialize;

use super::unreadable;
use crate::accounts::{self, SignIn};
use crate::app::{App, Visit, random_name};
use crate::cookie::{self, SetCookie};
use crate::dialect::signed::Signed;
use crate::reply::{self, Failure};
use crate::store::{self, fold};

/// The access token's cookie.
pub(super) const ACCESS: &str = "evergreen-access";
const ACCESS_PATH: &str = "/api";
const REFRESH: &str = "evergreen-refresh";
const REFRESH_PATH: &str = "/api/auth/refreshtoken";

/// The contract's example of a refused refresh. It never quotes a token.
const REFUSED: &str = "Refresh token was expired. Please make a new signin request";

/// Signs in, and begins a family.
pub(super) async fn sign_in(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let Ok(form) = serde_json::from_slice::<SignIn>(&visit.body) else {
        return Ok(unreadable("username and password"));
    };
    let now = app.clock.now();
    let Some(peer) = visit.peer else {
        tracing::error!("a request without an address");
        return Err(Failure);
    };
    let attempt = match app.limiter.attempt(&fold(&form.username), peer, now) {
        Ok(attempt) => attempt,
        Err(seconds) => return Ok(limited(seconds)),
    };
    let checked = accounts::check(&app, &form.username, &form.password).await;
    if !matches!(checked, Ok(None)) {
        app.limiter.forgive(attempt);
    }
    let Some(user) = checked? else {
        let refused = "Bad credentials";
        return Ok(reply::error(StatusCode::UNAUTHORIZED, refused, &visit.path));
    };
    let family = random_name()?;
    let lifetime = app.rules.lifetime;
    let keep = Duration::from_secs(app.access.lifetime()).as_millis();
    let keep = u64::try_from(keep).unwrap_or(u64::MAX);
    app.store.begin_family(&family, user.id, now, lifetime, keep).await?;
    let signed = Signed::new(&user, expires_in(&app));
    let access = access_cookie(&app, &app.access.issue(user.id, &family, now), lifetime / 1000);
    let refresh = refresh_cookie(&app, &app.refresh.issue(&family, 1), lifetime / 1000);
    let cookies = [(header::SET_COOKIE, access), (header::SET_COOKIE, refresh)];
    Ok((AppendHeaders(cookies), reply::json(StatusCode::OK, &signed)).into_response())
}

/// Renews the access token, and the refresh token where tokens rotate.
pub(super) async fn refresh(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let Some(token) = cookie::read(&visit.headers, REFRESH) else {
        return Ok(reply::message(StatusCode::BAD_REQUEST, "Refresh Token is empty!"));
    };
    let now = app.clock.now();
    let Some((family, n)) = app.refresh.read(token) else {
        return Ok(reply::refused_refresh(REFUSED, now));
    };
    let refreshed = match app.store.refresh(family, n, now, app.rules).await? {
        Ok(refreshed) => refreshed,
        Err(refusal) => {
            if refusal == store::Refusal::Reused {
                tracing::warn!("an old refresh token came back; its family is revoked");
            }
            return Ok(reply::refused_refresh(REFUSED, now));
        }
    };
    // The access cookie lives as long as the refresh cookie: an expired token that still comes is answered 401, and
    // says at sign-out which family to revoke.
    let left = refreshed.expires_at.saturating_sub(now).div_ceil(1000);
    let access = app.access.issue(refreshed.user.id, family, now);
    let access = access_cookie(&app, &access, left);
    let mut cookies = vec![(header::SET_COOKIE, access)];
    if refreshed.n != n || app.rules.rotate {
        let token = app.refresh.issue(family, refreshed.n);
        cookies.push((header::SET_COOKIE, refresh_cookie(&app, &token, left)));
    }
    #[derive(Serialize)]
    struct Renewed {
        message: &'static str,
        #[serde(rename = "expiresIn", skip_serializing_if = "Option::is_none")]
        expires_in: Option<u64>,
    }
    let renewed = Renewed { message: "Token is refreshed successfully!", expires_in: expires_in(&app) };
    Ok((AppendHeaders(cookies), reply::json(StatusCode::OK, &renewed)).into_response())
}

/// Revokes the family and clears both cookies, whoever asks.
pub(super) async fn sign_out(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    // An expired access token still proves whose family it was, and the refresh cookie's path keeps it from coming.
    let claims = cookie::read(&visit.headers, ACCESS).and_then(|token| app.access.read(token));
    if let Some(claims) = claims {
        app.store.revoke(&claims.family).await?;
    }
    let refresh = cookie::read(&visit.headers, REFRESH).and_then(|token| app.refresh.read(token));
    if let Some((family, _)) = refresh {
        app.store.revoke(family).await?;
    }
    let cookies = [(header::SET_COOKIE, access_cookie(&app, "", 0)), (header::SET_COOKIE, refresh_cookie(&app, "", 0))];
    let gone = reply::message(StatusCode::OK, "You've been signed out!");
    Ok((AppendHeaders(cookies), gone).into_response())
}

fn access_cookie(app: &App, value: &str, max_age: u64) -> String {
    let (name, path, secure) = (ACCESS, ACCESS_PATH, app.secure);
    SetCookie { name, value, path, max_age, secure }.text()
}

fn refresh_cookie(app: &App, value: &str, max_age: u64) -> String {
    let (name, path, secure) = (REFRESH, REFRESH_PATH, app.secure);
    SetCookie { name, value, path, max_age, secure }.text()
}

fn expires_in(app: &App) -> Option<u64> {
    app.announce_expiry.then(|| app.access.lifetime())
}

fn limited(seconds: u64) -> Response {
    let text = format!("Too many failed sign-ins. Please try again in {seconds} s.");
    let refused = reply::message(StatusCode::TOO_MANY_REQUESTS, &text);
    ([(header::RETRY_AFTER, seconds.to_string())], refused).into_response()
}
