//! Texts that change on a page that the browser translates.

use evergreen::role::Role;
use js_sys::{Array, Function};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::fake_server::FakeServer;
use crate::test_app::{EXPIRED, SIGNED_OUT, TestApp, open, user};
use crate::test_page::{document, until};

/// A script that translates the test page until this value is dropped. The function `end` stops the script. The list
/// `stale` contains one text for each replaced text node that the page has changed or removed.
struct Translator {
    end: Function,
    stale: Array,
}

impl Translator {
    fn start() -> Translator {
        let script =
            format!("return ({})(root, (text) => stale.push(text))", include_str!("../browsers/translator.js"));
        let stale = Array::new();
        let start = Function::new_with_args("root, stale", &script);
        let body = document().body().expect("a body");
        let end = start.call2(&JsValue::UNDEFINED, &body, &stale).expect("a translator").unchecked_into();
        Translator { end, stale }
    }

    /// Checks that the translator has reported nothing. The translator replaces each text node by an element with the
    /// same text. If the app later changes or removes the replaced node, a person still sees the old text in the
    /// element. In this case, the translator makes a report.
    fn check(&self) {
        assert_eq!(self.stale.length(), 0, "{:?}", self.stale);
    }
}

impl Drop for Translator {
    fn drop(&mut self) {
        let _ = self.end.call0(&JsValue::UNDEFINED);
    }
}

/// Waits until the elements that match the CSS selector together show exactly this text.
async fn shows_only(app: &TestApp, selector: &str, text: &str) {
    let shown = || app.texts(selector).concat();
    assert!(until(|| shown() == text).await, "{text:?} in {selector}, but it shows {:?}", shown());
}

fn send(app: &TestApp) {
    app.all("main [type=submit]")[0].click();
}

