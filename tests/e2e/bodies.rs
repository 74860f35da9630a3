//! Bodies that no server should send: told in a short sentence, shown and kept nowhere, and the app goes on.

use std::time::Duration;

use evergreen_backend::{Fault, Times};
use serde_json::{Value, json};

use crate::fixture::Fixture;
use crate::page::Page;
use crate::test_system::TestSystem;

/// A word that stands in every body, and must stand nowhere else.
const MARK: &str = "Gooseberry";
/// What a page may say about a body, in characters.
const SHORT: usize = 300;

fn body(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Fault {
    Fault::Body { status, content_type: content_type.to_owned(), body: body.into() }
}

/// What is wrong with each, and what is answered.
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
            "no UTF-8",
            body(200, "application/json", [&b"{\"username\":\""[..], &[0xff, 0xfe, 0xc3], MARK.as_bytes()].concat()),
        ),
        ("a page with 200", body(200, "text/html", page.clone())),
        ("a page with 401", body(401, "text/html; charset=utf-8", page.clone())),
        ("a page with 403", body(403, "text/html", page.clone())),
        ("a page with 500", body(500, "text/html", page.clone())),
        ("a page that is not called one", body(400, "application/json", page)),
        (
            "an error of other types",
            body(500, "application/json", format!(r#"{{"message":{{"{MARK}":1}},"error":[]}}"#)),
        ),
        ("an error of a megabyte", body(400, "text/plain", MARK.repeat(100_000))),
    ]
}

#[test]
fn a_sign_in_survives_every_body() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/login").await;
        for (what, fault) in bodies() {
            s.server.fault("POST /api/auth/signin", fault, Times::Next(1));
            page.send_sign_in("user", "evergreen").await;
            tells(&page, what).await;
            assert_eq!(page.field_value("Username").await.as_deref(), Some("user"), "{what}: what was typed is kept");
            assert!(!page.nav().await.iter().any(|name| name == "Log out"), "{what}: somebody is signed in");
            page.open("/login").await;
        }
        page.send_sign_in("user", "evergreen").await;
        page.is_at("/profile").await;
    });
}

#[test]
fn a_sign_up_survives_every_body() {
    Fixture::new().run(async |s| {
        let page = s.page();
        fill_in_sign_up(&page).await;
        for (what, fault) in bodies().into_iter().filter(|(_, fault)| !grants(fault)) {
            s.server.fault("POST /api/auth/signup", fault, Times::Next(1));
            page.click_button("Sign Up").await;
            tells(&page, what).await;
            fill_in_sign_up(&page).await;
        }
        page.click_button("Sign Up").await;
        page.sees_link("Login").await;
    });
}

/// The form, loaded anew.
async fn fill_in_sign_up(page: &Page<'_>) {
    page.open("/register").await;
    page.fill("Username", "newcomer").await;
    page.fill("Email", "newcomer@example.com").await;
    page.fill("Password", "evergreen").await;
}

#[test]
fn a_board_survives_every_body() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        for (what, fault) in bodies() {
            // A text that is no page is a board's text, whatever it says; it is shown as text.
            if grants(&fault) && is_short_text(&fault) {
                continue;
            }
            survives(s, &page, "GET /api/test/user", what, fault).await;
        }
        page.click("User").await;
        page.sees("User Content.").await;
    });
}

#[test]
fn a_boards_text_is_never_markup() {
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
fn a_refresh_survives_every_body() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        for (what, fault) in bodies() {
            s.server.expire_access_tokens();
            let over = matches!(&fault, Fault::Body { status: 400..=403, content_type, body }
                if !content_type.contains("html") && !body.starts_with(b"<"));
            if over {
                // The server's own refusal, whatever it says.
                continue;
            }
            survives(s, &page, "POST /api/auth/refreshtoken", what, fault).await;
        }
        page.click("User").await;
        page.sees("User Content.").await;
        assert!(
            s.requests_to("POST /api/auth/signin").len() == 1 && s.requests_to("POST /api/auth/signout").is_empty()
        );
    });
}

#[test]
fn an_answer_that_drips_is_given_up_and_asked_for_again() {
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

/// Whether the status says that all went well.
fn grants(fault: &Fault) -> bool {
    matches!(fault, Fault::Body { status: 200, .. })
}

/// Whether it is as short as a board may be, and no page.
fn is_short_text(fault: &Fault) -> bool {
    matches!(fault, Fault::Body { body, .. } if body.len() <= 20_000 && !body.starts_with(b"<"))
}

/// A click on `User` meets this at `route`: it is told, nobody is signed out, and another page is as it should be.
async fn survives(s: &TestSystem, page: &Page<'_>, route: &str, what: &str, fault: Fault) {
    s.server.fault(route, fault, Times::Always);
    page.click("User").await;
    tells(page, what).await;
    page.sees_link("user").await;
    s.server.clear_faults();
    page.click("Home").await;
    page.sees("Public Content.").await;
}

/// The page says something short and its own, and nothing of the body is on it or in what it keeps.
async fn tells(page: &Page<'_>, what: &str) {
    page.wait_until(&format!("an alert about {what}"), "return roleText('alert') !== ''", "").await;
    let alert = page.role_text("alert").await;
    assert!(alert.chars().count() <= SHORT, "{what}: {alert}");
    let script =
        format!("return [document.documentElement.outerHTML, document.title, storage()].join().includes('{MARK}')");
    assert_eq!(page.script(&script, vec![]).await, json!(false), "{what}: the body is on the page, or kept");
}
