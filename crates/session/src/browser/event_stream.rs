//! Reads a stream of server-sent events with `fetch`. The browser's `EventSource` does not tell why a stream could not
//! be opened, and it hides the comments, so a dead connection could not be noticed.

use std::pin::pin;

use futures_util::future::{Either, select};
use gloo_timers::future::TimeoutFuture;
use js_sys::{Reflect, Uint8Array};
use reqwasm::http;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStreamDefaultReader;

use super::abort::AbortOnDrop;
use super::http::{build, read};
use crate::http::{HttpRequest, NoResponse, Response};

/// Sends `call` to the API base `base`. If the response is a stream of events, calls `piece` without bytes when the
/// headers arrive, and then with each piece of the body, until the body ends. Otherwise, returns the whole response. In
/// both cases, the headers have to arrive within `call.limit` milliseconds. Dropping the future closes the stream.
///
/// # Errors
/// [`NoResponse::TimedOut`] after the limit, and [`NoResponse::Unreachable`] for any other reason.
pub(super) async fn read_stream(base: &str, call: &HttpRequest, piece: &dyn Fn(&[u8])) -> Result<Response, NoResponse> {
    let abort = AbortOnDrop::new();
    let (_, request) = build(base, call, &abort);
    let response = match select(pin!(request.send()), TimeoutFuture::new(call.limit)).await {
        Either::Left((response, _)) => response.map_err(|_| NoResponse::Unreachable)?,
        Either::Right(_) => return Err(NoResponse::TimedOut),
    };
    if !is_stream(&response) {
        return match select(pin!(read(response)), TimeoutFuture::new(call.limit)).await {
            Either::Left((response, _)) => response,
            Either::Right(_) => Err(NoResponse::TimedOut),
        };
    }
    piece(&[]);
    read_pieces(&response, piece).await.map_err(|_| NoResponse::Unreachable)?;
    Ok(Response::new(response.status()))
}

fn is_stream(response: &http::Response) -> bool {
    let kind = response.headers().get("Content-Type").unwrap_or_default();
    response.ok() && kind.starts_with("text/event-stream")
}

async fn read_pieces(response: &http::Response, piece: &dyn Fn(&[u8])) -> Result<(), JsValue> {
    let Some(body) = response.body() else { return Ok(()) };
    let reader = ReadableStreamDefaultReader::new(&body)?;
    loop {
        let next = JsFuture::from(reader.read()).await?;
        if Reflect::get(&next, &"done".into())?.is_truthy() {
            return Ok(());
        }
        let bytes: Uint8Array = Reflect::get(&next, &"value".into())?.dyn_into()?;
        piece(&bytes.to_vec());
    }
}
