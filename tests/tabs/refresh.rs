//! A refresh that goes wrong in one tab: the others go on.

use std::time::Duration;

use evergreen_backend::{Fault, Times};

use crate::crowd::Crowd;
use crate::engine::Engine;
use crate::fixture::Fixture;

in_every_engine!(a_tab_closed_in_mid_refresh_takes_nobody_with_it, an_answer_lost_after_rotation_ends_no_session,);

const REFRESH: &str = "POST /api/auth/refreshtoken";
const CALLS: u64 = 20;

/// As many calls as a tab sends with a token that it does not know to be good.
const AT_A_TIME: usize = 6;

fn a_tab_closed_in_mid_refresh_takes_nobody_with_it(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let first = page.tab().await;
        page.open("/home").await;
        let second = page.open_tab("/home").await;
        let crowd = Crowd::gather(&page, 3, CALLS).await;
        // The first tab alone meets the expired token, and holds the lock.
        s.server.clear_requests();
        s.server.expire_access_tokens();
        s.server.fault(REFRESH, Fault::Delay(Duration::from_secs(3)), Times::Next(1));
        page.to_tab(&first).await;
        page.click("User").await;
        s.wait_for_requests(REFRESH, 1).await;
        // All others meet it too, and wait for the lock.
        page.to_tab(&crowd.tabs[0]).await;
        crowd.start().await;
        s.wait_for_401("GET /api/test/user", 1 + crowd.tabs.len() * AT_A_TIME).await;
        assert_eq!(s.refreshes(), 1, "one tab refreshes: {:?}", s.server.requests());
        assert_eq!(s.requests_to(REFRESH)[0].status, 0, "the tab was to be closed in mid-refresh");
        page.to_tab(&first).await;
        s.browser.client.close_window().await.expect("closed");
        page.to_tab(&second).await;

        let outcomes = crowd.succeeds().await;
        assert_eq!(s.refreshes(), 2, "the next in line refreshes, once: {:?}", s.server.requests());
        assert_eq!(outcomes.iter().map(|tab| tab.refreshes).sum::<u64>(), 1, "{outcomes:?}");
        // In its last moment the closed tab may say that its own call was cut off; nobody else says anything.
        let alerts = s.reports("alert").await;
        assert!(alerts.iter().all(|alert| alert.contains("can’t be reached")) && alerts.len() <= 1, "{alerts:?}");
    });
}

fn an_answer_lost_after_rotation_ends_no_session(engine: Engine) {
    // The server's own grace of 30 s.
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let crowd = Crowd::gather(&page, 3, CALLS).await;
        s.server.clear_requests();
        s.server.expire_access_tokens();
        s.server.fault("*", Fault::Delay(Duration::from_millis(100)), Times::Always);
        s.server.fault(REFRESH, Fault::LoseResponse, Times::Next(1));
        crowd.start().await;
        // One tab's calls fail, and can be tried again; those of the others are none the worse.
        let mut failed = 0;
        for tab in &crowd.tabs {
            page.to_tab(tab).await;
            let status = page.sees_status(" of 20 succeeded").await;
            if !status.contains("20 of 20") {
                failed += 1;
                page.sees_alert("can't be reached").await;
            }
            page.sees_nav(&["Home", "User", "Activity", "user", "Log out"]).await;
        }
        assert_eq!(failed, 1, "the tab whose answer was lost");
        assert_eq!(s.refreshes(), 2, "{:?}", s.server.requests());
        s.server.clear_requests();
        crowd.start().await;
        s.wait_for_200("GET /api/test/user", crowd.tabs.len() * CALLS as usize).await;
        crowd.succeeds().await;
        assert_eq!(s.refreshes(), 0, "{:?}", s.server.requests());
    });
}
