//! Finds the script of the worker, checks whether the browser can start the worker, and starts the worker.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::Url;
use yew_agent::Spawnable;
use yew_agent::worker::WorkerBridge;

use super::codec::Bytes;
use super::worker::{Fanout, WorkerMessage};

/// The address of the worker's script, from the attribute `data-worker` of a script element. `None` if no element has
/// the attribute. In this project's app, `boot.js` sets the attribute. If the content security policy forbids the
/// Trusted Types policy of `boot.js`, the attribute is missing, and the bus has no worker.
pub(super) fn address() -> Option<String> {
    let script = web_sys::window()?.document()?.query_selector("script[data-worker]").ok()??;
    script.get_attribute("data-worker")
}

/// Starts the worker whose script is at `address`, and returns a bridge to it. `listener` receives the worker's
/// messages. Returns `None` if the browser would refuse to start the worker. Also returns `None` if this function
/// cannot find out whether the browser would refuse. Even if a bridge is returned, the script may fail to load, so only
/// the first message shows that the worker runs.
pub(super) fn open(address: &str, listener: impl Fn(WorkerMessage) + 'static) -> Option<WorkerBridge<Fanout>> {
    // yew-agent panics if the browser refuses to start the worker. So `may_start` checks first whether the browser
    // would refuse.
    if !may_start(address).unwrap_or(false) {
        return None;
    }
    let mut spawner = Fanout::spawner();
    spawner.callback(listener).with_loader(true).as_module(true);
    Some(spawner.encoding::<Bytes>().spawn(address))
}

/// Returns whether the browser would allow `new Worker` with this address. Returns `None` if the address is invalid, or
/// if this function cannot find out. The browser refuses if it has no workers, or if the origin of the address differs
/// from the origin of the page. In a sandboxed frame, the origin of the page can be `null`. No address of a server has
/// this origin, so the browser refuses each of them.
fn may_start(address: &str) -> Option<bool> {
    let global = js_sys::global();
    let known = Reflect::has(&global, &JsValue::from_str("Worker")).ok()?;
    let origin = Reflect::get(&global, &JsValue::from_str("origin")).ok()?.as_string()?;
    let base = web_sys::window()?.document()?.base_uri().ok()??;
    let url = Url::new_with_base(address, &base).ok()?;
    Some(known && url.origin() == origin)
}
