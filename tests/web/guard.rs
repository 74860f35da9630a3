//! The guard of a page that needs a signed-in user: what it shows instead of the page, and whether the page keeps its
//! state.

use evergreen::role::Role;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::test_app::{EXPIRED, SIGNED_OUT, TestApp, open, signing_out, user};
use crate::test_page::until;

/// Reads or writes the field for the notes on the profile page. If `text` is given, writes this text into the field.
/// Then returns the text of the field.
fn note(app: &TestApp, text: Option<&str>) -> String {
    let field: Element = app.find("textarea").expect("the notes");
    let value = "value".into();
    if let Some(text) = text {
        js_sys::Reflect::set(&field, &value, &text.into()).expect("written");
    }
    js_sys::Reflect::get(&field, &value).ok().and_then(|value| value.as_string()).unwrap_or_default()
}

#[wasm_bindgen_test]
async fn an_address_opened_while_signed_out_shows_the_form_and_then_the_page() {
    let app = open("/profile", SIGNED_OUT);
    app.sees("main button", "Login").await;
    assert_eq!(app.path(), "/profile");
    assert!(app.find("textarea").is_none() && app.find("main [role=alert]").is_none());
    app.set_record(user(1, "amy", &[Role::USER]));
    app.sees("main h1", "Profile").await;
    assert_eq!(app.path(), "/profile");
    assert!(app.find("input").is_none(), "the form closes after a sign-in in another tab");
}

#[wasm_bindgen_test]
async fn an_expiry_hides_the_page_and_the_same_user_gets_it_back_unchanged() {
    let app = open("/profile", user(1, "amy", &[]));
    app.sees("main h1", "Profile").await;
    note(&app, Some("unsaved"));
    app.find("textarea").and_then(|notes| notes.dyn_into::<HtmlElement>().ok()).expect("notes").focus().expect("focus");
    app.set_record(EXPIRED);
    app.sees("main [role=alert]", "session").await;
    app.sees("main [role=alert]", "expired").await;
    assert_eq!(app.path(), "/profile");
    let hidden = app.find("[hidden][inert]").expect("the page below the form");
    assert!(hidden.query_selector("textarea").expect("a selector").is_some());
    assert!(until(|| app.has_focus("input[type=password]")).await, "the password has the focus");
    assert_eq!(app.field("Username").value(), "amy");

    app.set_record(user(1, "amy", &[]));
    assert!(until(|| app.find("[inert]").is_none() && app.find("main input").is_none()).await);
    assert_eq!(note(&app, None), "unsaved");
    assert!(until(|| app.has_focus("textarea")).await, "the field has the focus again");
}

#[wasm_bindgen_test]
async fn the_name_in_the_form_can_be_cleared_and_is_not_stored() {
    let app = open("/profile", user(1, "amy", &[]));
    app.sees("main h1", "Profile").await;
    app.set_record(EXPIRED);
    app.sees("main form button", "Not amy?").await;
    assert!(until(|| app.has_focus("input[type=password]")).await, "the password has the focus");
    assert!(!stored().contains("amy"), "{}", stored());
    app.click("Not amy?");
    assert!(until(|| app.find("main form p button").is_none()).await);
    assert_eq!(app.field("Username").value(), "");
    assert!(app.has_focus("#sign-in-username"), "the username has the focus");
}

/// Returns everything in the storage.
fn stored() -> String {
    let storage = web_sys::window().and_then(|window| window.local_storage().ok()).flatten().expect("a storage");
    let keys = (0..storage.length().expect("a length")).filter_map(|at| storage.key(at).ok().flatten());
    keys.filter_map(|key| storage.get_item(&key).ok().flatten()).collect()
}

#[wasm_bindgen_test]
async fn another_user_gets_a_fresh_page() {
    let app = open("/profile", user(1, "amy", &[]));
    app.sees("main h2", "amy").await;
    note(&app, Some("amy's"));
    app.set_record(EXPIRED);
    app.sees("main [role=alert]", "expired").await;
    app.set_record(user(2, "bob", &[]));
    app.sees("main h2", "bob").await;
    assert_eq!(note(&app, None), "");
}

#[wasm_bindgen_test]
async fn a_sign_out_leads_to_the_login_page_in_every_case() {
    for end in [SIGNED_OUT, signing_out()] {
        let app = open("/profile", user(1, "amy", &[]));
        app.sees("main h1", "Profile").await;
        app.set_record(end);
        app.wait_for_path("/login").await;
        app.sees("main button", "Login").await;
        assert!(app.find("textarea").is_none());
    }
    let app = open("/profile", user(1, "amy", &[]));
    app.sees("main h1", "Profile").await;
    app.set_record(EXPIRED);
    app.sees("main [role=alert]", "expired").await;
    app.set_record(signing_out());
    app.wait_for_path("/login").await;
    app.sees("[role=status]", "signed out in this browser").await;
}

#[wasm_bindgen_test]
async fn a_public_page_stays_after_a_sign_out() {
    let app = open("/activity", user(1, "amy", &[]));
    app.sees("main button", "Send burst").await;
    app.set_record(SIGNED_OUT);
    app.sees("nav", "Login").await;
    assert_eq!(app.path(), "/activity");
    app.sees("main p", "sign in").await;
}

#[wasm_bindgen_test]
async fn a_missing_role_is_reported_without_a_request() {
    let app = open("/admin", user(1, "amy", &[Role::USER]));
    app.sees("main [role=alert]", "not allowed").await;
    app.sees("main [role=alert]", "ROLE_ADMIN").await;
    assert!(app.find("main button").is_none());
}

#[wasm_bindgen_test]
async fn an_unreachable_server_is_reported_and_can_be_retried() {
    let app = open("/user", user(1, "amy", &[Role::USER]));
    app.sees("main [role=alert] button", "Try again").await;
    app.click("Try again");
    app.sees("main [role=alert] button", "Try again").await;
    assert!(
        app.find("nav").is_some_and(|nav| nav.text_content().unwrap_or_default().contains("amy")),
        "still signed in"
    );
}
