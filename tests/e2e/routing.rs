//! Routing: deep links, reloads, the back button, and an app that is served below a path.

use crate::fixture::Fixture;

#[test]
fn a_deep_link_asks_to_sign_in_and_then_shows_its_page() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/mod").await;
        page.sees_form().await;
        page.is_at("/mod").await;
        assert!(!page.main().await.contains("expired"), "there was no session that could expire");
        page.send_sign_in("moderator", "evergreen").await;
        page.sees("Moderator Board.").await;
        page.is_at("/mod").await;
    });
}

#[test]
fn a_reload_keeps_the_session() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("admin").await;
        page.click("Admin Board").await;
        page.sees("Admin Board.").await;
        page.is_at("/admin").await;
        page.reload().await;
        page.sees("Admin Board.").await;
        page.is_at("/admin").await;
        s.server.expire_access_tokens();
        page.reload().await;
        page.sees("Admin Board.").await;
        page.sees_link("admin").await;
        assert_eq!(s.refreshes(), 1);
        s.assert_no_alert().await;
    });
}

#[test]
fn the_back_button_after_a_sign_out_shows_nothing_of_the_user() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.click("User").await;
        page.sees("User Content.").await;
        page.click("Log out").await;
        page.is_at("/login").await;
        let before = s.reports("board").await.len();
        page.back().await;
        page.sees_form().await;
        // Load the app again, and then go back. The browser may restore the old page from its cache, but the page must
        // not show any text of the user.
        page.open("/home").await;
        page.back().await;
        page.sees_form().await;
        let shown = s.reports("board").await.split_off(before);
        assert!(!shown.iter().any(|report| report.contains("User Content.")), "{shown:?}");
        assert!(!page.main().await.contains("user@"), "the profile must not be shown either");
    });
}

#[test]
fn the_app_works_below_a_path() {
    Fixture { prefix: "/app/", ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.open("/user").await;
        page.sees_form().await;
        page.send_sign_in("user", "evergreen").await;
        page.sees("User Content.").await;
        page.is_at("/user").await;
        page.reload().await;
        page.sees("User Content.").await;
        page.click("Home").await;
        page.is_at("/home").await;
        page.sees("Public Content.").await;
        page.open("/").await;
        page.is_at("/home").await;
        page.open("/no/such/page").await;
        page.sees("Page not found").await;
        page.click("Log out").await;
        page.sees_link("Login").await;
        page.click("Login").await;
        page.is_at("/login").await;
        page.sees_form().await;
    });
}
