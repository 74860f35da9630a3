//! Web Locks. This module declares its own bindings, because the bindings in web-sys are not stable.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::abort::AbortOnDrop;
use crate::client::environment::LockName;

#[wasm_bindgen]
extern "C" {
    /// <https://w3c.github.io/web-locks/#dom-lockmanager-request>. The browser calls `callback` when it grants the
    /// lock. The lock is held until the promise that `callback` returns is settled.
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = request, catch)]
    fn request_lock(name: &str, options: &Object, callback: &Function) -> Result<Promise, JsValue>;

    /// <https://w3c.github.io/web-locks/#dom-lockmanager-query>. The promise resolves to a list of the locks that are
    /// held or requested.
    #[wasm_bindgen(js_namespace = ["navigator", "locks"], js_name = query, catch)]
    fn query_locks() -> Result<Promise, JsValue>;
}

/// A held Web Lock. Dropping it releases the lock. The browser releases the lock when the page is closed. If the
/// program has panicked, it cannot drop this value any more. Then the app's `boot.js` dispatches the event `STOPPED`,
/// which releases the lock.
pub struct WebLock {
    release: Function,
}

/// The event that `boot.js` dispatches when the program has stopped.
const STOPPED: &str = "evergreen-stopped";

impl WebLock {
    fn new(release: Function) -> Self {
        if let Some(window) = web_sys::window() {
            // The browser calls this listener after the program has stopped. A function of the program would not work
            // any more then, but `release` is a function of the browser. Adding a listener cannot fail, so the result
            // is ignored.
            let _ = window.add_event_listener_with_callback(STOPPED, &release);
        }
        WebLock { release }
    }
}

impl Drop for WebLock {
    fn drop(&mut self) {
        // `release` resolves a promise, and the browser holds the lock until this promise is resolved. Resolving a
        // promise and removing a listener cannot fail, so both results are ignored.
        let _ = self.release.call0(&JsValue::UNDEFINED);
        if let Some(window) = web_sys::window() {
            let _ = window.remove_event_listener_with_callback(STOPPED, &self.release);
        }
    }
}

/// The name of a lock in the browser. All apps of one origin share the browser's locks. The name contains the API base,
/// so that an app does not wait for another app that uses a different server.
pub(crate) fn name(lock: LockName, api: &str) -> String {
    match lock {
        LockName::Session => format!("evergreen-session {api}"),
        LockName::Rescue => format!("evergreen-rescue {api}"),
        LockName::Events => format!("evergreen-events {api}"),
    }
}

/// Whether the browser has Web Locks, which it offers in a secure context only.
pub(crate) fn has_locks() -> bool {
    web_sys::window()
        .and_then(|window| Reflect::get(&window.navigator(), &"locks".into()).ok())
        .is_some_and(|locks| locks.is_object())
}

/// The lock cannot be granted. Either the browser has no Web Locks, or it denies them because of a setting or a
/// sandbox.
#[derive(Debug)]
pub(crate) struct Refused;

/// Waits for the lock in the queue. Returns two values. The first value is the lock. The second value is true if
/// another task or tab held the lock, or waited for it, at the time of the request. Dropping the future cancels the
/// request.
///
/// # Errors
/// [`Refused`] if the browser denies the lock.
pub(crate) async fn lock(name: &str) -> Result<(WebLock, bool), Refused> {
    match try_lock(name).await? {
        Some(lock) => Ok((lock, false)),
        None => Ok((wait_lock(name).await?, true)),
    }
}

/// Takes the lock if no task or tab holds it or waits for it. Otherwise, returns `None`.
async fn try_lock(name: &str) -> Result<Option<WebLock>, Refused> {
    let options = Object::new();
    Reflect::set(&options, &"ifAvailable".into(), &JsValue::TRUE).map_err(|_| Refused)?;
    ask(name, &options).await
}

async fn wait_lock(name: &str) -> Result<WebLock, Refused> {
    let options = Object::new();
    let abort = AbortOnDrop::new();
    if let Some(signal) = abort.signal() {
        Reflect::set(&options, &"signal".into(), &signal).map_err(|_| Refused)?;
    }
    ask(name, &options).await?.ok_or(Refused)
}

/// The browser's id of the page that holds the lock. `None` if no page holds it, or if the browser does not say.
pub(crate) async fn lock_holder(name: &str) -> Option<String> {
    let snapshot = JsFuture::from(query_locks().ok()?).await.ok()?;
    let held = Reflect::get(&snapshot, &"held".into()).ok()?.dyn_into::<Array>().ok()?;
    let text = |lock: &JsValue, key: &str| Reflect::get(lock, &key.into()).ok()?.as_string();
    held.iter().find(|lock| text(lock, "name").as_deref() == Some(name)).and_then(|lock| text(&lock, "clientId"))
}

/// Requests the lock, and waits until it is granted. With the option `ifAvailable`, does not wait for the lock: returns
/// `None` if another task or tab holds the lock or waits for it. If this future is dropped and the browser grants the
/// lock afterwards, the lock is released at once.
async fn ask(name: &str, options: &Object) -> Result<Option<WebLock>, Refused> {
    let (sender, receiver) = oneshot::channel();
    let sender = Rc::new(RefCell::new(Some(sender)));
    let granted = sender.clone();
    let callback = Closure::once_into_js(move |lock: JsValue| -> JsValue {
        let Some(sender) = granted.take() else { return JsValue::UNDEFINED };
        if lock.is_null() || lock.is_undefined() {
            // `send` fails only if the receiver was dropped. Then nobody waits for the result, so the error is ignored.
            // This is also true for the last `send` in this function.
            let _ = sender.send(Ok(None));
            return JsValue::UNDEFINED;
        }
        let mut release = None;
        let held = Promise::new(&mut |resolve, _| release = Some(resolve));
        match release {
            Some(release) => {
                // If the receiver was dropped, `send` returns an error that contains the lock. Dropping the error
                // releases the lock.
                let _ = sender.send(Ok(Some(WebLock::new(release))));
                held.into()
            }
            None => JsValue::UNDEFINED,
        }
    });
    let request = request_lock(name, options, callback.unchecked_ref()).map_err(|_| Refused)?;
    spawn_local(async move {
        // If the browser refuses the lock, the promise is rejected, and the result is `Refused`. The promise is also
        // rejected if the request was aborted, but then nobody waits for the result any more. If the promise resolves,
        // the callback has already sent the result.
        if JsFuture::from(request).await.is_err()
            && let Some(sender) = sender.take()
        {
            let _ = sender.send(Err(Refused));
        }
    });
    receiver.await.unwrap_or(Err(Refused))
}
