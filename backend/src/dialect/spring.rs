//! The tutorial's Spring Boot server, as recorded in `tests/wire/spring.json`.
//! It must not be improved: what locks users out there has to lock them out here.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::post;

use super::signed::Signed;
use super::{Dialect, Later, Refusal};
use crate::accounts::{self, SignIn, SignUp};
use crate::app::{App, Visit, random_name};
use crate::boards::Board;
use crate::clock::moment;
use crate::cookie;
use crate::cors::Hidden;
use crate::reply::{self, Failure};
use crate::store::{self, Taken, User};

const ACCESS: &str = "bezkoder-jwt";
const REFRESH: &str = "bezkoder-jwt-refresh";
const ACCESS_PATH: &str = "/api";
const REFRESH_PATH: &str = "/api/auth/refreshtoken";

/// How long its cookies live, in seconds, whatever the lifetime of what is in them.
const COOKIE_AGE: u64 = 24 * 60 * 60;

/// The tutorial's Spring Boot server.
pub(super) struct Spring;

impl Dialect for Spring {
    fn routes(&self) -> Router<App> {
        Router::new()
            .route("/api/auth/signup", post(sign_up))
            .route("/api/auth/signin", post(sign_in))
            .route("/api/auth/refreshtoken", post(refresh))
            .route("/api/auth/signout", post(sign_out))
            // No page of another origin gets to see this one: it looks like a network failure there.
            .fallback(async || {
                let mut response = reply::masked();
                response.extensions_mut().insert(Hidden);
                response
            })
            .method_not_allowed_fallback(async || reply::masked())
    }

    fn recognise<'a>(
        &'a self,
        app: &'a App,
        visit: &'a Visit,
    ) -> Later<'a, Result<User, Response>> {
        Box::pin(async move {
            match signed_in(app, &visit.headers).await {
                Ok(Some(user)) => Ok(user),
                Ok(None) => Err(reply::error(
                    StatusCode::UNAUTHORIZED,
                    reply::UNAUTHENTICATED,
                    &visit.path,
                )),
                Err(failure) => Err(failure.into_response()),
            }
        })
    }

    fn forbid(&self, _: &App, _: Board, _: &str) -> Response {
        reply::masked()
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
        match refusal {
            // Spring's own filter, before anything could be masked.
            Refusal::ForeignOrigin => {
                reply::typed(StatusCode::FORBIDDEN, "text/plain", "Invalid CORS request")
            }
            _ => reply::masked(),
        }
    }

    fn preflight(&self, asked: &HeaderMap, allowed: bool) -> Response {
        let status = if allowed {
            StatusCode::OK
        } else {
            StatusCode::FORBIDDEN
        };
        let mut response = status.into_response();
        self.dress(&mut response);
        if allowed {
            let headers = response.headers_mut();
            for (answer, question) in [
                (
                    header::ACCESS_CONTROL_ALLOW_METHODS,
                    header::ACCESS_CONTROL_REQUEST_METHOD,
                ),
                (
                    header::ACCESS_CONTROL_ALLOW_HEADERS,
                    header::ACCESS_CONTROL_REQUEST_HEADERS,
                ),
            ] {
                if let Some(value) = asked.get(question) {
                    headers.insert(answer, value.clone());
                }
            }
            let methods = "GET, HEAD, POST, PUT, DELETE, OPTIONS, TRACE, PATCH";
            headers.insert(header::ALLOW, HeaderValue::from_static(methods));
            let age = HeaderValue::from_static("3600");
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, age);
        }
        response
    }

    fn dress(&self, response: &mut Response) {
        for (name, value) in [
            (
                header::VARY,
                "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
            ),
            (
                header::CACHE_CONTROL,
                "no-cache, no-store, max-age=0, must-revalidate",
            ),
        ] {
            let headers = response.headers_mut();
            headers.insert(name, HeaderValue::from_static(value));
        }
    }

    fn revoke_all<'a>(&'a self, app: &'a App) -> Later<'a, Result<(), Failure>> {
        Box::pin(async move { Ok(app.store.remove_families().await?) })
    }
}

/// The user of a good access token. Nothing revokes one here: it is good until it expires.
async fn signed_in(app: &App, headers: &HeaderMap) -> Result<Option<User>, Failure> {
    let token = cookie::read(headers, ACCESS);
    Ok(
        match token.and_then(|token| app.access.valid(token, app.clock.now())) {
            Some(claims) => app.store.user(claims.sub).await?,
            None => None,
        },
    )
}

async fn sign_up(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let form = serde_json::from_slice::<SignUp>(&visit.body).ok();
    let Some(form) = form.filter(|form| form.broken_limit().is_none()) else {
        return Ok(reply::masked());
    };
    let roles = form.asked_roles();
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
    if !app
        .store
        .begin_only_family(&family, user.id, expires_at)
        .await?
    {
        return Ok(reply::masked());
    }
    let access = app.access.issue(user.id, "", now);
    let cookies = [
        (header::SET_COOKIE, kept(&app, ACCESS, &access, ACCESS_PATH)),
        (
            header::SET_COOKIE,
            kept(&app, REFRESH, &app.refresh.issue(&family, 1), REFRESH_PATH),
        ),
    ];
    let signed = reply::json(StatusCode::OK, &Signed::new(&user, None));
    Ok((AppendHeaders(cookies), signed).into_response())
}

async fn refresh(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    let Some(token) = cookie::read(&visit.headers, REFRESH) else {
        return Ok(reply::message(
            StatusCode::BAD_REQUEST,
            "Refresh Token is empty!",
        ));
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

async fn sign_out(State(app): State<App>, visit: Visit) -> Result<Response, Failure> {
    // Without a good access token nobody is signed in, so no row goes; the cookies do.
    if let Some(user) = signed_in(&app, &visit.headers).await? {
        app.store.remove_families_of(user.id).await?;
    }
    let cookies = [
        (header::SET_COOKIE, format!("{ACCESS}=; Path={ACCESS_PATH}")),
        (
            header::SET_COOKIE,
            format!("{REFRESH}=; Path={REFRESH_PATH}"),
        ),
    ];
    let gone = reply::message(StatusCode::OK, "You've been signed out!");
    Ok((AppendHeaders(cookies), gone).into_response())
}

fn kept(app: &App, name: &str, value: &str, path: &str) -> String {
    let end = moment(app.clock.now()) + Duration::from_secs(COOKIE_AGE);
    let end = httpdate::fmt_http_date(end);
    format!("{name}={value}; Path={path}; Max-Age={COOKIE_AGE}; Expires={end}; HttpOnly")
}
