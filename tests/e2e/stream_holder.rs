//! Which tab holds the server's stream of events, and what the stream brings to all tabs. These tests read on the session
//! timeline which tab holds the stream.

use std::time::{Duration, Instant};

use evergreen_backend::{Config, Database, Operator, Role};

use crate::fixture::Fixture;

/// How soon a page has to show what has happened elsewhere is 2 s. This test measures from outside of the page, so that
/// the time of WebDriver counts, too.
const SOON_WITH_WEBDRIVER: Duration = Duration::from_secs(5);
const EVENTS: &str = "GET /api/auth/events";

fn fixture() -> Fixture {
    Fixture { events: true, ..Fixture::new() }
}

#[test]
fn a_new_role_is_shown_at_once_in_all_tabs() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = Database::File(folder.path().join("evergreen.db"));
    let config = Config { database: database.clone(), ..Config::for_tests() };
    let argon2 = config.argon2;
    Fixture { config, ..fixture() }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.wait_for_200(EVENTS, 1).await;
        let first = page.tab().await;
        page.open_tab("/activity").await;
        page.sees_nav(&["Home", "User", "Activity", "user", "Log out"]).await;
        page.click("Table").await;
        // Either this tab has taken the stream over, or it waits because the first tab still has it.
        page.sees("holds the stream of events").await;
        let operator = Operator::open(&database, argon2, Duration::from_secs(10)).await.expect("the database");
        s.server.clear_requests();
        operator.set_roles("user", &[Role::User, Role::Moderator]).await.expect("new roles");
        let since = Instant::now();
        page.sees_link("Moderator Board").await;
        assert!(since.elapsed() < SOON_WITH_WEBDRIVER, "{:?}", since.elapsed());
        page.to_tab(&first).await;
        page.sees_link("Moderator Board").await;
        assert_eq!(s.refreshes(), 1, "{:?}", s.server.requests());
        operator.set_roles("user", &[Role::User]).await.expect("the old roles");
        page.sees_nav(&["Home", "User", "Activity", "user", "Log out"]).await;
    });
}

#[test]
fn another_tab_takes_the_stream_over_when_its_holder_is_frozen() {
    fixture().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.wait_for_200(EVENTS, 1).await;
        let holder = page.tab().await;
        let next = page.open_tab("/activity").await;
        page.click("Table").await;
        page.to_tab(&holder).await;
        s.browser.set_frozen(true).await;
        page.to_tab(&next).await;
        page.sees("this tab holds the stream of events").await;
        s.wait_for_200(EVENTS, 2).await;
        // The first tab continues. There is still one stream, and it brings the end to both tabs.
        page.to_tab(&holder).await;
        s.browser.set_frozen(false).await;
        page.click("User").await;
        page.sees("User Content.").await;
        page.has_stream_holders(1).await;
        s.server.revoke_all().await;
        page.sees_alert("session has expired").await;
        page.to_tab(&next).await;
        page.sees_link("Login").await;
    });
}

#[test]
fn the_timeline_shows_who_holds_the_stream_and_what_it_brings() {
    fixture().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.open("/activity").await;
        page.click("Table").await;
        page.sees("this tab holds the stream of events").await;
        s.server.revoke_all().await;
        page.sees("the server says: the session was ended").await;
        page.sees("the stream of events is closed").await;
    });
}
