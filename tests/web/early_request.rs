//! The early request: a script of the page sends it before the program runs, and the program uses the response.

use evergreen::session::Api;
use evergreen_session::{Browser, Bus, Error, Request, Transient};
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::test_app::{SIGNED_OUT, UNREACHABLE_API, save_record, user};

const UNREACHABLE: Result<&str, Error> = Err(Error::Transient(Transient::Unreachable));

/// Sets the function `evergreenEarly`, as a page does after it has sent an early request to `address`. If the program
/// calls the function with `address`, the function returns the value of the JavaScript expression `response`.
fn set_early_request(address: &str, response: &str) {
    let script = format!(
        "const response = {response}; globalThis.evergreenEarly = (asked) => asked === '{address}' && response"
    );
    Function::new_no_args(&script).call0(&JsValue::UNDEFINED).expect("an early request");
}

fn board() -> Request {
    Request::get("/test/all").public()
}

#[wasm_bindgen_test]
async fn a_public_request_uses_the_response_to_an_early_request_once() {
    save_record(SIGNED_OUT);
    let api = Api::new(Browser::new(UNREACHABLE_API, Bus::in_page()));
    let address = format!("{UNREACHABLE_API}/test/all");
    set_early_request(&address, "Promise.resolve(new Response('early'))");
    assert_eq!(api.text(board()).await.as_deref(), Ok("early"));
    assert_eq!(api.text(board()).await, UNREACHABLE.map(str::to_owned), "the second request");
}

#[wasm_bindgen_test]
async fn an_early_request_that_does_not_fit_or_has_failed_is_not_used() {
    save_record(user(1, "amy", &[]));
    let api = Api::new(Browser::new(UNREACHABLE_API, Bus::in_page()));
    let address = format!("{UNREACHABLE_API}/test/all");
    let ok = "Promise.resolve(new Response('early'))";
    let used = "(async () => { const used = new Response('early'); await used.text(); return used; })()";
    for (what, address, response, request) in [
        ("another address", UNREACHABLE_API, ok, board()),
        ("another method", &address, ok, Request::post("/test/all").public()),
        ("a header", &address, ok, board().header("X-Trace", "1")),
        ("a request that needs the session", &address, ok, Request::get("/test/all")),
        ("a refusal", &address, "Promise.resolve(new Response('no', { status: 401 }))", board()),
        ("a failure", &address, "Promise.reject(new TypeError('no network'))", board()),
        ("no response", &address, "Promise.resolve(undefined)", board()),
        ("no response either", &address, "{}", board()),
        ("a body that was read", &address, used, board()),
    ] {
        set_early_request(address, response);
        assert_eq!(api.text(request).await, UNREACHABLE.map(str::to_owned), "{what}");
    }
    Function::new_no_args("delete globalThis.evergreenEarly").call0(&JsValue::UNDEFINED).expect("no early request");
    assert_eq!(api.text(board()).await, UNREACHABLE.map(str::to_owned), "no early request");
    save_record(SIGNED_OUT);
}
