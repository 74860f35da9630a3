//! The navigation: its links for each role, the current page, and how a change of page affects the title and the focus.

use evergreen::role::Role;
use evergreen::texts::APP_NAME;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::test_app::{SIGNED_OUT, open, user};
use crate::test_page::{document, until};

#[wasm_bindgen_test]
async fn the_navigation_shows_the_links_for_the_users_roles() {
    for (state, labels) in [
        (SIGNED_OUT, vec!["Home", "Activity", "Sign Up", "Login"]),
        (user(1, "amy", &[Role::USER]), vec!["Home", "User", "Activity", "amy"]),
        (user(2, "moe", &[Role::MODERATOR]), vec!["Home", "User", "Moderator Board", "Activity", "moe"]),
        (
            user(3, "ada", &[Role::ADMIN, Role::USER, Role::MODERATOR]),
            vec!["Home", "User", "Moderator Board", "Admin Board", "Activity", "ada"],
        ),
    ] {
        let signed_in = state != SIGNED_OUT;
        let app = open("/home", state);
        app.sees("nav a", "Home").await;
        assert_eq!(app.texts("nav a"), labels);
        assert_eq!(app.texts("nav li button"), if signed_in { vec!["Log out"] } else { vec![] });
        assert_eq!(app.texts("nav [aria-current=page]"), ["Home"]);
    }
}

#[wasm_bindgen_test]
async fn a_sign_out_shows_at_once_without_a_response() {
    let app = open("/home", user(1, "amy", &[]));
    app.sees("nav button", "Log out").await;
    app.click("Log out");
    app.sees("nav a", "Login").await;
    assert_eq!(app.path(), "/home");
    app.sees("main [role=status]", "server will be notified").await;
    app.click("Login");
    app.sees("main [role=status]", "server will be notified").await;
}

#[wasm_bindgen_test]
async fn title_and_focus_move_with_the_page() {
    let app = open("/home", SIGNED_OUT);
    app.sees("main h1", "Home").await;
    assert!(until(|| document().title() == format!("Home · {APP_NAME}")).await);
    assert!(!app.has_focus("main"), "the first page must not take the focus");
    app.click("Activity");
    app.sees("main h1", "Activity").await;
    assert!(until(|| document().title() == format!("Activity · {APP_NAME}")).await);
    assert!(until(|| app.has_focus("main")).await);
    app.click("Skip to main content");
    assert!(until(|| app.has_focus("main")).await);
}

#[wasm_bindgen_test]
async fn the_root_path_leads_home_and_an_unknown_path_shows_page_not_found() {
    let app = open("/", SIGNED_OUT);
    app.wait_for_path("/home").await;
    let app = open("/nowhere/at/all", SIGNED_OUT);
    app.sees("main h1", "Page not found").await;
    assert_eq!(app.path(), "/nowhere/at/all");
    app.click("Go to the home page");
    app.wait_for_path("/home").await;
}

#[wasm_bindgen_test]
async fn the_history_keeps_each_page_although_the_address_changes_later() {
    let history = web_sys::window().expect("a window").history().expect("a history");
    let app = open("/home", SIGNED_OUT);
    app.sees("nav a", "Login").await;
    app.click("Login");
    app.sees("main h1", "Sign in").await;
    // The address may still be that of the page before. The next click follows at once.
    app.click("Sign Up");
    app.click("Activity");
    app.wait_for_path("/activity").await;
    for path in ["/register", "/login", "/home"] {
        history.back().expect("an entry of the history");
        app.wait_for_path(path).await;
    }
    app.sees("nav [aria-current=page]", "Home").await;
}

#[wasm_bindgen_test]
async fn a_redirect_right_after_a_click_replaces_the_page_of_the_click() {
    let history = web_sys::window().expect("a window").history().expect("a history");
    let app = open("/home", user(1, "amy", &[Role::USER]));
    app.sees("nav a", "User").await;
    app.click("User");
    app.sees("nav [aria-current=page]", "User").await;
    app.set_record(SIGNED_OUT);
    app.wait_for_path("/login").await;
    history.back().expect("an entry of the history");
    app.wait_for_path("/home").await;
}
