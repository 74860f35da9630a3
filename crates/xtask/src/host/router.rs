//! The routes of a host. They decide which response each request gets.
//!
//! tower-http finds the files, guesses their types, answers conditional requests and compresses.

use super::{Fallback, HostOptions, Shared};
use crate::{public_url::PublicUrl, release::HEADERS};
use axum::{
    Router,
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, StatusCode, header},
    middleware::{Next, from_fn_with_state},
    response::{Html, IntoResponse, Redirect, Response},
    routing::any,
};
use std::{
    io::ErrorKind::{InvalidFilename, NotADirectory, NotFound},
    sync::Arc,
};
use tower_http::{
    CompressionLevel,
    compression::CompressionLayer,
    services::{ServeDir, ServeFile},
};

/// The `Cache-Control` that a response gets if the `_headers` file sets none for its path. Many production hosts send
/// the same value.
const CACHE_CONTROL: HeaderValue = HeaderValue::from_static("public, max-age=0, must-revalidate");

/// The compression level for files that have no compressed copy. They are compressed while a visitor waits, so a higher
/// level would take too long.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(5);

/// Returns the routes of a site below a path.
pub fn router(options: HostOptions, prefix: &PublicUrl, shared: Arc<Shared>) -> Router {
    let page = shared.site.page(options.fallback);
    let page = page.map(|file| ServeFile::new(file).precompressed_br().precompressed_gzip());
    let status = match options.fallback {
        Fallback::Index200 => StatusCode::OK,
        Fallback::NotFound404 => StatusCode::NOT_FOUND,
    };
    let files = ServeDir::new(shared.site.folder()).redirect_to_trailing_slash(false);
    let files = files.precompressed_br().precompressed_gzip();
    // ServeDir's own fallback is not used, because it sends two wrong responses: an empty 404 if the browser already
    // has the page in its cache, and a 500 if the path is too long for a file.
    let file_or_page = async move |request: Request| {
        let encodings = request.headers().get(header::ACCEPT_ENCODING).cloned();
        match files.clone().try_call(request).await {
            Ok(response) if response.status() == StatusCode::NOT_FOUND => send_page(page, status, encodings).await,
            Ok(response) => response.into_response(),
            Err(error) if matches!(error.kind(), NotFound | NotADirectory | InvalidFilename) => {
                send_page(page, status, encodings).await
            }
            Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
        }
    };
    let hidden = (StatusCode::NOT_FOUND, "The header file is not served.");
    let mut site = Router::new().route(&format!("/{HEADERS}"), any(hidden)).fallback(file_or_page);
    if let Some(script) = options.recorder {
        site = shared.recorder.add_to(site, script);
    }
    let prefix = prefix.as_str();
    let whole = match prefix.trim_end_matches('/') {
        "" => site,
        without_slash => Router::new()
            .route(without_slash, any(Redirect::permanent(prefix)))
            .nest_service(prefix, site)
            .fallback((StatusCode::NOT_FOUND, "Nothing is served outside of the prefix.")),
    };
    whole.layer(CompressionLayer::new().quality(COMPRESSION)).layer(from_fn_with_state(shared, with_headers))
}

/// Returns the response to a request for a path without a file: the whole page with this status, compressed with one of
/// the encodings that the browser accepts. Without a page, the status is 404.
async fn send_page(page: Option<ServeFile>, status: StatusCode, encodings: Option<HeaderValue>) -> Response {
    let Some(mut page) = page else {
        return (StatusCode::NOT_FOUND, Html("Not found.")).into_response();
    };
    // The other headers of the browser's request are left out. With the ETag of a cached page, for example, the
    // response would be an empty 304.
    let mut request = Request::new(Body::empty());
    request.headers_mut().extend(encodings.map(|encodings| (header::ACCEPT_ENCODING, encodings)));
    match page.try_call(request).await {
        Ok(response) => (status, response).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

/// Holds or refuses the request if a test has asked the host to do so. If the status of the response is 200, remembers
/// the path of the request. Then adds headers to the response: those that the `_headers` file lists for this path.
async fn with_headers(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    // The whole path is looked up, including the prefix below which the app is served, because the build writes this
    // prefix before each path in the `_headers` file.
    let rules = shared.site.rules().headers(request.uri().path());
    let path = request.uri().path().to_owned();
    let is_held = |held: &Option<String>| held.as_ref().is_some_and(|suffix| path.ends_with(suffix));
    // This waits while a test holds the request. The wait fails only if the host was dropped. In this case, the
    // connection is closed, so the error is ignored.
    let _ = shared.held.subscribe().wait_for(|held| !is_held(held)).await;
    let refused = shared.refusals().contain(&request);
    let mut response = match refused {
        true => (StatusCode::NOT_FOUND, "Refused on purpose.").into_response(),
        false => next.run(request).await,
    };
    if response.status() == StatusCode::OK {
        shared.served().push(path);
    }
    let headers = response.headers_mut();
    headers.entry(header::CACHE_CONTROL).or_insert(CACHE_CONTROL);
    // The headers of the `_headers` file replace the host's own headers of the same names.
    headers.extend(rules);
    response
}
