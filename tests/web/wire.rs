//! What the app's requests carry, as a server on another origin judges it.

use evergreen::user::User;
use evergreen_session::HttpRequest;
use evergreen_session::environment::Environment;
use evergreen_session::{Browser, Bus, Method};
use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::scene::NOWHERE;

/// Keeps what the page's requests carry instead of sending them.
const RECORD: &str = "
    window.realFetch = window.fetch;
    window.fetch = async (request) => {
        window.sent = [request.method, request.headers.get('content-type') ?? '', request.credentials].join(' ');
        return new Response(null, { status: 204 });
    }";

fn run(script: &str) -> JsValue {
    Function::new_no_args(script).call0(&JsValue::UNDEFINED).expect("a script that runs")
}

#[wasm_bindgen_test]
async fn every_change_carries_a_type_that_needs_leave_and_a_read_carries_none() {
    run(RECORD);
    let browser = Browser::<User>::new(NOWHERE, Bus::in_page());
    let mut sent = Vec::new();
    for (method, body) in [
        (Method::Get, None),
        (Method::Post, None),
        (Method::Post, Some("{}")),
        (Method::Put, None),
        (Method::Delete, None),
    ] {
        let call = HttpRequest {
            method,
            path: "/x".to_owned(),
            headers: Vec::new(),
            body: body.map(str::to_owned),
            limit: 1_000,
        };
        let answer = browser.send(call, None).await;
        assert_eq!(answer.map(|answer| answer.status), Ok(204));
        sent.push(run("return window.sent").as_string().unwrap_or_default());
    }
    run("window.fetch = window.realFetch");
    let json = |method: &str| format!("{method} application/json include");
    assert_eq!(sent, ["GET  include".to_owned(), json("POST"), json("POST"), json("PUT"), json("DELETE")]);
}
