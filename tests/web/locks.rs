//! Web Locks as the browser has them: one after the other, and a browser that denies them.

use evergreen::api::world::{LockName, World};
use evergreen::api::{Api, Browser, Credentials, Error, Trouble};
use evergreen::bus::Bus;
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::scene::NOWHERE;

fn run(script: &str) {
    Function::new_no_args(script).call0(&JsValue::UNDEFINED).expect("a script that runs");
}

#[wasm_bindgen_test]
async fn a_lock_is_handed_on_and_its_holder_known() {
    let (one, other) = (Browser::new(NOWHERE, Bus::in_page()), Browser::new(NOWHERE, Bus::in_page()));
    assert_eq!(one.holder(LockName::Session).await, None);
    let held = one.lock(LockName::Session).await.expect("granted");
    assert!(!held.contended);
    assert!(one.holder(LockName::Session).await.is_some());
    assert!(!other.lock(LockName::Rescue).await.expect("another lock").contended);
    let (waited, ()) = futures_util::join!(other.lock(LockName::Session), async {
        one.sleep(50).await;
        drop(held);
    });
    assert!(waited.expect("granted").contended);
    // Given up on while in line: the line goes on without it.
    let held = one.lock(LockName::Session).await.expect("granted");
    let waiting = Box::pin(other.lock(LockName::Session));
    futures_util::future::select(waiting, Box::pin(one.sleep(50))).await;
    drop(held);
    assert!(one.lock(LockName::Session).await.is_some());
}

#[wasm_bindgen_test]
async fn where_the_browser_denies_locks_one_can_still_sign_in() {
    run("navigator.locks.request = () => Promise.reject(new DOMException('', 'SecurityError'))");
    let api = Api::new(Browser::new(NOWHERE, Bus::in_page()));
    assert!(api.locks());
    let tried = api.sign_in(Credentials { username: "amy".into(), password: "secret12".into() }).await;
    run("delete navigator.locks.request");
    assert_eq!(tried, Err(Error::TryAgain(Trouble::Unreachable)), "the server was asked");
    assert!(!api.locks(), "and the page can say that tabs don't wait for each other");
}