#[wasm_bindgen_test]
async fn the_second_error_of_a_sign_in_is_shown() {
    let (server, translator) = (FakeServer::start(), Translator::start());
    let app = open("/login", SIGNED_OUT);
    app.sees("main button", "Login").await;
    app.field("Username").set_value("amy");
    app.field("Password").set_value("evergreen");
    for text in ["The first.", "The second."] {
        server.stop_responding();
        send(&app);
        shows_only(&app, "main form > p[role=status]", "Signing in…").await;
        server.respond_with(401, &format!(r#"{{"message":"{text}"}}"#));
        shows_only(&app, "main form [role=alert]", text).await;
        shows_only(&app, "main form > p[role=status]", "").await;
    }
    assert!(until(|| app.has_focus("main form [role=alert]")).await);
    translator.check();
}

#[wasm_bindgen_test]
async fn the_error_at_a_field_changes() {
    let translator = Translator::start();
    let app = open("/register", SIGNED_OUT);
    app.sees("main button", "Sign Up").await;
    app.field("Email").set_value("amy@example.org");
    app.field("Password").set_value("secret12");
    for (name, text) in [("", "Enter a username."), ("am", "Use 3 to 20 characters."), ("", "Enter a username.")] {
        app.field("Username").set_value(name);
        send(&app);
        shows_only(&app, "main p.wrong", text).await;
    }
    for (press, next) in [("Show", "Hide"), ("Hide", "Show")] {
        app.click(press);
        shows_only(&app, "main .field button", next).await;
    }
    let key = Function::new_with_args(
        "field, caps",
        "field.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, modifierCapsLock: caps }))",
    );
    for (caps, text) in [(true, "Caps Lock is on."), (false, "")] {
        key.call2(&JsValue::UNDEFINED, &app.field("Password"), &caps.into()).expect("a key");
        shows_only(&app, "main p[aria-live]", text).await;
    }
    translator.check();
}

#[wasm_bindgen_test]
async fn a_sign_up_replaces_its_form_completely() {
    let (server, translator) = (FakeServer::start(), Translator::start());
    let app = open("/register", SIGNED_OUT);
    app.sees("main button", "Sign Up").await;
    app.field("Username").set_value("amy");
    app.field("Email").set_value("amy@example.org");
    app.field("Password").set_value("secret12");
    server.respond_with(200, r#"{"message":"Welcome."}"#);
    send(&app);
    app.sees("main [role=status]", "Welcome.").await;
    shows_only(&app, "main section > p", "Login").await;
    translator.check();
}

#[wasm_bindgen_test]
async fn a_board_that_is_read_again_shows_its_new_text() {
    let (server, translator) = (FakeServer::start(), Translator::start());
    let app = open("/user", user(1, "amy", &[Role::USER]));
    shows_only(&app, "main p.visually-hidden", "Loading…").await;
    server.respond_with(200, "The first.");
    shows_only(&app, "main blockquote", "The first.").await;
    shows_only(&app, "main p.visually-hidden", "").await;
    server.stop_responding();
    app.click("Refresh");
    shows_only(&app, "main section p", "Loading…").await;
    server.respond_with(200, "The second.");
    shows_only(&app, "main blockquote", "The second.").await;
    assert!(until(|| app.texts("main section p").concat().starts_with("Updated ")).await);
    for text in ["The third.", "The fourth."] {
        server.respond_with(500, &format!(r#"{{"message":"{text}"}}"#));
        app.click("Refresh");
        shows_only(&app, "main [role=alert] p", &format!("The server reported an error: {text}")).await;
    }
    translator.check();
}

#[wasm_bindgen_test]
async fn facts_and_the_navigation_follow_the_user() {
    let translator = Translator::start();
    let app = open("/home", SIGNED_OUT);
    app.sees("main section", "You are not signed in.").await;
    for name in ["amy", "bob", "Signed in as"] {
        app.set_record(user(1, name, &[Role::USER]));
        shows_only(&app, "nav .account a", name).await;
        app.sees("main dl", &format!("Signed in as\n{name}\nToken refreshes\n0")).await;
        assert!(!app.texts("main section").concat().contains("not signed in"));
    }
    app.set_record(SIGNED_OUT);
    assert!(until(|| app.texts("nav .account a") == ["Sign Up", "Login"]).await, "{:?}", app.texts("nav .account"));
    shows_only(&app, "nav .account button", "").await;
    app.sees("main section", "You are not signed in.").await;
    translator.check();
}

#[wasm_bindgen_test]
async fn the_profile_and_the_sign_in_form_follow_the_record() {
    let translator = Translator::start();
    let app = open("/profile", user(1, "amy", &[Role::USER]));
    for (name, role) in [("bob", Role::MODERATOR), ("eve", Role::ADMIN)] {
        app.set_record(user(1, name, &[role.clone(), role.clone()]));
        shows_only(&app, "main section h2", &format!("{name}Session")).await;
        shows_only(&app, "main code", &role.name().repeat(2)).await;
        app.sees("main section p", &format!("{name}@example.org")).await;
    }
    app.set_record(EXPIRED);
    app.sees("main [role=alert]", "expired").await;
    app.set_record(user(1, "amy", &[Role::USER]));
    shows_only(&app, "main section h2", "amySession").await;
    translator.check();
}

#[wasm_bindgen_test]
async fn the_progress_of_a_burst_is_shown() {
    let (server, translator) = (FakeServer::start(), Translator::start());
    let app = open("/activity", user(1, "amy", &[]));
    app.sees("main button", "Send burst").await;
    for size in ["2", "3"] {
        server.stop_responding();
        app.field("Requests").set_value(size);
        app.click("Send burst");
        shows_only(&app, "main section > [role=status]", &format!("Sending {size} requests…")).await;
        server.respond_with(200, "A text.");
        let line = format!("{size} of {size} succeeded");
        let shown = || app.texts("main section > [role=status]").concat();
        assert!(until(|| shown().starts_with(&line)).await, "{}", shown());
    }
    // Show the timeline as a table, and as a picture again. Then select a line of the picture, which changes the text
    // below the picture.
    app.sees("main p", " of ").await;
    app.click("Table");
    app.sees("main caption", "Times are counted from").await;
    app.click("Picture");
    app.sees("main .numbers", "Point at a line").await;
    let down = "target.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, key: 'ArrowDown' }))";
    let waterfall = app.find("[aria-label=Waterfall]").expect("the picture");
    Function::new_with_args("target", down).call1(&JsValue::UNDEFINED, &waterfall).expect("a key");
    assert!(until(|| !app.texts("main .numbers").concat().contains("Point at a line")).await);
    server.respond_with(403, "");
    app.click("Refresh now");
    app.set_record(SIGNED_OUT);
    app.sees("main dl", "nobody").await;
    app.click("Clear");
    app.sees("main p", "Nothing has happened yet.").await;
    app.click("Pause");
    app.sees("main p", "Paused").await;
    translator.check();
}
