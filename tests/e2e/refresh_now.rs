//! Tests of the button `Refresh now` on `/activity`.

use evergreen_backend::{Fault, Like, Times};

use crate::activity::begin;
use crate::fixture::Fixture;

const REFRESH: &str = "POST /api/auth/refreshtoken";

#[test]
fn refresh_now_renews_once_and_shows_why_it_failed() {
    Fixture::new().run(async |s| {
        let page = s.page();
        begin(&page).await;
        page.click("Refresh now").await;
        page.sees_status("Refreshed.").await;
        page.sees("Token refreshes 1").await;
        assert_eq!(s.refreshes(), 1);
        page.sees("Last failed refresh none").await;

        s.server.fault(REFRESH, Fault::Status(503), Times::Always);
        page.click("Refresh now").await;
        page.sees_alert("503").await;
        page.sees("the server failed (status 503)").await;
        page.sees("Signed in as user").await;
    });
}

#[test]
fn refresh_now_explains_that_the_server_has_no_refresh() {
    Fixture::like(Like::Node).run(async |s| {
        let page = s.page();
        begin(&page).await;
        page.click("Refresh now").await;
        page.sees_alert("This server does not support token refresh.").await;
        page.sees("Signed in as user").await;
    });
}

#[test]
fn a_refresh_error_is_not_shown_to_the_next_user() {
    Fixture::new().run(async |s| {
        let page = s.page();
        begin(&page).await;
        s.server.fault(REFRESH, Fault::Status(503), Times::Always);
        page.click("Refresh now").await;
        page.sees_alert("503").await;
        // The second failure shows a new alert with the same text.
        page.click_and_see_new_alert("Refresh now").await;
        page.sees_alert("503").await;

        let first = page.tab().await;
        page.open_tab("/activity").await;
        page.click("Log out").await;
        page.sign_in("moderator").await;
        page.to_tab(&first).await;
        page.sees("Signed in as moderator").await;
        page.no_longer_sees("503").await;
    });
}
