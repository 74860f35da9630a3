//! Spring's sign-in, refresh and sign-out: one refresh token a user, which no rotation renews.
//! It must not be improved: what locks users out there has to lock them out here.

use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};

use crate::accounts::{self, SignIn};
use crate::app::{App, Visit, random_name};
use crate::clock::moment;
use crate::cookie;
use crate::dialect::signed::Signed;
use crate::reply::{self, Failure};
use crate::store::{self, User};

const ACCESS: &str = "bezkoder-jwt";
const REFRESH: &str = "bezkoder-jwt-refresh";
const ACCESS_PATH: &str = "/api";
const REFRESH_PATH: &str = "/api/auth/refreshtoken";

/// How long its cookies live, in seconds, whatever the lifetime of what is in them.
const COOKIE_AGE: u64 = 24 * 60 * 60;

/// The user of a good access token. Nothing revokes one here: it is good until it expires.
pub(super) async fn signed_in(app: &App, headers: &HeaderMap) -> Result<Option<User>, Failure> {
    let token = cookie::read(headers, ACCESS);
    Ok(match token.and_then(|token| app.access.valid(token, app.clock.now())) {
        Some(claims) => app.store.user(claims.sub).await?,
        None => None,
    })
}

/// Signs in, unless the user has a refresh token already.
pub(super) async fn sign_in(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let Ok(form) = serde_json::from_slice::<SignIn>(&visit.body) else {
        return Ok(reply::masked());
    };
    let Some(user) = accounts::check(&app, &form.username, &form.password).await? else {
        let refused = "Bad credentials";
        return Ok(reply::error(StatusCode::UNAUTHORIZED, refused, &visit.path));
    };
    let now = app.clock.now();
    let family = random_name()?;
    let expires_at = now.saturating_add(app.rules.lifetime);
    // One row a user. A second one breaks a constraint there, and the failure is masked.
    if !app.store.begin_only_family(&family, user.id, expires_at).await? {
        return Ok(reply::masked());
    }
    let access = app.access.issue(user.id, "", now);
    let cookies = [
        (header::SET_COOKIE, kept(&app, ACCESS, &access, ACCESS_PATH)),
        (header::SET_COOKIE, kept(&app, REFRESH, &app.refresh.issue(&family, 1), REFRESH_PATH)),
    ];
    let signed = reply::json(StatusCode::OK, &Signed::new(&user, None));
    Ok((AppendHeaders(cookies), signed).into_response())
}

/// Renews the access token; an expired refresh token goes with its row.
pub(super) async fn refresh(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let Some(token) = cookie::read(&visit.headers, REFRESH) else {
        return Ok(reply::message(StatusCode::BAD_REQUEST, "Refresh Token is empty!"));
    };
    let now = app.clock.now();
    let used = match app.refresh.read(token) {
        Some((family, n)) => match app.store.refresh(family, n, now, app.rules).await? {
            Err(store::Refusal::Expired) => {
                app.store.remove_family(family).await?;
                Err("Refresh token was expired. Please make a new signin request")
            }
            used => used.map_err(|_| "Refresh token is not in database!"),
        },
        None => Err("Refresh token is not in database!"),
    };
    Ok(match used {
        Ok(refreshed) => {
            let access = app.access.issue(refreshed.user.id, "", now);
            let cookie = kept(&app, ACCESS, &access, ACCESS_PATH);
            let renewed = reply::message(StatusCode::OK, "Token is refreshed successfully!");
            ([(header::SET_COOKIE, cookie)], renewed).into_response()
        }
        // It quotes the token: that is what clients have to be safe against.
        Err(why) => reply::refused_refresh(&format!("Failed for [{token}]: {why}"), now),
    })
}

/// Clears the cookies; the row goes only if the access token is good.
pub(super) async fn sign_out(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    // Without a good access token nobody is signed in, so no row goes; the cookies do.
    if let Some(user) = signed_in(&app, &visit.headers).await? {
        app.store.remove_families_of(user.id).await?;
    }
    let cookies = [
        (header::SET_COOKIE, format!("{ACCESS}=; Path={ACCESS_PATH}")),
        (header::SET_COOKIE, format!("{REFRESH}=; Path={REFRESH_PATH}")),
    ];
    let gone = reply::message(StatusCode::OK, "You've been signed out!");
    Ok((AppendHeaders(cookies), gone).into_response())
}

fn kept(app: &App, name: &str, value: &str, path: &str) -> String {
    let end = moment(app.clock.now()) + Duration::from_secs(COOKIE_AGE);
    let end = httpdate::fmt_http_date(end);
    format!("{name}={value}; Path={path}; Max-Age={COOKIE_AGE}; Expires={end}; HttpOnly")
}
