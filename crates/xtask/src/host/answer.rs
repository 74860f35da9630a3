//! One request to the static host, and the answer that a production host would give.
//! It must not know of sockets, nor where the site came from.

use super::{Encoding, Fallback, File, Shared, refusal, site};
use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use std::sync::Arc;

/// Answers one request.
pub async fn answer(shared: Arc<Shared>, method: Method, uri: Uri, asked: HeaderMap, body: Bytes) -> Response {
    if method == Method::POST
        && let Some(witness) = &shared.witness
        && witness.hears(uri.path(), &String::from_utf8_lossy(&body))
    {
        return StatusCode::NO_CONTENT.into_response();
    }
    if method != Method::GET && method != Method::HEAD {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    let full = uri.path();
    if format!("{full}/") == shared.prefix {
        return Redirect::permanent(&shared.prefix).into_response();
    }
    let Some(path) = full.strip_prefix(shared.prefix.trim_end_matches('/')) else {
        return (StatusCode::NOT_FOUND, "Nothing is served outside of the prefix.").into_response();
    };
    let site = shared.site();
    // The header file has whole paths: the build wrote the prefix before each.
    let mut headers = site.rules().headers(full);
    let refused = shared.refused().iter().any(|suffix| refusal::hits(suffix, full, uri.query().unwrap_or_default()));
    if refused {
        return (StatusCode::NOT_FOUND, headers, "Refused on purpose.").into_response();
    }
    // No file, but no address for the app's router either.
    if path.trim_start_matches('/') == site::HEADERS {
        return (StatusCode::NOT_FOUND, headers, "The header file is not served.").into_response();
    }
    let (status, file) = match (site.file(path), shared.fallback) {
        (Some(file), _) => (StatusCode::OK, Some(file)),
        (None, Fallback::Index200) => (StatusCode::OK, site.file("/index.html")),
        (None, Fallback::NotFound404) => (StatusCode::NOT_FOUND, site.file("/404.html")),
    };
    let Some(file) = file else {
        return (StatusCode::NOT_FOUND, headers, "Not found.").into_response();
    };
    describe(&mut headers, &file);
    if status == StatusCode::OK && text(&asked, header::IF_NONE_MATCH).split(", ").any(|tag| tag == file.tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let encoding = match file.compressible() {
        true => Encoding::negotiate(text(&asked, header::ACCEPT_ENCODING)),
        false => Encoding::Plain,
    };
    if let Some(name) = encoding.name() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
    }
    // Compressing takes long enough to hold up every other request of the thread.
    match tokio::task::spawn_blocking(move || file.body(encoding)).await {
        Ok(body) => (status, headers, Body::from(body)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What hosts say of a file by themselves; the header file has the last word.
fn describe(headers: &mut HeaderMap, file: &File) {
    let own = [
        (header::CONTENT_TYPE, file.kind),
        (header::CACHE_CONTROL, "public, max-age=0, must-revalidate"),
        (header::ETAG, file.tag.as_str()),
        (header::VARY, "accept-encoding"),
    ];
    for (name, value) in own {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.entry(name).or_insert(value);
        }
    }
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
