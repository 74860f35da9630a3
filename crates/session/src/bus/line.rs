//! The line from the page to the worker: where the worker's script is, and whether the browser lets us start it.
//! It must not know what is said over it.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::Url;
use yew_agent::Spawnable;
use yew_agent::worker::WorkerBridge;

use super::codec::Bytes;
use super::worker::{Fanout, Word};

/// The worker's address, which `boot.js` left on its own element. It leaves none where it found that the page's
/// security policy would refuse the worker.
pub(super) fn address() -> Option<String> {
    let script = web_sys::window()?.document()?.query_selector("script[data-worker]").ok()??;
    script.get_attribute("data-worker")
}

/// Starts the worker at `address`; `None` where the browser would refuse. Whether it then runs, only its first word tells.
pub(super) fn open(address: &str, listener: impl Fn(Word) + 'static) -> Option<WorkerBridge<Fanout>> {
    // yew-agent takes it that the browser agrees, and panics where it throws: so ask first.
    if !may_start(address).unwrap_or(false) {
        return None;
    }
    let mut spawner = Fanout::spawner();
    spawner.callback(listener).with_loader(true).as_module(true);
    Some(spawner.encoding::<Bytes>().spawn(address))
}

/// The reasons for which `new Worker` throws: no workers at all, no address, an address of another origin (and in a
/// sandboxed frame, whose origin is `null`, every address is).
fn may_start(address: &str) -> Option<bool> {
    let global = js_sys::global();
    let known = Reflect::has(&global, &JsValue::from_str("Worker")).ok()?;
    let origin = Reflect::get(&global, &JsValue::from_str("origin")).ok()?.as_string()?;
    let base = web_sys::window()?.document()?.base_uri().ok()??;
    let url = Url::new_with_base(address, &base).ok()?;
    Some(known && url.origin() == origin)
}
