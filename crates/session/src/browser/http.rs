//! Sends one HTTP request with reqwasm.

use std::pin::pin;

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::Uint8Array;
use reqwasm::http::{self, Method as HttpMethod, Request, RequestCredentials};
use web_sys::RequestCache;

use super::abort::AbortOnDrop;
use super::early_request;
use crate::http::{Body, HttpRequest, Method, NoResponse, Response};

/// Sends `call` to the API base `base` and reads the whole response, all within `call.limit` milliseconds. Calls `head`
/// with the status when the headers arrive. Dropping the future aborts the request.
///
/// If `may_be_early` is true, the page may have sent the same request already, before the program ran. If that early
/// request was successful, this function uses its response and sends nothing.
///
/// # Errors
/// [`NoResponse::TimedOut`] after the limit, and [`NoResponse::Unreachable`] for any other reason.
pub(crate) async fn send(
    base: &str,
    call: &HttpRequest,
    may_be_early: bool,
    head: impl FnOnce(u16),
) -> Result<Response, NoResponse> {
    let abort = AbortOnDrop::new();
    let (address, request) = build(base, call, &abort);
    let answer = async {
        // The script that sends an early request runs before the program. It does not know the headers that an app adds
        // to a request. So an early request never has such headers, and it cannot replace a request that has them.
        let may_be_early = may_be_early && call.method == Method::Get && call.headers.is_empty();
        let early = if may_be_early { early_request::take(&address).await } else { None };
        let response = match early {
            Some(response) => response,
            None => request.send().await.map_err(|_| NoResponse::Unreachable)?,
        };
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

/// Makes the browser's request of `call`. Returns its address, too. `abort` can abort it.
pub(super) fn build(base: &str, call: &HttpRequest, abort: &AbortOnDrop) -> (String, Request) {
    let address = format!("{base}{}", call.path);
    let mut request = Request::new(&address)
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
        // A read (GET or HEAD) bypasses the HTTP cache. With the cache, the browser would send parallel reads of one
        // address one after the other. A POST, PUT, PATCH or DELETE keeps the default cache mode. With `NoStore`, the
        // browser would send a CORS preflight before each of them, and a refresh would take twice as long.
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
        Body::Form(form) => request.body(form.clone()),
        Body::Blob(blob) => request.body(blob.clone()),
    };
    (address, request)
}

/// Reads the whole response.
pub(super) async fn read(response: http::Response) -> Result<Response, NoResponse> {
    let mut read = Response::new(response.status());
    for (name, value) in response.headers().entries() {
        read = read.with_header(&name, value);
    }
    let body = response.binary().await.map_err(|_| NoResponse::Unreachable)?;
    Ok(read.with_body(body))
}
