//! Tests the demo that `cargo xtask build --demo` makes of a release. A plain host serves it, and a service worker plays
//! the server. `tests/tabs/demo.rs` tests that the tabs of a demo share one refresh.

use std::fs;
use std::path::Path;

use evergreen_backend::{Config, Offer};
use serde_json::{Value, json};

use crate::browsers::demo::DemoFiles;
use crate::fixture::{Fixture, release};

/// A path below the root of the site.
const APP: &str = "/app/";

#[test]
fn a_session_outlives_the_worker_and_a_reload_past_the_caches_on_github_pages() {
    Fixture { prefix: APP, ..Fixture::new() }.run(async |s| {
        let demo = DemoFiles::new(APP).for_github_pages().serve().await;
        let page = demo.page(s);
        page.sign_in("user").await;
        s.browser.stop_service_workers().await;
        page.click("User").await;
        page.sees("User Content.").await;
        page.script("window.isOld = true", vec![]).await;
        s.browser.reload_past_caches().await;
        page.wait_until("the new page", "return !window.isOld", "").await;
        page.sees_app().await;
        page.sees("User Content.").await;
        s.assert_no_alert().await;
        s.check().await;
    });
}

#[test]
fn the_controls_of_a_demo_end_the_session_and_forget_everything() {
    Fixture::new().run(async |s| {
        let demo = DemoFiles::new("/").serve().await;
        let page = demo.page(s);
        page.open("/register").await;
        page.fill("Username", "amy").await;
        page.fill("Email", "amy@example.org").await;
        page.fill("Password", "secret word").await;
        page.click_button("Sign Up").await;
        page.sees_status("registered successfully").await;
        page.open("/login").await;
        page.send_sign_in("amy", "secret word").await;
        page.is_at("/profile").await;
        page.click("End the session").await;
        page.click("User").await;
        page.sees_alert("expired").await;

        page.send_sign_in("amy", "secret word").await;
        page.sees("User Content.").await;
        let first = page.tab().await;
        page.open_tab("/home").await;
        page.sees_link("amy").await;
        page.click("Reset the demo").await;
        page.sees_link("Login").await;
        page.to_tab(&first).await;
        page.sees_form().await;
        page.send_sign_in("amy", "secret word").await;
        page.sees_alert("Bad credentials").await;
        let stored = page.script("return storage()", vec![]).await;
        assert!(!stored.to_string().contains("amy"), "{stored}");
        s.check().await;
    });
}

#[test]
fn a_browser_without_service_workers_says_so() {
    Fixture { worker: false, ..Fixture::new() }.run(async |s| {
        let demo = DemoFiles::new("/").serve().await;
        s.browser.before_each_page("delete Navigator.prototype.serviceWorker").await;
        let page = demo.page(s);
        page.open_base().await;
        page.sees_alert("needs a service worker").await;
        let early = page.script("return Boolean(document.getElementById('early'))", vec![]).await;
        assert_eq!(early, true, "the program ran");
    });
}

/// The bytes that every demo contains, and no other release.
const TRACES: [&[u8]; 4] = [b"demo-api", b"demo.js", b"serviceWorker", b"This is a demo"];
/// The files that every demo has, and no other release.
const NAMES: [&str; 3] = ["demo-server.js", "demo.css", "demo.js"];

#[test]
fn no_other_release_contains_anything_of_a_demo() {
    for prefix in ["/", APP] {
        let demo = DemoFiles::new(prefix);
        let files = ["404.html", "_headers", "demo-server.js", "demo.css", "demo.js", "index.html"];
        assert_eq!(files_with_traces(&demo.folder()), files);
        assert_eq!(files_with_traces(&release(prefix)), [""; 0]);
    }
}

