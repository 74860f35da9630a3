//! Tests the requests that [`Browser`] passes to `fetch`: their method, content type, headers, credentials and body.
//! Also tests how a response is read.

use evergreen::protocol::Tutorial;
use evergreen::session::Api;
use evergreen_session::HttpRequest;
use evergreen_session::environment::Environment;
use evergreen_session::{Body, Browser, Bus, Method, Request};
use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::test_app::UNREACHABLE_API;

/// A script that replaces `fetch`. The new `fetch` records each request for the path `x` instead of sending it, and
/// always gives the same response. It passes on other requests, because an app of an earlier test may still send some.
const RECORD: &str = "
    window.realFetch = window.fetch;
    window.fetch = async (request) => {
        if (!request.url.endsWith('/x')) return window.realFetch(request);
        const kind = (request.headers.get('content-type') ?? '').replace(/boundary=.*/, 'boundary');
        window.recordedHead = [request.method, kind, request.headers.get('x-trace') ?? '', request.credentials].join('|');
        window.recordedBody = await request.text();
        return new Response('\\u{feff}é', { status: 200, headers: { 'X-Pages': '7' } });
    }";

fn run(script: &str) -> JsValue {
    Function::new_no_args(script).call0(&JsValue::UNDEFINED).expect("a script that runs")
}

/// Sends a request, checks its response, and returns the recorded head and the recorded body of the request.
async fn sent(method: Method, headers: &[(&str, &str)], body: Body) -> (String, String) {
    let browser = Browser::<Tutorial>::new(UNREACHABLE_API, Bus::in_page());
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let request = HttpRequest { method, path: "/x".to_owned(), headers, body, limit: 1_000 };
    let response = browser.send(request, None).await.expect("a response");
    assert_eq!((response.status, response.header("x-pages"), &*response.text()), (200, Some("7"), "é"));
    assert_eq!(response.bytes(), "\u{feff}é".as_bytes());
    let text = |name: &str| run(&format!("return window.{name}")).as_string().unwrap_or_default();
    (text("recordedHead"), text("recordedBody"))
}

#[wasm_bindgen_test]
async fn writes_have_a_content_type_that_needs_a_preflight_and_reads_have_none() {
    run(RECORD);
    let json = |text: &str| Body::Text("application/json", text.to_owned());
    let form = run("const form = new FormData(); form.append('a', 'b'); return form").unchecked_into();
    let blob = |options: &str| run(&format!("return new Blob(['<p>'], {options})")).unchecked_into();
    let mut found = Vec::new();
    for (method, body) in [
        (Method::Get, Body::Empty),
        (Method::Head, Body::Empty),
        (Method::Post, Body::Empty),
        (Method::Post, json("{}")),
        (Method::Put, Body::Empty),
        (Method::Patch, json("[1]")),
        (Method::Delete, Body::Empty),
        (Method::Put, Body::Bytes("image/png".to_owned(), b"png".to_vec())),
        (Method::Post, Body::Blob(blob("{ type: 'text/html' }"))),
        (Method::Post, Body::Blob(blob("{}"))),
    ] {
        found.push(sent(method, &[], body).await);
    }
    let (form_sent, form_body) = sent(Method::Post, &[], Body::Form(form)).await;
    let traced = sent(Method::Post, &[("X-Trace", "1"), ("content-type", "text/csv")], json("a,b")).await;
    run("window.fetch = window.realFetch");
    let expected = [
        ("GET|||include", ""),
        ("HEAD|||include", ""),
        ("POST|application/json||include", ""),
        ("POST|application/json||include", "{}"),
        ("PUT|application/json||include", ""),
        ("PATCH|application/json||include", "[1]"),
        ("DELETE|application/json||include", ""),
        ("PUT|image/png||include", "png"),
        ("POST|text/html||include", "<p>"),
        ("POST|application/octet-stream||include", "<p>"),
    ];
    assert_eq!(found, expected.map(|(sent, body)| (sent.to_owned(), body.to_owned())));
    assert_eq!(form_sent, "POST|multipart/form-data; boundary||include");
    assert!(form_body.contains("name=\"a\"") && form_body.contains("b"), "{form_body}");
    assert_eq!(traced, ("POST|text/csv|1|include".to_owned(), "a,b".to_owned()));
}

#[wasm_bindgen_test]
async fn a_response_is_read_as_a_blob_with_its_content_type() {
    run("window.realFetch = window.fetch;
         window.fetch = async () => new Response('a,b', { headers: { 'Content-Type': 'text/csv' } })");
    let api = Api::new(Browser::new(UNREACHABLE_API, Bus::in_page()));
    let blob = api.blob(Request::get("/export").public()).await.expect("a blob");
    run("window.fetch = window.realFetch");
    assert_eq!((blob.type_().as_str(), blob.size()), ("text/csv", 3.0));
}
