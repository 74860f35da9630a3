//! A page that needs a user: what stands in its place, what stays beneath, what is left behind.

use evergreen::contract::Role;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

use crate::scene::{EXPIRED, OUT, Scene, leaving, open, user};
use crate::stage::until;

fn note(scene: &Scene, text: Option<&str>) -> String {
    let field: Element = scene.find("textarea").expect("the notes");
    let value = "value".into();
    if let Some(text) = text {
        js_sys::Reflect::set(&field, &value, &text.into()).expect("written");
    }
    js_sys::Reflect::get(&field, &value).ok().and_then(|value| value.as_string()).unwrap_or_default()
}

#[wasm_bindgen_test]
async fn an_address_opened_while_signed_out_shows_the_form_and_then_the_page() {
    let scene = open("/profile", OUT);
    scene.sees("main button", "Login").await;
    assert_eq!(scene.path(), "/profile");
    assert!(scene.find("textarea").is_none() && scene.find("main [role=alert]").is_none());
    scene.becomes(user(1, "amy", &[Role::USER]));
    scene.sees("main h1", "Profile").await;
    assert_eq!(scene.path(), "/profile");
    assert!(scene.find("input").is_none(), "every tab's form closes when one signs in");
}

#[wasm_bindgen_test]
async fn an_expiry_covers_the_page_and_the_same_user_finds_it_as_it_was() {
    let scene = open("/profile", user(1, "amy", &[]));
    scene.sees("main h1", "Profile").await;
    note(&scene, Some("unsaved"));
    scene
        .find("textarea")
        .and_then(|notes| notes.dyn_into::<HtmlElement>().ok())
        .expect("notes")
        .focus()
        .expect("focus");
    scene.becomes(EXPIRED);
    scene.sees("main [role=alert]", "session").await;
    scene.sees("main [role=alert]", "expired").await;
    assert_eq!(scene.path(), "/profile");
    let covered = scene.find("[hidden][inert]").expect("the page beneath");
    assert!(covered.query_selector("textarea").expect("a selector").is_some());
    assert!(until(|| scene.focused("h1")).await, "the form's heading has the focus");

    scene.becomes(user(1, "amy", &[]));
    assert!(until(|| scene.find("[inert]").is_none() && scene.find("main input").is_none()).await);
    assert_eq!(note(&scene, None), "unsaved");
    assert!(until(|| scene.focused("textarea")).await, "the focus is back where it was");
}

#[wasm_bindgen_test]
async fn another_user_finds_a_fresh_page() {
    let scene = open("/profile", user(1, "amy", &[]));
    scene.sees("main h2", "amy").await;
    note(&scene, Some("amy's"));
    scene.becomes(EXPIRED);
    scene.sees("main [role=alert]", "expired").await;
    scene.becomes(user(2, "bob", &[]));
    scene.sees("main h2", "bob").await;
    assert_eq!(note(&scene, None), "");
}

#[wasm_bindgen_test]
async fn a_sign_out_gives_way_to_login_whatever_was_there() {
    for end in [OUT, leaving()] {
        let scene = open("/profile", user(1, "amy", &[]));
        scene.sees("main h1", "Profile").await;
        scene.becomes(end);
        scene.comes_to("/login").await;
        scene.sees("main button", "Login").await;
        assert!(scene.find("textarea").is_none());
    }
    let scene = open("/profile", user(1, "amy", &[]));
    scene.sees("main h1", "Profile").await;
    scene.becomes(EXPIRED);
    scene.sees("main [role=alert]", "expired").await;
    scene.becomes(leaving());
    scene.comes_to("/login").await;
    scene.sees("[role=status]", "signed out in this browser").await;
}

#[wasm_bindgen_test]
async fn a_public_page_stays_when_the_user_goes() {
    let scene = open("/activity", user(1, "amy", &[]));
    scene.sees("main button", "Send burst").await;
    scene.becomes(OUT);
    scene.sees("nav", "Login").await;
    assert_eq!(scene.path(), "/activity");
    scene.sees("main p", "sign in").await;
}

#[wasm_bindgen_test]
async fn a_missing_role_is_told_without_asking_the_server() {
    let scene = open("/admin", user(1, "amy", &[Role::USER]));
    scene.sees("main [role=alert]", "not allowed").await;
    scene.sees("main [role=alert]", "ROLE_ADMIN").await;
    assert!(scene.find("main button").is_none());
}

#[wasm_bindgen_test]
async fn a_server_out_of_reach_is_told_and_can_be_asked_again() {
    let scene = open("/user", user(1, "amy", &[Role::USER]));
    scene.sees("main [role=alert] button", "Try again").await;
    scene.press("Try again");
    scene.sees("main [role=alert] button", "Try again").await;
    assert!(
        scene.find("nav").is_some_and(|nav| nav.text_content().unwrap_or_default().contains("amy")),
        "still signed in"
    );
}
