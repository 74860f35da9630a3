//! This server's own dialect: the contract's table, safe by default.
//! It must not know the algorithm of rotation, which is the store's.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::post;
use serde::Serialize;

use super::signed::Signed;
use super::{Dialect, Later, Refusal};
use crate::accounts::{self, SignIn, SignUp};
use crate::app::{App, Visit, random_name};
use crate::boards::Board;
use crate::cookie::{self, SetCookie};
use crate::reply::{self, Failure};
use crate::store::{self, Role, Roles, Taken, User, fold};

const ACCESS: &str = "evergreen-access";
const ACCESS_PATH: &str = "/api";
const REFRESH: &str = "evergreen-refresh";
const REFRESH_PATH: &str = "/api/auth/refreshtoken";

/// The contract's example of a refused refresh. It never quotes a token.
const REFUSED: &str = "Refresh token was expired. Please make a new signin request";

/// This server's own dialect.
pub(super) struct Own;

impl Dialect for Own {
    fn routes(&self) -> Router<App> {
        Router::new()
            .route("/api/auth/signup", post(sign_up))
            .route("/api/auth/signin", post(sign_in))
            .route("/api/auth/refreshtoken", post(refresh))
            .route("/api/auth/signout", post(sign_out))
            .fallback(async || reply::message(StatusCode::NOT_FOUND, "There is nothing here."))
            .method_not_allowed_fallback(async || {
                let refused = "This address does not take this method.";
                reply::message(StatusCode::METHOD_NOT_ALLOWED, refused)
            })
    }

