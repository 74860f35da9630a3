//! One request over HTTP, through reqwasm, and only here.
//! It must not know what the answer means.

use std::pin::pin;

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use reqwasm::http::{self, Method as HttpMethod, Request, RequestCredentials};
use web_sys::RequestCache;

use super::abort::AbortOnDrop;
use crate::http::{HttpRequest, Method, NoResponse, Response};

/// Sends `call` to the API at `base` and reads the whole answer, both within the call's limit; calls `head` with the
/// status between the two. Dropping the future aborts the request.
pub async fn send(base: &str, call: &HttpRequest, head: impl FnOnce(u16)) -> Result<Response, NoResponse> {
    let abort = AbortOnDrop::new();
    let mut request = Request::new(&format!("{base}{}", call.path))
        .method(match call.method {
            Method::Get => HttpMethod::GET,
            Method::Post => HttpMethod::POST,
            Method::Put => HttpMethod::PUT,
            Method::Delete => HttpMethod::DELETE,
        })
        .credentials(RequestCredentials::Include)
        .abort_signal(abort.signal().as_ref());
    if call.method == Method::Get {
        // Parallel reads of one address would otherwise wait for each other in the browser's cache. Nothing else is
        // ever answered from it, and without it goes the memory of preflights: each refresh would need two round trips.
        request = request.cache(RequestCache::NoStore);
    }
    let typed = call.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("Content-Type"));
    if call.method != Method::Get && !typed {
        // Also where there is no body: a POST without this header is sent without a preflight, from any site. It is the
        // only header, and a read has none, so that a read costs no preflight.
        request = request.header("Content-Type", "application/json");
    }
    for (name, value) in &call.headers {
        request = request.header(name, value);
    }
    if let Some(body) = &call.body {
        request = request.body(body.as_str());
    }
    let answer = async {
        let response = request.send().await.map_err(|_| NoResponse::Unreachable)?;
        head(response.status());
        read(response).await
    };
    match select(pin!(answer), TimeoutFuture::new(call.limit)).await {
        Either::Left((answer, _)) => {
            abort.settled();
            answer
        }
        Either::Right(_) => Err(NoResponse::TimedOut),
    }
}

async fn read(response: http::Response) -> Result<Response, NoResponse> {
    let header = |name| response.headers().get(name);
    let html = header("Content-Type").is_some_and(|kind| kind.contains("html"));
    let retry_after = header("Retry-After").and_then(|seconds| seconds.trim().parse().ok());
    let status = response.status();
    let body = response.text().await.map_err(|_| NoResponse::Unreachable)?;
    Ok(Response { status, html, retry_after, body })
}
