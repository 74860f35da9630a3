//! Tests what happens when the access token has expired. One refresh is enough for all requests of all pages, and the
//! user notices nothing.

use std::time::Duration;

use evergreen_backend::{Fault, Times};

use crate::fixture::Fixture;

#[test]
fn an_expired_token_is_renewed_without_an_alert() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        for times in 1..=3 {
            s.server.expire_access_tokens();
            page.click("User").await;
            page.sees("User Content.").await;
            assert_eq!(s.refreshes(), times);
            page.click("Home").await;
            page.sees("Public Content.").await;
        }
        s.assert_no_alert().await;
    });
}

#[test]
fn three_quick_clicks_share_one_refresh_and_end_on_the_right_page() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("admin").await;
        s.server.fault("*", Fault::Delay(Duration::from_millis(300)), Times::Always);
        // The server holds the refresh until the last click. So the clicks share it, even if they are slow.
        s.server.fault("POST /api/auth/refreshtoken", Fault::Hold, Times::Next(1));
        s.server.expire_access_tokens();
        s.server.clear_requests();
        page.click("Admin Board").await;
        page.click("Moderator Board").await;
        page.click("User").await;
        s.wait_for_requests("POST /api/auth/refreshtoken", 1).await;
        s.server.clear_faults();
        page.sees("User Content.").await;
        page.is_at("/user").await;
        assert_eq!(s.refreshes(), 1, "{:?}", s.server.requests());
        for path in ["/api/test/admin", "/api/test/mod", "/api/test/user"] {
            let is_unexpected = |status: u16| ![200, 401, 0].contains(&status);
            let seen = s.requests_to(&format!("GET {path}"));
            assert!(seen.len() <= 2 && !seen.iter().any(|seen| is_unexpected(seen.status)), "{path}: {seen:?}");
        }
        assert!(s.requests_to("GET /api/test/user").iter().any(|seen| seen.status == 200));
        page.back().await;
        page.is_at("/mod").await;
        page.sees("Moderator Board.").await;
        page.back().await;
        page.is_at("/admin").await;
        page.sees("Admin Board.").await;
        assert_eq!(s.refreshes(), 1, "{:?}", s.server.requests());
        s.assert_no_alert().await;

        // The text of each board must have appeared only on the page of that board. Each report consists of the path of
        // a page and the text that the page showed.
        let texts = [("/user", "User Content."), ("/mod", "Moderator Board."), ("/admin", "Admin Board.")];
        for report in s.reports("board").await {
            for (path, _) in texts.iter().filter(|(_, text)| report.contains(text)) {
                assert!(report.starts_with(path), "the text of another board: {report}");
            }
        }
    });
}

#[test]
fn a_hundred_requests_share_one_refresh() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.click("Activity").await;
        page.fill("Requests", "100").await;
        s.server.fault("*", Fault::Delay(Duration::from_millis(30)), Times::Always);
        s.server.expire_access_tokens();
        s.server.clear_requests();
        page.click("Send burst").await;
        let status = page.sees_status("100 of 100 succeeded · 1 refresh · ").await;
        let rest = status.split("1 refresh · ").nth(1).unwrap_or_default();
        let (number, unit) = rest.split_once(' ').unwrap_or_default();
        assert!(number.parse::<u32>().is_ok() && unit.starts_with("ms"), "{status:?}");
        let seen = s.server.requests();
        assert_eq!(s.refreshes(), 1, "{seen:?}");
        assert!(seen.len() <= 113, "{} requests for a burst of 100", seen.len());
        assert_eq!(s.requests_to("GET /api/test/user").iter().filter(|seen| seen.status == 200).count(), 100);
        s.assert_no_alert().await;

        // With a valid token, no extra request is sent.
        s.server.clear_requests();
        page.click("Send burst").await;
        page.sees_status("100 of 100 succeeded · 0 refreshes · ").await;
        assert_eq!(s.server.requests().len(), 100);
    });
}
