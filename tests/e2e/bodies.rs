//! Invalid response bodies: the page shows a short message of its own, does not show or store any part of the body, and
//! continues to work.

use std::time::Duration;

use evergreen_backend::{Fault, Times};
use serde_json::{Value, json};

use crate::fixture::Fixture;
use crate::page::Page;
use crate::test_system::TestSystem;

/// A word that is in every body, except in `null` and in the empty body. It must never be on the page or in storage.
const MARK: &str = "Gooseberry";
/// The greatest length of the page's message about an invalid body, in characters.
const SHORT: usize = 300;

fn body(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Fault {
    Fault::Body { status, content_type: content_type.to_owned(), body: body.into() }
}

/// Returns each invalid body with a description.
fn bodies() -> Vec<(&'static str, Fault)> {
    let json = |text: &str| body(200, "application/json", text.replace('M', MARK));
    let page = format!("<!DOCTYPE html><p id=planted>{MARK}<img src=x onerror='document.title=`{MARK}`'></p>");
    let large = format!(r#"{{"id":1,"username":"{}"}}"#, MARK.repeat(100_000));
    let deep = format!("{}\"{MARK}\"{}", "[".repeat(50_000), "]".repeat(50_000));
    vec![
        ("half of JSON", json(r#"{"id":1,"username":"M","#)),
        ("JSON of other types", json(r#"{"id":{},"username":["M"],"email":7,"roles":"M","message":["M"]}"#)),
        ("JSON without the fields", json(r#"{"M":"M"}"#)),
        ("a JSON text", json(r#""M""#)),
        ("a JSON array", json(r#"["M"]"#)),
        ("null", json("null")),
        ("nothing", json("")),
        ("JSON too deep", body(200, "application/json", deep)),
        ("a megabyte", body(200, "application/json", large)),
        (
            "invalid UTF-8",
            body(200, "application/json", [&b"{\"username\":\""[..], &[0xff, 0xfe, 0xc3], MARK.as_bytes()].concat()),
        ),
        ("an HTML page with 200", body(200, "text/html", page.clone())),
        ("an HTML page with 401", body(401, "text/html; charset=utf-8", page.clone())),
        ("an HTML page with 403", body(403, "text/html", page.clone())),
        ("an HTML page with 500", body(500, "text/html", page.clone())),
        ("an HTML page with another content type", body(400, "application/json", page)),
        (
            "an error of other types",
            body(500, "application/json", format!(r#"{{"message":{{"{MARK}":1}},"error":[]}}"#)),
        ),
        ("an error of a megabyte", body(400, "text/plain", MARK.repeat(100_000))),
    ]
}

#[test]
fn a_sign_in_handles_every_invalid_body() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/login").await;
        for (what, fault) in bodies() {
            s.server.fault("POST /api/auth/signin", fault, Times::Next(1));
            page.send_sign_in("user", "evergreen").await;
            shows_error(&page, what).await;
            assert_eq!(
                page.field_value("Username").await.as_deref(),
                Some("user"),
                "{what}: the form must keep its input"
            );
            assert!(!page.nav().await.iter().any(|name| name == "Log out"), "{what}: a user is signed in");
            page.open("/login").await;
        }
        page.send_sign_in("user", "evergreen").await;
        page.is_at("/profile").await;
    });
}

#[test]
fn a_sign_up_handles_every_invalid_body() {
    Fixture::new().run(async |s| {
        let page = s.page();
        fill_in_sign_up(&page).await;
        for (what, fault) in bodies().into_iter().filter(|(_, fault)| !is_success(fault)) {
            s.server.fault("POST /api/auth/signup", fault, Times::Next(1));
            page.click_button("Sign Up").await;
            shows_error(&page, what).await;
            fill_in_sign_up(&page).await;
        }
        page.click_button("Sign Up").await;
        page.sees_link("Login").await;
    });
}

/// Loads the sign-up form, and fills it in.
async fn fill_in_sign_up(page: &Page<'_>) {
    page.open("/register").await;
    page.fill("Username", "newcomer").await;
    page.fill("Email", "newcomer@example.com").await;
    page.fill("Password", "evergreen").await;
}

#[test]
fn a_board_handles_every_invalid_body() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        for (what, fault) in bodies() {
            // The page `/user` shows any short text that is not HTML. So a successful response with such a text is
            // valid for this page, and is not tested here.
            if is_success(&fault) && is_short_text(&fault) {
                continue;
            }
            check_session_survives(s, &page, "GET /api/test/user", what, fault).await;
        }
        page.click("User").await;
        page.sees("User Content.").await;
    });
}

#[test]
fn a_boards_text_is_never_parsed_as_html() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let text = "A <b id=planted>bold</b> \u{202e}<script>alert(1)</script>";
        s.server.fault("GET /api/test/user", body(200, "text/plain; charset=utf-8", text), Times::Next(1));
        page.click("User").await;
        page.sees("<b id=planted>bold</b>").await;
        assert_eq!(page.script("return document.querySelector('#planted, main script')", vec![]).await, Value::Null);
    });
}

#[test]
fn a_refresh_handles_every_invalid_body() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        for (what, fault) in bodies() {
            s.server.expire_access_tokens();
            let ends_session = matches!(&fault, Fault::Body { status: 400..=403, content_type, body }
                if !content_type.contains("html") && !body.starts_with(b"<"));
            if ends_session {
                // This response counts as a refusal by the server itself. Such a refusal ends the session, whatever its
                // body is. The check below expects that the session continues, so this response is left out.
                continue;
            }
            check_session_survives(s, &page, "POST /api/auth/refreshtoken", what, fault).await;
        }
        page.click("User").await;
        page.sees("User Content.").await;
        assert!(
            s.requests_to("POST /api/auth/signin").len() == 1 && s.requests_to("POST /api/auth/signout").is_empty()
        );
    });
}

#[test]
fn a_slow_response_times_out_and_can_be_retried() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.server.fault("GET /api/test/user", Fault::Drip(Duration::from_secs(2)), Times::Next(1));
        page.click("User").await;
        page.sees_alert("took too long").await;
        page.click("Try again").await;
        page.sees("User Content.").await;
    });
}

/// Returns whether the status of the response is a success.
fn is_success(fault: &Fault) -> bool {
    matches!(fault, Fault::Body { status: 200, .. })
}

/// Returns whether `/user` would show the body as its text: the body is short, and it is not HTML.
fn is_short_text(fault: &Fault) -> bool {
    matches!(fault, Fault::Body { body, .. } if body.len() <= 20_000 && !body.starts_with(b"<"))
}

/// Makes the server respond with this fault at `route`, and clicks `User`. Checks that the page shows an error, that
/// the user stays signed in, and that another page works.
async fn check_session_survives(s: &TestSystem, page: &Page<'_>, route: &str, what: &str, fault: Fault) {
    s.server.fault(route, fault, Times::Always);
    page.click("User").await;
    shows_error(page, what).await;
    page.sees_link("user").await;
    s.server.clear_faults();
    page.click("Home").await;
    page.sees("Public Content.").await;
}

/// Checks that the page shows a short message of its own, and that nothing of the body is on the page or in storage.
async fn shows_error(page: &Page<'_>, what: &str) {
    page.wait_until(&format!("an alert about {what}"), "return roleText('alert') !== ''", "").await;
    let alert = page.role_text("alert").await;
    assert!(alert.chars().count() <= SHORT, "{what}: {alert}");
    let script =
        format!("return [document.documentElement.outerHTML, document.title, storage()].join().includes('{MARK}')");
    assert_eq!(page.script(&script, vec![]).await, json!(false), "{what}: the body is on the page or stored");
}
