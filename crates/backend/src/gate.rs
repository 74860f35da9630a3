//! What every request passes on its way in and out: faults, origin, content type, body, and the headers of all answers.
//! It must not know any route, nor how a dialect words a refusal.

use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use crate::app::{App, BODY_LIMIT};
use crate::fault::{self, Fault};
use crate::listen::Fate;
use crate::reply::Failure;
use crate::{cors, dialect::Refusal};

/// How long a body may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(10);

/// Lets a request in, and dresses its answer.
pub(crate) async fn pass(State(app): State<App>, request: Request, next: Next) -> Response {
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let origin = cors::allowed(&app.origins, request.headers()).cloned();
    if cors::is_preflight(&method, request.headers()) {
        if app.test_routes {
            app.seen.preflight();
        }
        let mut response = app.dialect.preflight(request.headers(), origin.is_some());
        cors::open(&mut response, origin.as_ref());
        return response;
    }

    let began = Instant::now();
    let number = app.test_routes.then(|| {
        let origin = request.headers().get(header::ORIGIN);
        let origin = origin.and_then(|origin| origin.to_str().ok());
        app.seen.arrived(method.as_str(), &path, origin)
    });
    let plan = app.faults.take(method.as_str(), &path);
    if !plan.delay.is_zero() {
        tokio::time::sleep(plan.delay).await;
    }
    let mut response = match plan.fault {
        Some(Fault::Drop) => return Fate::Drop.into_response(),
        Some(Fault::Hang) => return Fate::Hang.into_response(),
        Some(Fault::LoseAnswer) => {
            work(&app, request, next).await;
            return Fate::Drop.into_response();
        }
        Some(fault) => fault::answer(&fault, &path).unwrap_or_else(|| Fate::Drop.into_response()),
        None => work(&app, request, next).await,
    };
    app.dialect.dress(&mut response);
    cors::open(&mut response, origin.as_ref());

    let status = response.status().as_u16();
    if let Some(number) = number {
        app.seen.answered(number, status);
    }
    // Neither headers nor bodies: both hold tokens or passwords. The path is printed with escapes.
    let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    tracing::info!(%method, ?path, status, ms, "answered");
    response
}

/// The work of a request, or why it is not done.
async fn work(app: &App, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let response = match admit(app, request).await {
        Ok(request) => next.run(request).await,
        Err(refusal) => return app.dialect.refuse(refusal, &path),
    };
    if response.extensions().get::<Failure>().is_some() {
        return app.dialect.refuse(Refusal::Failed, &path);
    }
    response
}

/// The request with its whole body, if it may pass. The order is cheap before dear: a foreign page's body is not read.
async fn admit(app: &App, request: Request) -> Result<Request, Refusal> {
    let (parts, body) = request.into_parts();
    let reads = matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS);
    if !reads && cors::is_foreign(&app.origins, &parts.headers) {
        return Err(Refusal::ForeignOrigin);
    }
    if parts.method == Method::POST && !is_json(&parts.headers) {
        return Err(Refusal::NotJson);
    }
    let body = tokio::time::timeout(BODY_TIME, read(body)).await.unwrap_or(Err(Refusal::TooSlow))?;
    Ok(Request::from_parts(parts, Body::from(body)))
}

async fn read(body: Body) -> Result<Bytes, Refusal> {
    match Limited::new(body, BODY_LIMIT).collect().await {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(Refusal::TooLarge),
        Err(_) => Err(Refusal::BrokenOff),
    }
}

/// Whether the body calls itself JSON. A page of another site can send the other types without asking first, so this
/// is a second lock beside the origin.
fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE);
    let content_type = content_type.and_then(|value| value.to_str().ok());
    let essence = content_type.and_then(|value| value.split(';').next());
    essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case("application/json"))
}

impl IntoResponse for Fate {
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
