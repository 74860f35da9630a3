//! One request over HTTP, through reqwasm, and only here.
//! It must not know what the answer means.

use std::pin::pin;

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use reqwasm::http::{self, Method as HttpMethod, Request, RequestCredentials};
use web_sys::RequestCache;

use super::abort::AbortOnDrop;
use crate::http::{Body, HttpRequest, Method, NoResponse, Response};

/// Sends `call` to the API at `base` and reads the whole answer, both within the call's limit; calls `head` with the
/// status between the two. Dropping the future aborts the request.
pub async fn send(base: &str, call: &HttpRequest, head: impl FnOnce(u16)) -> Result<Response, NoResponse> {
    let abort = AbortOnDrop::new();
    let mut request = Request::new(&format!("{base}{}", call.path))
        .method(match call.method {
            Method::Get => HttpMethod::GET,
            Method::Head => HttpMethod::HEAD,
            Method::Post => HttpMethod::POST,
            Method::Put => HttpMethod::PUT,
            Method::Patch => HttpMethod::PATCH,
            Method::Delete => HttpMethod::DELETE,
        })
        .credentials(RequestCredentials::Include)
        .abort_signal(abort.signal().as_ref());
    if call.method.is_read() {
        // Parallel reads of one address would otherwise wait for each other in the browser's cache. Nothing else is
        // ever answered from it, and without it goes the memory of preflights: each refresh would need two round trips.
        request = request.cache(RequestCache::NoStore);
    }
    if let Some(kind) = call.content_type() {
        request = request.header("Content-Type", kind);
    }
    for (name, value) in &call.headers {
        request = request.header(name, value);
    }
    request = match &call.body {
        Body::Empty => request,
        Body::Text(_, text) => request.body(text.as_str()),
        Body::Bytes(_, bytes) => request.body(Uint8Array::from(bytes.as_slice())),
        Body::Browser(body) => request.body(body.clone()),
    };
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
    let mut read = Response::new(response.status());
    for (name, value) in response.headers().entries() {
        read = read.with_header(&name, value);
    }
    let body = response.binary().await.map_err(|_| NoResponse::Unreachable)?;
    Ok(read.with_body(body))
}
