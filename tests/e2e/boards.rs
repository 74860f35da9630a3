//! The boards, which are pages with a text from the server: their paths, their texts, and who may see them.

use evergreen_backend::{Fault, Times};
use serde_json::json;

use crate::fixture::Fixture;
use crate::page::PATIENT;

#[test]
fn each_board_shows_the_servers_text() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("admin").await;
        for (link, path, text) in [
            ("Home", "/home", "Public Content."),
            ("User", "/user", "User Content."),
            ("Moderator Board", "/mod", "Moderator Board."),
            ("Admin Board", "/admin", "Admin Board."),
        ] {
            page.click(link).await;
            page.is_at(path).await;
            page.sees(text).await;
        }
        s.assert_no_alert().await;
        assert_eq!(s.refreshes(), 0);
    });
}

#[test]
fn the_skeleton_of_a_board_is_animated_only_while_it_is_visible() {
    // In each frame, this script counts the animations of the skeleton. `visible` and `invisible` are the largest
    // numbers so far.
    const COUNT_ANIMATIONS: &str = "window.visible = window.invisible = 0;
        const look = () => {
            const lines = document.querySelector('.skeleton');
            const state = lines?.checkVisibility({ visibilityProperty: true }) ? 'visible' : 'invisible';
            window[state] = Math.max(window[state], lines?.getAnimations({ subtree: true }).length ?? 0);
            window.found ||= state === 'invisible' && lines !== null;
            requestAnimationFrame(look);
        };
        look();";
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        // The profile page is loaded on demand. Wait until it is there, because its skeleton is animated and must not be
        // counted.
        page.sees("Notes").await;
        s.server.fault("GET /api/test/user", Fault::Hang, Times::Always);
        page.script(COUNT_ANIMATIONS, vec![]).await;
        page.click("User").await;
        page.wait_until("three animated lines", "return window.visible === 3", "").await;
        let before = page.script("return [window.found, window.invisible]", vec![]).await;
        assert_eq!(before, json!([true, 0]), "whether an invisible skeleton was found, and its animations");
    });
}

#[test]
fn the_root_path_redirects_everybody_to_home() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/").await;
        page.is_at("/home").await;
        page.sees("Public Content.").await;
        page.sign_in("user").await;
        page.open("/").await;
        page.is_at("/home").await;
        page.sees("Public Content.").await;
    });
}

#[test]
fn an_unknown_path_shows_page_not_found() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/no/such/page").await;
        page.sees("Page not found").await;
        page.is_at("/no/such/page").await;
    });
}

#[test]
fn the_login_page_redirects_a_signed_in_user_to_the_profile() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.open("/login").await;
        page.is_at("/profile").await;
        page.sees("user").await;
    });
}

#[test]
fn a_missing_role_shows_not_allowed_and_keeps_the_session() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        for path in ["/mod", "/admin"] {
            page.open(path).await;
            page.sees_alert("not allowed").await;
            page.is_at(path).await;
            page.sees_control("Log out").await;
        }
        page.click("User").await;
        page.sees("User Content.").await;
    });
}

#[test]
fn after_a_sign_in_without_the_role_the_heading_has_the_focus() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/admin").await;
        page.send_sign_in("user", "evergreen").await;
        page.sees_alert("not allowed").await;
        page.wait_until("the focus on the heading", "return document.activeElement.tagName === 'H1'", "").await;
    });
}

#[test]
fn a_403_despite_the_role_offers_to_sign_in_again() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.server.fault("GET /api/test/user", Fault::Status(403), Times::Always);
        page.click("User").await;
        page.sees_alert("not allowed").await;
        page.sees_alert("Injected by a test").await;
        page.sees_control("Log out").await;
        assert!(s.requests_to("POST /api/auth/signout").is_empty(), "a 403 of a page must not sign out");
        s.server.clear_faults();
        page.click("Sign in again").await;
        page.sees_form().await;
        s.wait_for_responses("POST /api/auth/signout", 1).await;
        page.send_sign_in("user", "evergreen").await;
        page.sees_control("Log out").await;
        page.click("User").await;
        page.sees("User Content.").await;
    });
}

#[test]
fn a_failed_board_can_be_retried() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        for fault in [Fault::Status(500), Fault::Html(502), Fault::Drop] {
            page.click("Home").await;
            page.sees("Public Content.").await;
            s.server.fault("GET /api/test/user", fault, Times::Always);
            page.click("User").await;
            page.sees_control("Try again").await;
            assert!(!page.role_text("alert").await.is_empty(), "the page must show the error");
            s.server.clear_faults();
            page.click("Try again").await;
            page.wait_until("the focus on the heading", "return document.activeElement.tagName === 'H1'", "").await;
            page.sees("User Content.").await;
            page.no_longer_sees("Try again").await;
        }
    });
}

#[test]
fn a_board_keeps_its_text_if_reading_it_again_fails() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.click("User").await;
        page.sees("User Content.").await;
        s.server.fault("GET /api/test/user", Fault::Status(503), Times::Next(1));
        page.click("Refresh").await;
        page.sees_alert("reported an error").await;
        page.sees("User Content.").await;
        page.has_focus("Refresh").await;
        page.click("Try again").await;
        page.no_longer_sees("Try again").await;
        page.sees("User Content.").await;

        // If the user may no longer read the text, the page removes it.
        s.server.fault("GET /api/test/user", Fault::Status(403), Times::Always);
        page.click("Refresh").await;
        page.sees_alert("not allowed").await;
        page.no_longer_sees("User Content.").await;
    });
}

#[test]
fn a_board_that_fails_again_shows_a_new_alert() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.server.fault("GET /api/test/user", Fault::Status(500), Times::Always);
        page.click("User").await;
        page.sees_control("Try again").await;
        page.click_and_see_new_alert("Try again").await;
        page.sees_control("Try again").await;
        s.wait_for_responses("GET /api/test/user", 2).await;
    });
}

#[test]
fn a_board_keeps_its_text_while_it_is_read_again() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.click("User").await;
        page.sees("User Content.").await;
        page.sees("Updated ").await;
        page.script(PATIENT, vec![]).await;
        s.server.fault("GET /api/test/user", Fault::Hang, Times::Always);
        page.click("Refresh").await;
        page.sees_status("Loading").await;
        page.sees("User Content.").await;
        s.server.clear_faults();
        let other = Fault::Body { status: 200, content_type: "text/plain".to_owned(), body: b"Fresh.".to_vec() };
        s.server.fault("GET /api/test/user", other, Times::Next(1));
        page.click("Refresh").await;
        page.sees("Fresh.").await;
        page.no_longer_sees("User Content.").await;
        s.assert_no_alert().await;
    });
}

#[test]
fn an_empty_board_says_so() {
    Fixture::new().run(async |s| {
        let page = s.page();
        let nothing = Fault::Body { status: 200, content_type: "text/plain".to_owned(), body: Vec::new() };
        s.server.fault("GET /api/test/all", nothing, Times::Next(1));
        page.open("/home").await;
        page.sees("This board is empty.").await;
        page.click("Refresh").await;
        page.sees("Public Content.").await;
        page.no_longer_sees("board is empty").await;
    });
}
