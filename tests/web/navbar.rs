//! The navigation: its labels, for whom, and where one is; and what goes with a change of page.

use evergreen::contract::Role;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::scene::{OUT, open, user};
use crate::stage::{document, until};

#[wasm_bindgen_test]
async fn everyone_finds_what_they_may_see() {
    for (state, labels) in [
        (OUT, vec!["Home", "Activity", "Sign Up", "Login"]),
        (user(1, "amy", &[Role::USER]), vec!["Home", "User", "Activity", "amy"]),
        (user(2, "moe", &[Role::MODERATOR]), vec!["Home", "User", "Moderator Board", "Activity", "moe"]),
        (
            user(3, "ada", &[Role::ADMIN, Role::USER, Role::MODERATOR]),
            vec!["Home", "User", "Moderator Board", "Admin Board", "Activity", "ada"],
        ),
    ] {
        let signed_in = state != OUT;
        let scene = open("/home", state);
        scene.sees("nav a", "Home").await;
        assert_eq!(scene.texts("nav a"), labels);
        assert_eq!(scene.texts("nav li button"), if signed_in { vec!["Log out"] } else { vec![] });
        assert_eq!(scene.texts("nav [aria-current=page]"), ["Home"]);
    }
}

#[wasm_bindgen_test]
async fn logging_out_shows_at_once_though_no_server_answers() {
    let scene = open("/home", user(1, "amy", &[]));
    scene.sees("nav button", "Log out").await;
    scene.press("Log out");
    scene.sees("nav a", "Login").await;
    assert_eq!(scene.path(), "/home");
    scene.sees("main [role=status]", "server will be notified").await;
    scene.press("Login");
    scene.sees("main [role=status]", "server will be notified").await;
}

#[wasm_bindgen_test]
async fn title_and_focus_move_with_the_page() {
    let scene = open("/home", OUT);
    scene.sees("main h1", "Home").await;
    assert!(until(|| document().title() == "Home · Evergreen").await);
    assert!(!scene.focused("main"), "the first page has no need to take the focus");
    scene.press("Activity");
    scene.sees("main h1", "Activity").await;
    assert!(until(|| document().title() == "Activity · Evergreen").await);
    assert!(until(|| scene.focused("main")).await);
    scene.press("Skip to main content");
    assert!(until(|| scene.focused("main")).await);
}

#[wasm_bindgen_test]
async fn the_bare_address_leads_home_and_an_unknown_one_says_so() {
    let scene = open("/", OUT);
    scene.comes_to("/home").await;
    let scene = open("/nowhere/at/all", OUT);
    scene.sees("main h1", "Page not found").await;
    assert_eq!(scene.path(), "/nowhere/at/all");
    scene.press("Go to the home page");
    scene.comes_to("/home").await;
}
