//! The forms: labels, validation before a request, input that stays after a failure, and the focus.

use js_sys::Function;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::test_app::{EXPIRED, SIGNED_OUT, open, signing_out, user};
use crate::test_page::{pause, until};

/// Returns how many requests this page has sent since the first call of this function.
fn requests() -> i32 {
    const COUNT: &str = "window.sent ??= ((fetch) => { window.fetch = (...call) => (window.sent++, fetch(...call)); return 0; })(window.fetch.bind(window))";
    js_sys::eval(COUNT).ok().and_then(|sent| sent.as_f64()).expect("a count") as i32
}

#[wasm_bindgen_test]
async fn empty_fields_show_errors_and_nothing_is_sent() {
    let app = open("/login", SIGNED_OUT);
    app.sees("main button", "Login").await;
    app.all("main [type=submit]")[0].click();
    app.sees("main p", "Enter your password.").await;
    assert!(until(|| app.has_focus("#sign-in-username")).await);
    let username = app.field("Username");
    assert_eq!(username.get_attribute("aria-invalid").as_deref(), Some("true"));
    assert_eq!(username.get_attribute("aria-describedby").as_deref(), Some("sign-in-username-error"));
    assert_eq!(username.get_attribute("autocomplete").as_deref(), Some("username"));
    assert_eq!(app.field("Password").get_attribute("autocomplete").as_deref(), Some("current-password"));
    assert!(app.find("main [role=alert]").is_none());
}

#[wasm_bindgen_test]
async fn a_failed_sign_in_keeps_the_input_and_focuses_the_error() {
    let app = open("/login", SIGNED_OUT);
    app.sees("main button", "Login").await;
    app.field("Username").set_value("amy");
    app.field("Password").set_value("evergreen");
    let before = requests();
    // The second click comes before the page renders again. It must send no second request.
    let button = app.all("main [type=submit]").remove(0);
    button.click();
    button.click();
    assert!(until(|| app.has_focus("main form [role=alert]")).await);
    assert_eq!(requests() - before, 1);
    assert_eq!(app.field("Username").value(), "amy");
    assert_eq!(app.field("Password").value(), "evergreen");
    assert!(!button.has_attribute("disabled"));
}

#[wasm_bindgen_test]
async fn the_login_page_shows_the_reason_and_redirects_a_signed_in_user() {
    let app = open("/login", EXPIRED);
    app.sees("main [role=alert]", "session has expired").await;
    app.set_record(signing_out());
    app.sees("main [role=status]", "server will be notified").await;
    app.set_record(user(1, "amy", &[]));
    app.wait_for_path("/profile").await;
}

#[wasm_bindgen_test]
async fn each_sign_up_field_is_validated() {
    let app = open("/register", SIGNED_OUT);
    app.sees("main button", "Sign Up").await;
    app.field("Username").set_value("amy");
    app.field("Email").set_value("amy at example.org");
    app.field("Password").set_value("short");
    app.all("main [type=submit]")[0].click();
    assert!(until(|| app.has_focus("#sign-up-email")).await);
    assert_eq!(app.texts("main p.wrong").len(), 2);
    assert!(app.field("Username").get_attribute("aria-invalid").is_none());

    app.field("Email").set_value("amy@example.org");
    app.field("Password").set_value("long enough");
    app.all("main [type=submit]")[0].click();
    assert!(until(|| app.has_focus("main form [role=alert]")).await, "the form is sent, and the server is unreachable");
    assert_eq!(app.field("Password").value(), "long enough");
}

#[wasm_bindgen_test]
async fn a_burst_needs_a_whole_number_and_shows_its_failures() {
    let app = open("/activity", user(1, "amy", &[]));
    app.sees("main button", "Send burst").await;
    assert!(until(|| app.field("Requests").value() == "100").await);
    app.field("Requests").set_value("0");
    app.click("Send burst");
    app.sees("main p", "whole number").await;
    app.field("Requests").set_value("3");
    app.click("Send burst");
    app.sees("main [role=status]", "0 of 3 succeeded · 0 refreshes · ").await;
    assert_eq!(app.texts("main [role=alert]").len(), 1);
}

#[wasm_bindgen_test]
async fn a_shown_password_is_still_found_by_its_label() {
    let app = open("/login", SIGNED_OUT);
    app.sees("main button", "Show").await;
    app.field("Password").set_value("evergreen");
    for (press, kind) in [("Show", "text"), ("Hide", "password"), ("Show", "text")] {
        app.click(press);
        assert!(until(|| app.field("Password").type_() == kind).await, "{press}");
        assert_eq!(app.field("Password").value(), "evergreen");
    }
    let names = app.texts("main button").join(" ");
    assert!(!names.to_lowercase().contains("password"), "{names}");
}

#[wasm_bindgen_test]
async fn caps_lock_shows_a_warning_at_password_fields_only() {
    let app = open("/login", SIGNED_OUT);
    app.sees("main button", "Login").await;
    let press = |label: &str, caps: bool| {
        let script = "field.dispatchEvent(new KeyboardEvent('keydown', { bubbles: true, modifierCapsLock: caps }))";
        let press = Function::new_with_args("field, caps", script);
        press.call2(&JsValue::UNDEFINED, &app.field(label), &caps.into()).expect("a press");
    };
    press("Password", true);
    app.sees("main p[aria-live=polite]", "Caps Lock is on.").await;
    press("Password", false);
    assert!(until(|| app.texts("main p[aria-live]").concat().is_empty()).await);
    press("Username", true);
    pause(100).await;
    assert!(app.texts("main p[aria-live]").concat().is_empty(), "no warning at the username");
}

#[wasm_bindgen_test]
async fn autofill_causes_no_panic() {
    let app = open("/login", SIGNED_OUT);
    app.sees("main button", "Login").await;
    // When Chromium fills in a field, it sends events with the names `keydown` and `keyup` that are not of the type
    // `KeyboardEvent`. The script sends such events to the field, and counts the errors that they cause.
    const FILL: &str = "
        let thrown = 0;
        addEventListener('error', () => thrown++);
        for (const name of ['keydown', 'keyup']) field.dispatchEvent(new Event(name, { bubbles: true }));
        return thrown;";
    let fill = Function::new_with_args("field", FILL);
    let thrown = fill.call1(&JsValue::UNDEFINED, &app.field("Password")).expect("a fill");
    assert_eq!(thrown.as_f64(), Some(0.0));
}

#[wasm_bindgen_test]
async fn every_form_has_the_method_post() {
    // The program normally sends the input of a form. If the browser sent a form itself, the default method GET would
    // put the input, such as a password, into the address. So each form must have the method POST.
    for path in ["/login", "/register", "/profile", "/activity"] {
        let app = open(path, SIGNED_OUT);
        assert!(until(|| app.find("main form").is_some()).await, "{path}");
        let methods: Vec<_> = app.all("form").iter().map(|form| form.get_attribute("method")).collect();
        assert_eq!(methods, [Some("post".to_owned())], "{path}");
    }
}
