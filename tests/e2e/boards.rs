//! The pages: where they are, what they show, and to whom.

use evergreen_backend::{Fault, Times};

use crate::fixture::Fixture;

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
fn the_empty_path_is_home_for_everybody() {
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
fn an_unknown_path_says_so() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/no/such/page").await;
        page.sees("Page not found").await;
        page.is_at("/no/such/page").await;
    });
}

#[test]
fn who_is_signed_in_has_no_use_for_the_login() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.open("/login").await;
        page.is_at("/profile").await;
        page.sees("user").await;
    });
}

#[test]
fn a_missing_role_is_not_allowed_and_signs_nobody_out() {
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
fn who_signs_in_where_their_role_does_not_do_reads_on_from_the_heading() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/admin").await;
        page.send_sign_in("user", "evergreen").await;
        page.sees_alert("not allowed").await;
        page.wait_until("the focus on the heading", "return document.activeElement.tagName === 'H1'", "").await;
    });
}

#[test]
fn a_refusal_in_spite_of_the_role_offers_to_sign_in_again() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.server.fault("GET /api/test/user", Fault::Status(403), Times::Always);
        page.click("User").await;
        page.sees_alert("not allowed").await;
        page.sees_alert("Injected by a test").await;
        page.sees_control("Log out").await;
        assert!(s.requests_to("POST /api/auth/signout").is_empty(), "a refusal of one page signs nobody out");
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
fn a_board_that_fails_can_be_tried_again() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        for fault in [Fault::Status(500), Fault::Html(502), Fault::Drop] {
            page.click("Home").await;
            page.sees("Public Content.").await;
            s.server.fault("GET /api/test/user", fault, Times::Always);
            page.click("User").await;
            page.sees_control("Try again").await;
            assert!(!page.role_text("alert").await.is_empty(), "what went wrong is told");
            s.server.clear_faults();
            page.click("Try again").await;
            page.wait_until("the focus on the heading", "return document.activeElement.tagName === 'H1'", "").await;
            page.sees("User Content.").await;
            page.no_longer_sees("Try again").await;
        }
    });
}

#[test]
fn a_board_that_can_t_be_read_again_keeps_its_text() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.click("User").await;
        page.sees("User Content.").await;
        s.server.fault("GET /api/test/user", Fault::Status(503), Times::Next(1));
        page.click("Read again").await;
        page.sees_alert("could not do this").await;
        page.sees("User Content.").await;
        page.has_focus("Read again").await;
        page.click("Try again").await;
        page.no_longer_sees("Try again").await;
        page.sees("User Content.").await;

        // What one may not read any more goes.
        s.server.fault("GET /api/test/user", Fault::Status(403), Times::Always);
        page.click("Read again").await;
        page.sees_alert("not allowed").await;
        page.no_longer_sees("User Content.").await;
    });
}

#[test]
fn a_board_that_fails_again_tells_so_again() {
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
fn a_board_can_be_read_again_and_keeps_its_text_meanwhile() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.click("User").await;
        page.sees("User Content.").await;
        page.sees("Read at ").await;
        s.server.fault("GET /api/test/user", Fault::Hang, Times::Always);
        page.click("Read again").await;
        page.sees_status("Loading").await;
        page.sees("User Content.").await;
        s.server.clear_faults();
        let other = Fault::Body { status: 200, content_type: "text/plain".to_owned(), body: b"Fresh.".to_vec() };
        s.server.fault("GET /api/test/user", other, Times::Next(1));
        page.click("Read again").await;
        page.sees("Fresh.").await;
        page.no_longer_sees("User Content.").await;
        s.assert_no_alert().await;
    });
}

#[test]
fn a_board_without_a_text_says_so() {
    Fixture::new().run(async |s| {
        let page = s.page();
        let nothing = Fault::Body { status: 200, content_type: "text/plain".to_owned(), body: Vec::new() };
        s.server.fault("GET /api/test/all", nothing, Times::Next(1));
        page.open("/home").await;
        page.sees("There is nothing on this board yet.").await;
        page.click("Read again").await;
        page.sees("Public Content.").await;
        page.no_longer_sees("nothing on this board").await;
    });
}
