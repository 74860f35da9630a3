//! The routes: the API below `/api`, and the built app everywhere else.

use std::path::Path;
use std::sync::Arc;

use axum::extract::{Path as Segment, RawQuery, Request, State};
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::routing::{get, patch, post};
use axum::{Json, Router};
use serde::Deserialize;
use tower_http::services::ServeDir;
use url::form_urlencoded;

use super::guard::{Refusal, cookie, guard, refuse};
use super::sessions::{Tokens, User};
use super::{Shared, lock};

type Server = State<Arc<Shared>>;

/// Returns all routes. The files of the built app are in `folder`.
pub fn router(shared: Arc<Shared>, folder: &Path) -> Router {
    let api = Router::new()
        .route("/login", post(sign_in))
        .route("/token", post(refresh))
        .route("/logout", post(sign_out))
        .route("/counters", get(search).post(add))
        .route("/counters/{id}", patch(set).delete(remove))
        .route("/counters/import", post(import))
        .layer(middleware::from_fn_with_state(shared.clone(), guard))
        .with_state(shared);
    let app = Router::new().fallback_service(ServeDir::new(folder)).layer(middleware::from_fn(give_csrf_token));
    Router::new().nest("/api", api).merge(app)
}

/// Middleware for the responses with the app's files. If the request has no cookie `csrf`, the response sets this
/// cookie to a CSRF token. The JavaScript of the page can read this cookie.
async fn give_csrf_token(request: Request, next: Next) -> Response {
    let given = cookie(request.headers(), "csrf").is_some();
    let mut response = next.run(request).await;
    if !given {
        response.headers_mut().append(SET_COOKIE, HeaderValue::from_static("csrf=before; Path=/; SameSite=Strict"));
    }
    response
}

#[derive(Deserialize)]
struct Credentials {
    email: String,
    password: String,
}

/// Begins a session, and replaces the CSRF token. Answers 401 if the e-mail address or the password is wrong.
async fn sign_in(
    State(shared): Server,
    Json(Credentials { email, password }): Json<Credentials>,
) -> Result<Response, Refusal> {
    let Some((user, tokens)) = lock(&shared.sessions).begin(&email, &password) else {
        return Err(refuse(StatusCode::UNAUTHORIZED, "Wrong e-mail or password."));
    };
    let csrf = [(SET_COOKIE, format!("csrf=of-{}; Path=/; SameSite=Strict", tokens.access))];
    Ok((cookies(&tokens), AppendHeaders(csrf), Json(user)).into_response())
}

async fn refresh(State(shared): Server, headers: HeaderMap) -> Result<Response, Refusal> {
    let _not_held = shared.refreshes.read().await;
    let token = cookie(&headers, "refresh").unwrap_or_default();
    let tokens = lock(&shared.sessions).renew(&token);
    let tokens = tokens.ok_or_else(|| refuse(StatusCode::UNAUTHORIZED, "The session has ended."))?;
    Ok((StatusCode::NO_CONTENT, cookies(&tokens)).into_response())
}

async fn sign_out(State(shared): Server, headers: HeaderMap) -> Result<Response, Refusal> {
    signed_in(&shared, &headers)?;
    lock(&shared.sessions).end(&cookie(&headers, "access").unwrap_or_default());
    let gone = ["access=; Path=/api; Max-Age=0", "refresh=; Path=/api/token; Max-Age=0"];
    Ok((StatusCode::NO_CONTENT, AppendHeaders(gone.map(|cookie| (SET_COOKIE, cookie)))).into_response())
}

async fn search(State(shared): Server, headers: HeaderMap, RawQuery(query): RawQuery) -> Result<Response, Refusal> {
    signed_in(&shared, &headers)?;
    let query = query.unwrap_or_default();
    let text = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "search");
    let Some((_, text)) = text else { return Err(refuse(StatusCode::BAD_REQUEST, "Search for what?")) };
    Ok(Json(lock(&shared.counters).search(&text)).into_response())
}

#[derive(Deserialize)]
struct New {
    name: String,
}

async fn add(State(shared): Server, headers: HeaderMap, Json(new): Json<New>) -> Result<StatusCode, Refusal> {
    signed_in(&shared, &headers)?;
    lock(&shared.counters).add(&new.name);
    Ok(StatusCode::CREATED)
}

#[derive(Deserialize)]
struct Change {
    count: i32,
}

async fn set(
    State(shared): Server,
    headers: HeaderMap,
    Segment(id): Segment<u32>,
    Json(change): Json<Change>,
) -> Result<StatusCode, Refusal> {
    signed_in(&shared, &headers)?;
    Ok(no_content_if(lock(&shared.counters).set(id, change.count)))
}

async fn remove(State(shared): Server, headers: HeaderMap, Segment(id): Segment<u32>) -> Result<StatusCode, Refusal> {
    signed_in(&shared, &headers)?;
    Ok(no_content_if(lock(&shared.counters).remove(id)))
}

/// Adds a counter for each line of the uploaded file. The user needs the permission `import`.
async fn import(State(shared): Server, headers: HeaderMap, body: String) -> Result<StatusCode, Refusal> {
    if !signed_in(&shared, &headers)?.may("import") {
        return Err(refuse(StatusCode::FORBIDDEN, "You may not import."));
    }
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let Some(file) = content_type.and_then(|content_type| file(content_type, &body)) else {
        return Err(refuse(StatusCode::BAD_REQUEST, "There is no file."));
    };
    file.lines().for_each(|name| lock(&shared.counters).add(name));
    Ok(StatusCode::NO_CONTENT)
}

/// Returns the content of the field `file` in a `multipart/form-data` body (RFC 7578), or `None` if there is no such
/// field.
fn file<'a>(content_type: &str, body: &'a str) -> Option<&'a str> {
    let (_, boundary) = content_type.split_once("boundary=")?;
    let delimiter = format!("--{boundary}");
    let mut parts = body.split(&delimiter).filter_map(|part| part.split_once("\r\n\r\n"));
    let (_, content) = parts.find(|(head, _)| head.contains("name=\"file\"; filename="))?;
    content.strip_suffix("\r\n")
}

fn signed_in(shared: &Shared, headers: &HeaderMap) -> Result<User, Refusal> {
    let token = cookie(headers, "access").unwrap_or_default();
    lock(&shared.sessions).user(&token).ok_or_else(|| refuse(StatusCode::UNAUTHORIZED, "The access token has expired."))
}

fn no_content_if(done: bool) -> StatusCode {
    if done { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }
}

fn cookies(Tokens { access, refresh }: &Tokens) -> AppendHeaders<[(HeaderName, String); 2]> {
    AppendHeaders([
        (SET_COOKIE, format!("access={access}; Path=/api; HttpOnly; SameSite=Strict")),
        (SET_COOKIE, format!("refresh={refresh}; Path=/api/token; HttpOnly; SameSite=Strict")),
    ])
}
