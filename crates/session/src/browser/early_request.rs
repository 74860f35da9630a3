//! The early request: a script of the page may send the app's first public request while the program still loads. So
//! the response is there sooner, by about one round trip.
//!
//! The script sets `globalThis.evergreenEarly` to a function. The library calls this function with the address of a
//! request. If the script has sent a request to this address, the function returns the promise of `fetch`.

use js_sys::Promise;
use reqwasm::http::Response;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    /// Calls the function `globalThis.evergreenEarly` of the page. Returns an error if the page has not set it.
    #[wasm_bindgen(js_namespace = globalThis, js_name = evergreenEarly, catch)]
    fn early(address: &str) -> Result<JsValue, JsValue>;
}

/// Waits for the response to the early request, if the page has sent one to this address. `None` if the page has sent
/// none, if another call has read the response, or if the request has failed in any way. The caller then sends its own
/// request.
pub(super) async fn take(address: &str) -> Option<Response> {
    let sent = early(address).ok()?;
    let response = JsFuture::from(Promise::resolve(&sent)).await.ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    // The body of a response can be read only once. If an earlier call has read this body, this function returns
    // `None`, and the caller sends its own request.
    (response.ok() && !response.body_used()).then(|| Response::from_raw(response))
}
