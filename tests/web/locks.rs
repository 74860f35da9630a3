//! A browser that denies Web Locks, for good or once.

use evergreen::accounts::Credentials;
use evergreen::session::Api;
use evergreen_session::{Browser, Bus, Error, Transient};
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::scene::NOWHERE;

fn run(script: &str) {
    Function::new_no_args(script).call0(&JsValue::UNDEFINED).expect("a script that runs");
}

#[wasm_bindgen_test]
async fn where_the_browser_denies_locks_one_can_still_sign_in() {
    // Whoever another test left signed in would need no sign-in.
    run("localStorage.clear()");
    run("navigator.locks.request = () => Promise.reject(new DOMException('', 'SecurityError'))");
    let api = Api::new(Browser::new(NOWHERE, Bus::in_page()));
    assert!(api.locks());
    let tried = api.sign_in(Credentials { username: "amy".into(), password: "secret12".into() }).await;
    run("delete navigator.locks.request");
    assert_eq!(tried, Err(Error::Transient(Transient::Unreachable)), "the server was asked");
    assert!(!api.locks(), "and the page can say that tabs don't wait for each other");

    // The next one is asked for all the same.
    let granted = api.sign_in(Credentials { username: "amy".into(), password: "secret12".into() }).await;
    assert_eq!(granted, Err(Error::Transient(Transient::Unreachable)));
    assert!(api.locks(), "one refusal switched the locks off for good");
    run("localStorage.clear()");
}
