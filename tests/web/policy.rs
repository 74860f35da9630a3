//! A request that the page's content security policy blocks is reported as blocked, and not as a network error.

use evergreen::session::Api;
use evergreen_session::testing::{absolute, is_below};
use evergreen_session::{Browser, Bus, Error, Request, Transient};
use js_sys::Function;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::test_app::UNREACHABLE_API;

/// Dispatches the event that the browser dispatches when the policy blocks a request to `address`.
fn violate(address: &str) {
    let script = format!(
        "document.dispatchEvent(new SecurityPolicyViolationEvent('securitypolicyviolation', {{
            disposition: 'enforce', effectiveDirective: 'connect-src', blockedURI: '{address}',
            violatedDirective: 'connect-src', documentURI: location.href, originalPolicy: '', statusCode: 200
        }}))"
    );
    Function::new_no_args(&script).call0(&wasm_bindgen::JsValue::UNDEFINED).expect("an event");
}

/// Dispatches the event that a browser dispatches when the policy blocks a request to `blocked`. Then makes a request
/// to the API at `base`, and returns the error of this request.
async fn error_after_block(base: &str, blocked: &str) -> Error {
    let api = Api::new(Browser::new(base, Bus::in_page()));
    violate(blocked);
    api.text(Request::get("/test/all").public()).await.expect_err("no server responds there")
}

#[wasm_bindgen_test]
async fn a_request_blocked_by_the_policy_is_reported_as_blocked() {
    for blocked in ["http://localhost:9/api/test/all", "http://localhost:9"] {
        assert_eq!(
            error_after_block(UNREACHABLE_API, blocked).await,
            Error::Transient(Transient::Blocked),
            "{blocked}"
        );
    }
    let origin = web_sys::window().and_then(|window| window.location().origin().ok()).expect("an origin");
    let own = |path: &str| format!("{origin}{path}");
    let (api, root) = (absolute("/api"), absolute(""));
    assert!(is_below(&own("/api/test/all"), &api) && is_below(&own("/x"), &root) && is_below(&origin, &api));
    assert!(!is_below(&own("/apix"), &api));
    for elsewhere in ["https://elsewhere.example/x", "http://localhost:9/apix", "http://localhost:99"] {
        assert_eq!(
            error_after_block(UNREACHABLE_API, elsewhere).await,
            Error::Transient(Transient::Unreachable),
            "{elsewhere}"
        );
        assert!(!is_below(elsewhere, &root) && !is_below(elsewhere, &api));
    }
}
