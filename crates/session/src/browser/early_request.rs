//! The early request: a script of the page may send the app's first public request while the program still loads. So the
//! response is there sooner, by about one round trip.
//!
//! The script sets `globalThis.evergreenEarly` to an object with two fields. `address` is the text of the address, and
//! `response` is the promise that `fetch` returned for it.

use js_sys::{Promise, Reflect};
use reqwasm::http::Response;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// The property of the page's global object that contains the early request.
const NAME: &str = "evergreenEarly";

/// Waits for the response to the early request, if the page has sent one to this address. `None` if it has not, if
/// another call has taken the response, or if the request has failed in any way. The caller then sends its own request.
pub(super) async fn take(address: &str) -> Option<Response> {
    let window = web_sys::window()?;
    let early = field(&window, NAME)?;
    if field(&early, "address")?.as_string()? != address {
        return None;
    }
    // If another script has made the property constant, a later call would read the same response again. Its body can
    // be read only once, so the response must not be used at all.
    Reflect::delete_property(&window, &NAME.into()).ok().filter(|deleted| *deleted)?;
    let promise: Promise = field(&early, "response")?.dyn_into().ok()?;
    let response: web_sys::Response = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    (response.ok() && !response.body_used()).then(|| Response::from_raw(response))
}

fn field(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok().filter(|value| value.is_truthy())
}
