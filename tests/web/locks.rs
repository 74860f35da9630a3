//! The session library in a browser that denies Web Locks.

use evergreen::protocol::Credentials;
use evergreen::session::Api;
use evergreen_session::{Browser, Bus, Error, Transient};
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::test_app::UNREACHABLE_API;

fn run(script: &str) {
    Function::new_no_args(script).call0(&JsValue::UNDEFINED).expect("a script that runs");
}

#[wasm_bindgen_test]
async fn a_user_can_sign_in_where_the_browser_denies_web_locks() {
    // Another test may have left a record with a signed-in user. While a user is signed in, nobody can sign in. So this
    // line removes the record.
    run("localStorage.clear()");
    run("navigator.locks.request = () => Promise.reject(new DOMException('', 'SecurityError'))");
    let api = Api::new(Browser::new(UNREACHABLE_API, Bus::in_page()));
    assert!(api.locks());
    let first = api.sign_in(Credentials { username: "amy".into(), password: "secret12".into() }).await;
    run("delete navigator.locks.request");
    assert_eq!(first, Err(Error::Transient(Transient::Unreachable)), "the request must be sent");
    assert!(!api.locks(), "the page must know that there are no locks");

    // The browser no longer denies locks. The second sign-in asks the browser for a lock again, although the browser
    // denied the lock of the first sign-in. The second sign-in gets the lock, so `locks` is true again.
    let second = api.sign_in(Credentials { username: "amy".into(), password: "secret12".into() }).await;
    assert_eq!(second, Err(Error::Transient(Transient::Unreachable)));
    assert!(api.locks(), "one denied lock must not switch off the locks for good");
    run("localStorage.clear()");
}