/// Returns the names of the files that have traces of a demo in their content or in their name. Leaves out the
/// compressed copies.
fn files_with_traces(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).expect("a release").map(|entry| entry.expect("an entry").path());
    let mut names: Vec<String> = files
        .filter(|file| file.extension().is_none_or(|ending| ending != "br" && ending != "gz"))
        .filter(|file| {
            let content = fs::read(file).expect("a file");
            let contains = |trace: &[u8]| content.windows(trace.len()).any(|window| window == trace);
            let name = file.file_name().expect("a name").to_string_lossy();
            NAMES.contains(&&*name) || TRACES.iter().any(|trace| contains(trace))
        })
        .map(|file| file.file_name().expect("a name").to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// A request: its method, its path below the API base, its body, and the content type of the body.
type Request = (&'static str, &'static str, &'static str, &'static str);

const JSON: &str = "application/json";

const BEFORE_EXPIRY: &[Request] = &[
    ("GET", "/test/all", "", ""),
    ("GET", "/test/user", "", ""),
    ("GET", "/test/mod", "", ""),
    ("GET", "/nothing", "", ""),
    ("GET", "/auth/signin", "", ""),
    ("DELETE", "/test/all", "", ""),
    ("POST", "/nothing", "{}", JSON),
    ("POST", "/auth/signin", "{}", "text/plain"),
    ("POST", "/auth/signin", "no JSON", JSON),
    ("POST", "/auth/signin", r#"{"username":"user"}"#, JSON),
    ("POST", "/auth/signin", r#"{"username":"user","password":"wrong"}"#, JSON),
    ("POST", "/auth/signin", r#"{"username":"nobody","password":"evergreen"}"#, JSON),
    ("POST", "/auth/refreshtoken", "{}", JSON),
    ("POST", "/auth/password", r#"{"current":"evergreen","new":"evergreen2"}"#, JSON),
    ("POST", "/auth/signout", "{}", JSON),
    // Sign-ups that are refused, in the order of the checks.
    ("POST", "/auth/signup", "[]", JSON),
    ("POST", "/auth/signup", r#"{"username":"amy","email":"amy@example.org","password":1}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"amy","email":"a@b.c","password":"secret","role":"mod"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"am","email":"amy@example.org","password":"secret"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"🌲🌲","email":"amy@example.org","password":"secret"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"amy  b","email":"amy@example.org","password":"secret"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":" amy","email":"amy@example.org","password":"secret"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"a\u0007my","email":"amy@example.org","password":"secret"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"a\u0430my","email":"amy@example.org","password":"secret"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"a\u200bmy","email":"amy@example.org","password":"secret"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"u\u0308ber","email":"amy@example.org","password":"secret"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"ami\u0307","email":"amy@example.org","password":"secret"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"amy","email":"amy","password":"secret"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"amy","email":"amy@-example.org","password":"secret"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"amy","email":"a..my@example.org","password":"secret"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"amy","email":"Amy <amy@example.org>","password":"secret"}"#, JSON),
    (
        "POST",
        "/auth/signup",
        r#"{"username":"amy","email":"a-very-long-name-of-a-person@a-very-long-name.example.org","password":"secret"}"#,
        JSON,
    ),
    ("POST", "/auth/signup", r#"{"username":"amy","email":"amy@example.org","password":"short"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"User","email":"amy@example.org","password":"evergreen"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"USER","email":"amy@example.org","password":"secret"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"M0derator","email":"amy@example.org","password":"secret"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"rnoderator","email":"amy@example.org","password":"secret"}"#, JSON),
    ("POST", "/auth/signup", r#"{"username":"amy","email":"USER@example.org","password":"secret"}"#, JSON),
    // Sign-ups that succeed.
    ("POST", "/auth/signup", r#"{"username":"Amy O'Neil","email":"a@b","password":"secret","role":["admin"]}"#, JSON),
    (
        "POST",
        "/auth/signup",
        r#"{"username":"山田たろうAB","email":"b@example.org","password":"sécret","role":null}"#,
        JSON,
    ),
    ("POST", "/auth/signup", r#"{"username":"Иван 2","email":"и@пример.рф","password":"secret"}"#, JSON),
    // A session of a user.
    ("POST", "/auth/signin", r#"{"username":"AMY o'neil","password":"secret"}"#, "application/json; charset=utf-8"),
    ("GET", "/test/user", "", ""),
    ("GET", "/test/mod", "", ""),
    ("GET", "/test/admin", "", ""),
    ("POST", "/auth/refreshtoken", "{}", JSON),
    ("GET", "/test/user", "", ""),
    ("POST", "/auth/password", "{}", JSON),
    ("POST", "/auth/password", r#"{"current":"secret","new":"short"}"#, JSON),
    ("POST", "/auth/password", r#"{"current":"wrong","new":"secret 2"}"#, JSON),
    ("POST", "/auth/password", r#"{"current":"secret","new":"secret 2"}"#, JSON),
    ("GET", "/test/user", "", ""),
    ("POST", "/auth/signout", "{}", JSON),
    ("GET", "/test/user", "", ""),
    ("POST", "/auth/refreshtoken", "{}", JSON),
    ("POST", "/auth/signin", r#"{"username":"Amy O'Neil","password":"secret"}"#, JSON),
    ("POST", "/auth/signin", r#"{"username":"Amy O'Neil","password":"secret 2"}"#, JSON),
    // A sign-in replaces the session of another user.
    ("POST", "/auth/signin", r#"{"username":"moderator","password":"evergreen"}"#, JSON),
    ("POST", "/auth/password", r#"{"current":"evergreen","new":"evergreen"}"#, JSON),
    ("GET", "/test/mod", "", ""),
    ("GET", "/test/admin", "", ""),
    ("POST", "/auth/signin", r#"{"username":"admin","password":"evergreen"}"#, JSON),
    ("GET", "/test/admin", "", ""),
];

const AFTER_EXPIRY: &[Request] =
    &[("GET", "/test/admin", "", ""), ("POST", "/auth/refreshtoken", "{}", JSON), ("GET", "/test/admin", "", "")];

const AFTER_THE_END: &[Request] = &[("GET", "/test/admin", "", ""), ("POST", "/auth/refreshtoken", "{}", JSON)];

/// A script that sends requests from the page to the page's API, one after the other. For each of them, it returns the
/// status, the content type and the body. It replaces what differs between two servers: the path of the API and times.
const SEND: &str = "return (async () => {
    const base = new URL(document.querySelector(\"meta[name='api-base']\").content, location.href);
    const responses = [];
    for (const [method, path, body, type] of arguments[0]) {
        const options = { method, credentials: 'include', cache: 'no-store' };
        if (body) Object.assign(options, { body, headers: { 'Content-Type': type } });
        const response = await fetch(base.href + path, options);
        const text = (await response.text()).replaceAll(base.pathname, '/BASE');
        const time = /\"timestamp\":\"\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z\"/;
        responses.push([response.status, response.headers.get('Content-Type'), text.replace(time, 'TIME')]);
    }
    return responses;
})()";

#[test]
fn the_responses_of_a_demo_are_those_of_the_companion_server() {
    let config = Config { offers: vec![Offer::Password], ..Config::for_tests() };
    Fixture { config, ..Fixture::new() }.run(async |s| {
        let demo = DemoFiles::new("/").serve().await;
        let (companion, simulated) = (s.page(), demo.page(s));
        companion.open("/activity").await;
        let first = companion.tab().await;
        let second = simulated.open_tab("/activity").await;
        for requests in [BEFORE_EXPIRY, AFTER_EXPIRY, AFTER_THE_END] {
            simulated.to_tab(&second).await;
            if requests == AFTER_EXPIRY {
                simulated.script(CONTROL, vec![json!("expire")]).await;
                s.server.expire_access_tokens();
            } else if requests == AFTER_THE_END {
                simulated.script(CONTROL, vec![json!("end")]).await;
                s.server.revoke_all().await;
            }
            let actual = simulated.script(SEND, vec![json!(requests)]).await;
            companion.to_tab(&first).await;
            let expected = companion.script(SEND, vec![json!(requests)]).await;
            for (n, request) in requests.iter().enumerate() {
                assert_ne!(expected[n], Value::Null, "{request:?}");
                assert_eq!(actual[n], expected[n], "{request:?}");
            }
        }
        s.check().await;
    });
}

/// A script that calls a control of the simulated server.
const CONTROL: &str = "return fetch(`/demo-api/demo/${arguments[0]}`, { method: 'POST' }).then(({ ok }) => ok)";