    fn recognise<'a>(
        &'a self,
        app: &'a App,
        visit: &'a Visit,
    ) -> Later<'a, Result<User, Response>> {
        Box::pin(async move {
            let token = cookie::read(&visit.headers, ACCESS);
            let claims = token.and_then(|token| app.access.valid(token, app.clock.now()));
            let user = match claims {
                // The family is asked for at every use: a sign-out counts at once, not when the token expires.
                Some(claims) => app.store.user_of_family(claims.sub, &claims.family).await,
                None => Ok(None),
            };
            match user {
                Ok(Some(user)) => Ok(user),
                Ok(None) => Err(reply::error(
                    StatusCode::UNAUTHORIZED,
                    reply::UNAUTHENTICATED,
                    &visit.path,
                )),
                Err(error) => Err(Failure::from(error).into_response()),
            }
        })
    }

    fn forbid(&self, app: &App, _: Board, path: &str) -> Response {
        #[derive(Serialize)]
        struct Forbidden<'a> {
            timestamp: String,
            status: u16,
            error: &'a str,
            path: &'a str,
        }
        let forbidden = Forbidden {
            timestamp: reply::timestamp(app.clock.now()),
            status: 403,
            error: "Forbidden",
            path,
        };
        reply::json(StatusCode::FORBIDDEN, &forbidden)
    }

    fn board(&self, board: Board) -> Response {
        let text = match board {
            Board::Public => "Public Content.",
            Board::User => "User Content.",
            Board::Moderator => "Moderator Board.",
            Board::Admin => "Admin Board.",
        };
        reply::typed(StatusCode::OK, "text/plain;charset=UTF-8", text)
    }

    fn refuse(&self, refusal: Refusal, _: &str) -> Response {
        let (status, text) = match refusal {
            Refusal::ForeignOrigin => (
                StatusCode::FORBIDDEN,
                "Pages of this origin may not call this server.",
            ),
            Refusal::NotJson => (
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The content type must be application/json.",
            ),
            Refusal::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "The body is too large."),
            Refusal::TooSlow => (StatusCode::REQUEST_TIMEOUT, "The body came too slowly."),
            Refusal::BrokenOff => (StatusCode::BAD_REQUEST, "The body broke off."),
            Refusal::Failed => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "The server failed. Please try again later.",
            ),
        };
        reply::message(status, text)
    }

    fn preflight(&self, _: &HeaderMap, allowed: bool) -> Response {
        let mut response = StatusCode::NO_CONTENT.into_response();
        let headers = response.headers_mut();
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
        if allowed {
            for (name, value) in [
                (
                    header::ACCESS_CONTROL_ALLOW_METHODS,
                    "GET, HEAD, POST, PUT, DELETE",
                ),
                (header::ACCESS_CONTROL_ALLOW_HEADERS, "Accept, Content-Type"),
                (header::ACCESS_CONTROL_MAX_AGE, "3600"),
            ] {
                headers.insert(name, HeaderValue::from_static(value));
            }
        }
        response
    }

    fn dress(&self, response: &mut Response) {
        for (name, value) in [
            (header::VARY, "Origin"),
            (header::CACHE_CONTROL, "no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            // Without it a page could not tell how long it has to wait.
            (header::ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After"),
        ] {
            let headers = response.headers_mut();
            headers.insert(name, HeaderValue::from_static(value));
        }
    }

    fn revoke_all<'a>(&'a self, app: &'a App) -> Later<'a, Result<(), Failure>> {
        Box::pin(async move { Ok(app.store.revoke_families().await?) })
    }
}

async fn sign_up(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let Ok(form) = serde_json::from_slice::<SignUp>(&visit.body) else {
        return Ok(unreadable("username, email and password"));
    };
    if let Some(broken) = form.broken_limit() {
        return Ok(reply::message(StatusCode::BAD_REQUEST, broken));
    }
    let roles = if app.open_roles {
        form.asked_roles()
    } else {
        Roles::of(&[Role::User])
    };
    let taken =
        accounts::register(&app, &form.username, &form.email, &form.password, &roles).await?;
    Ok(match taken {
        None => reply::message(StatusCode::OK, "User registered successfully!"),
        Some(Taken::Username) => {
            reply::message(StatusCode::BAD_REQUEST, "Error: Username is already taken!")
        }
        Some(Taken::Email) => {
            reply::message(StatusCode::BAD_REQUEST, "Error: Email is already in use!")
        }
    })
}

async fn sign_in(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
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
    app.store
        .begin_family(&family, user.id, now, lifetime, keep)
        .await?;
    let signed = Signed::new(&user, expires_in(&app));
    let access = access_cookie(
        &app,
        &app.access.issue(user.id, &family, now),
        lifetime / 1000,
    );
    let refresh = refresh_cookie(&app, &app.refresh.issue(&family, 1), lifetime / 1000);
    let cookies = [(header::SET_COOKIE, access), (header::SET_COOKIE, refresh)];
    Ok((AppendHeaders(cookies), reply::json(StatusCode::OK, &signed)).into_response())
}

async fn refresh(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let Some(token) = cookie::read(&visit.headers, REFRESH) else {
        return Ok(reply::message(
            StatusCode::BAD_REQUEST,
            "Refresh Token is empty!",
        ));
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
    let renewed = Renewed {
        message: "Token is refreshed successfully!",
        expires_in: expires_in(&app),
    };
    Ok((
        AppendHeaders(cookies),
        reply::json(StatusCode::OK, &renewed),
    )
        .into_response())
}

async fn sign_out(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    // An expired access token still proves whose family it was, and the refresh cookie's path keeps it from coming.
    let claims = cookie::read(&visit.headers, ACCESS).and_then(|token| app.access.read(token));
    if let Some(claims) = claims {
        app.store.revoke(&claims.family).await?;
    }
    let refresh = cookie::read(&visit.headers, REFRESH).and_then(|token| app.refresh.read(token));
    if let Some((family, _)) = refresh {
        app.store.revoke(family).await?;
    }
    let cookies = [
        (header::SET_COOKIE, access_cookie(&app, "", 0)),
        (header::SET_COOKIE, refresh_cookie(&app, "", 0)),
    ];
    let gone = reply::message(StatusCode::OK, "You've been signed out!");
    Ok((AppendHeaders(cookies), gone).into_response())
}

fn access_cookie(app: &App, value: &str, max_age: u64) -> String {
    let (name, path, secure) = (ACCESS, ACCESS_PATH, app.secure);
    SetCookie {
        name,
        value,
        path,
        max_age,
        secure,
    }
    .text()
}

fn refresh_cookie(app: &App, value: &str, max_age: u64) -> String {
    let (name, path, secure) = (REFRESH, REFRESH_PATH, app.secure);
    SetCookie {
        name,
        value,
        path,
        max_age,
        secure,
    }
    .text()
}

fn expires_in(app: &App) -> Option<u64> {
    app.announce_expiry.then(|| app.access.lifetime())
}

fn unreadable(fields: &str) -> Response {
    let text = format!("The body must be JSON with the texts {fields}.");
    reply::message(StatusCode::BAD_REQUEST, &text)
}

fn limited(seconds: u64) -> Response {
    let text = format!("Too many failed sign-ins. Please try again in {seconds} s.");
    let refused = reply::message(StatusCode::TOO_MANY_REQUESTS, &text);
    ([(header::RETRY_AFTER, seconds.to_string())], refused).into_response()
}
