//! The page `/sessions`: its list, the controls that end sessions, and its states of waiting and of failure.

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fake_server::FakeServer;
use crate::test_app::{TestApp, amy_offered, open, user};
use crate::test_page::until;

const LIST: &str = r#"[
    {"id":"here","current":true,"began":"2026-11-28T09:00:00Z","lastUsed":"2026-11-29T09:00:00Z","client":"Chrome on Linux"},
    {"id":"a b/c","current":false,"began":"2026-11-27T09:00:00Z","lastUsed":"2026-11-28T09:00:00Z","client":"Firefox on Linux"},
    {"id":"phone","current":false,"began":"2026-11-26T09:00:00Z","lastUsed":"2026-11-27T09:00:00Z","client":"Safari on iPhone"},
    {"id":"x","current":false,"began":"2026-11-25T09:00:00Z","lastUsed":"2026-11-26T09:00:00Z","client":""}
]"#;

/// Opens the page with a server that responds with [`LIST`].
async fn open_list() -> (FakeServer, TestApp) {
    let server = FakeServer::start();
    server.respond_with(200, LIST);
    let app = open("/sessions", amy_offered(r#"["sessions"]"#));
    app.sees("h2", "Chrome on Linux").await;
    assert_eq!(server.sent(), ["GET /api/auth/sessions"]);
    (server, app)
}

/// Presses the button `Sign out` of the row at this position.
fn press_sign_out(app: &TestApp, place: usize) {
    app.all(&format!("#session-{place} button"))[0].click();
}

async fn sees_clients(app: &TestApp, clients: &[&str]) {
    assert!(
        until(|| app.texts("main li h2") == clients).await,
        "{clients:?}, but it shows {:?}",
        app.texts("main li h2")
    );
}

#[wasm_bindgen_test]
async fn the_list_shows_clients_and_times_and_marks_this_device() {
    let (_server, app) = open_list().await;
    sees_clients(&app, &["Chrome on Linux", "Firefox on Linux", "Safari on iPhone", "Unknown client"]).await;
    assert_eq!(app.texts("main li strong"), ["This device"]);
    assert!(app.texts("#session-0")[0].contains("This device"));
    assert!(app.texts("#session-1 p").iter().any(|text| text.starts_with("Last used 2026-11-28 ")));
    assert!(app.texts("#session-1 p").iter().any(|text| text.starts_with("Signed in 2026-11-27 ")));
    assert_eq!(app.texts("main li button"), ["Log out", "Sign out", "Sign out", "Sign out"]);
    assert_eq!(
        app.find("#session-1 button").unwrap().get_attribute("aria-describedby").as_deref(),
        Some("session-1-client")
    );
    assert_eq!(app.texts("#session-1-client"), ["Firefox on Linux"]);
}

#[wasm_bindgen_test]
async fn a_question_comes_first_and_can_be_cancelled() {
    let (server, app) = open_list().await;
    press_sign_out(&app, 1);
    app.sees("[role=group] p", "Sign out Firefox on Linux?").await;
    assert!(until(|| app.has_focus("[role=group]")).await, "the focus is on the question");
    app.click("Cancel");
    assert!(until(|| app.has_focus("#session-1 button")).await, "the focus is back");
    press_sign_out(&app, 1);
    assert!(until(|| app.has_focus("[role=group]")).await);
    let escape = "field.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, key: 'Escape' }))";
    let escape = Function::new_with_args("field", escape);
    escape.call1(&JsValue::UNDEFINED, &app.find("[role=group]").expect("a question")).expect("a key");
    assert!(until(|| app.has_focus("#session-1 button")).await, "Escape cancels, too");
    assert_eq!(server.sent(), [""; 0]);
}

#[wasm_bindgen_test]
async fn an_ended_session_leaves_the_list_and_the_focus_goes_to_the_next_row() {
    let (server, app) = open_list().await;
    press_sign_out(&app, 1);
    app.sees("[role=group] p", "Sign out Firefox").await;
    server.stop_responding();
    app.click("Yes, sign out");
    // A second press sends nothing, and the question cannot be cancelled during the request.
    app.click("Yes, sign out");
    app.sees("[role=group] [role=status]", "Signing out…").await;
    app.click("Cancel");
    server.respond_with(200, r#"{"message":"The session was ended."}"#);
    sees_clients(&app, &["Chrome on Linux", "Safari on iPhone", "Unknown client"]).await;
    assert_eq!(server.sent(), ["DELETE /api/auth/sessions/a%20b%2Fc"]);
    app.sees("[role=status]", "Firefox on Linux is signed out.").await;
    assert!(until(|| app.has_focus("#session-1")).await, "the focus is on the next row");
    // If the last row disappears, the focus goes to the row before it.
    press_sign_out(&app, 2);
    app.sees("[role=group] p", "Sign out Unknown client?").await;
    app.click("Yes, sign out");
    sees_clients(&app, &["Chrome on Linux", "Safari on iPhone"]).await;
    assert!(until(|| app.has_focus("#session-1")).await, "the focus is on the last row");
}

#[wasm_bindgen_test]
async fn a_failed_end_keeps_the_session_and_offers_to_try_again() {
    let (server, app) = open_list().await;
    press_sign_out(&app, 2);
    app.sees("[role=group] p", "Sign out Safari").await;
    server.respond_with(503, r#"{"message":"The database is down."}"#);
    app.click("Yes, sign out");
    app.sees("[role=group] [role=alert]", "The database is down.").await;
    assert_eq!(app.texts("main li h2").len(), 4);
    app.click("Cancel");
    app.sees("#session-2 button", "Sign out").await;
    press_sign_out(&app, 2);
    app.sees("[role=group] p", "Sign out Safari").await;
    assert!(app.find("[role=alert]").is_none(), "the old error is gone");
    // A page of a proxy is no success.
    server.respond_with(200, "<html>Welcome to our hotel");
    app.click("Yes, sign out");
    app.sees("[role=group] [role=alert]", "unexpected response").await;
    // A session that is over already is a success.
    server.respond_with(404, r#"{"message":"There is no such session."}"#);
    app.click("Yes, sign out");
    sees_clients(&app, &["Chrome on Linux", "Firefox on Linux", "Unknown client"]).await;
}

#[wasm_bindgen_test]
async fn all_others_are_ended_at_once() {
    let (server, app) = open_list().await;
    app.click("Sign out all others");
    app.sees("[role=group] p", "except on this device?").await;
    server.respond_with(200, "{}");
    app.click("Yes, sign out");
    sees_clients(&app, &["Chrome on Linux"]).await;
    assert_eq!(server.sent(), ["DELETE /api/auth/sessions"]);
    app.sees("[role=status]", "All other devices are signed out.").await;
    app.sees("main p", "You are not signed in anywhere else.").await;
    assert!(until(|| app.has_focus("#session-0")).await);
    assert!(!app.texts("main button").contains(&"Sign out all others".to_owned()));
}

#[wasm_bindgen_test]
async fn the_end_of_this_session_is_a_sign_out() {
    let (_server, app) = open_list().await;
    app.all("main #session-0 button")[0].click();
    app.wait_for_path("/login").await;
}

#[wasm_bindgen_test]
async fn a_list_that_is_loading_empty_or_not_readable_is_told() {
    let server = FakeServer::start();
    let app = open("/sessions", amy_offered(r#"["sessions"]"#));
    app.sees("main [role=status]", "Loading…").await;
    server.respond_with(200, r#"[{"id":"x"}]"#);
    app.sees("main [role=alert]", "unexpected response").await;
    server.respond_with(200, "[]");
    app.click("Try again");
    app.sees("main p", "The server lists no sessions.").await;
    assert!(until(|| app.find("main [role=alert]").is_none()).await);
    server.respond_with(200, LIST);
    app.click("Refresh");
    app.sees("h2", "Safari on iPhone").await;
    // The list stays while it cannot be loaded again.
    server.respond_with(503, "");
    app.click("Refresh");
    app.sees("main [role=alert]", "status 503").await;
    app.sees("h2", "Safari on iPhone").await;
}

#[wasm_bindgen_test]
async fn nothing_is_shown_of_what_the_server_does_not_offer() {
    let server = FakeServer::start();
    for offers in [amy_offered("[]"), amy_offered(r#"["events","password"]"#), user(1, "amy", &[])] {
        let app = open("/sessions", offers.clone());
        app.wait_for_path("/404").await;
        app.sees("main h1", "Page not found").await;
        drop(app);
        let app = open("/profile", offers);
        app.sees("main h1", "Profile").await;
        assert!(!app.texts("a").contains(&"My sessions".to_owned()));
    }
    // The second server offers a stream of events, which the app may request.
    let sent: Vec<String> = server.sent().into_iter().filter(|sent| sent != "GET /api/auth/events").collect();
    assert_eq!(sent, [""; 0]);
    let app = open("/profile", amy_offered(r#"["sessions"]"#));
    app.sees("main a", "My sessions").await;
}
