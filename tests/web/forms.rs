//! The forms: labels, what is checked before anything is sent, what stays after a failure, where the focus goes.

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::scene::{EXPIRED, OUT, leaving, open, user};
use crate::stage::{pause, until};

/// How many calls this page has sent since it was first asked.
fn calls() -> i32 {
    const COUNT: &str = "window.sent ??= ((fetch) => { window.fetch = (...call) => (window.sent++, fetch(...call)); return 0; })(window.fetch.bind(window))";
    js_sys::eval(COUNT).ok().and_then(|sent| sent.as_f64()).expect("a count") as i32
}

#[wasm_bindgen_test]
async fn empty_fields_are_told_beside_them_and_nothing_is_sent() {
    let scene = open("/login", OUT);
    scene.sees("main button", "Login").await;
    scene.all("main [type=submit]")[0].click();
    scene.sees("main p", "Enter your password.").await;
    assert!(until(|| scene.focused("#sign-in-username")).await);
    let username = scene.field("Username");
    assert_eq!(username.get_attribute("aria-invalid").as_deref(), Some("true"));
    assert_eq!(username.get_attribute("aria-describedby").as_deref(), Some("sign-in-username-error"));
    assert_eq!(username.get_attribute("autocomplete").as_deref(), Some("username"));
    assert_eq!(scene.field("Password").get_attribute("autocomplete").as_deref(), Some("current-password"));
    assert!(scene.find("main [role=alert]").is_none());
}

#[wasm_bindgen_test]
async fn a_failed_sign_in_keeps_what_was_typed_and_takes_the_focus() {
    let scene = open("/login", OUT);
    scene.sees("main button", "Login").await;
    scene.field("Username").set_value("amy");
    scene.field("Password").set_value("evergreen");
    let before = calls();
    // Twice at once: the second press comes before the page is drawn again.
    let button = scene.all("main [type=submit]").remove(0);
    button.click();
    button.click();
    assert!(until(|| scene.focused("main form [role=alert]")).await);
    assert_eq!(calls() - before, 1);
    assert_eq!(scene.field("Username").value(), "amy");
    assert_eq!(scene.field("Password").value(), "evergreen");
    assert!(!button.has_attribute("disabled"));
}

#[wasm_bindgen_test]
async fn the_login_page_tells_why_and_lets_through_who_is_signed_in() {
    let scene = open("/login", EXPIRED);
    scene.sees("main [role=alert]", "session has expired").await;
    scene.becomes(leaving());
    scene.sees("main [role=status]", "server will be notified").await;
    scene.becomes(user(1, "amy", &[]));
    scene.comes_to("/profile").await;
}

#[wasm_bindgen_test]
async fn a_sign_up_is_held_to_the_limits_field_by_field() {
    let scene = open("/register", OUT);
    scene.sees("main button", "Sign Up").await;
    scene.field("Username").set_value("amy");
    scene.field("Email").set_value("amy at example.org");
    scene.field("Password").set_value("short");
    scene.all("main [type=submit]")[0].click();
    assert!(until(|| scene.focused("#sign-up-email")).await);
    assert_eq!(scene.texts("main p.wrong").len(), 2);
    assert!(scene.field("Username").get_attribute("aria-invalid").is_none());

    scene.field("Email").set_value("amy@example.org");
    scene.field("Password").set_value("long enough");
    scene.all("main [type=submit]")[0].click();
    assert!(until(|| scene.focused("main form [role=alert]")).await, "sent, and the server is out of reach");
    assert_eq!(scene.field("Password").value(), "long enough");
}

#[wasm_bindgen_test]
async fn a_burst_takes_a_whole_number_and_tells_its_failures() {
    let scene = open("/activity", user(1, "amy", &[]));
    scene.sees("main button", "Send burst").await;
    assert!(until(|| scene.field("Requests").value() == "100").await);
    scene.field("Requests").set_value("0");
    scene.press("Send burst");
    scene.sees("main p", "whole number").await;
    scene.field("Requests").set_value("3");
    scene.press("Send burst");
    scene.sees("main [role=status]", "0 of 3 succeeded · 0 refreshes · ").await;
    assert_eq!(scene.texts("main [role=alert]").len(), 1);
}

#[wasm_bindgen_test]
async fn a_password_can_be_looked_at_and_is_still_found_by_its_label() {
    let scene = open("/login", OUT);
    scene.sees("main button", "Show").await;
    scene.field("Password").set_value("evergreen");
    for (press, kind) in [("Show", "text"), ("Hide", "password"), ("Show", "text")] {
        scene.press(press);
        assert!(until(|| scene.field("Password").type_() == kind).await, "{press}");
        assert_eq!(scene.field("Password").value(), "evergreen");
    }
    let names = scene.texts("main button").join(" ");
    assert!(!names.to_lowercase().contains("password"), "{names}");
}

#[wasm_bindgen_test]
async fn caps_lock_is_told_beside_a_password_while_it_is_on() {
    let scene = open("/login", OUT);
    scene.sees("main button", "Login").await;
    let press = |label: &str, caps: bool| {
        let script = "field.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, modifierCapsLock: caps }))";
        let press = Function::new_with_args("field, caps", script);
        press.call2(&JsValue::UNDEFINED, &scene.field(label), &caps.into()).expect("a press");
    };
    press("Password", true);
    scene.sees("main p[aria-live=polite]", "Caps Lock is on.").await;
    press("Password", false);
    assert!(until(|| scene.texts("main p[aria-live]").concat().is_empty()).await);
    press("Username", true);
    pause(100).await;
    assert!(scene.texts("main p[aria-live]").concat().is_empty(), "a name is no secret");
}

#[wasm_bindgen_test]
async fn a_browser_that_fills_a_field_in_stops_nothing() {
    let scene = open("/login", OUT);
    scene.sees("main button", "Login").await;
    // What Chromium sends then is called a key, and has none.
    const FILL: &str = "
        let thrown = 0;
        addEventListener('error', () => thrown++);
        for (const name of ['keydown', 'keyup']) field.dispatchEvent(new Event(name, { bubbles: true }));
        return thrown;";
    let fill = Function::new_with_args("field", FILL);
    let thrown = fill.call1(&JsValue::UNDEFINED, &scene.field("Password")).expect("a fill");
    assert_eq!(thrown.as_f64(), Some(0.0));
}

#[wasm_bindgen_test]
async fn every_form_posts_where_the_program_cannot_answer() {
    // A form without a method would put what was typed into the address.
    for path in ["/login", "/register", "/profile", "/activity"] {
        let scene = open(path, OUT);
        assert!(until(|| scene.find("main form").is_some()).await, "{path}");
        let methods: Vec<_> = scene.all("form").iter().map(|form| form.get_attribute("method")).collect();
        assert_eq!(methods, [Some("post".to_owned())], "{path}");
    }
}
