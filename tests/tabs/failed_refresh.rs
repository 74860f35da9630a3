//! Tests with several tabs in which the refresh of one tab fails. The other tabs must continue without an error.

use std::time::Duration;

use evergreen_backend::{Config, Fault, Times};

use crate::engine::Engine;
use crate::fixture::Fixture;
use crate::page::PATIENT;
use crate::tab_group::{MAX_UNCONFIRMED, TabGroup};

in_every_engine!(closing_a_tab_during_its_refresh_affects_no_other_tab, a_response_lost_after_rotation_ends_no_session,);

const REFRESH: &str = "POST /api/auth/refreshtoken";
const REQUESTS: u64 = 20;

/// A grace period that cannot be over before the end of a test, not even on a slow machine.
const LONG: Duration = Duration::from_secs(3600);

fn closing_a_tab_during_its_refresh_affects_no_other_tab(engine: Engine) {
    let config = Config { grace: LONG, ..Config::for_tests() };
    Fixture { config, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let first = page.tab().await;
        page.open("/home").await;
        page.script(PATIENT, vec![]).await;
        let second = page.open_tab("/home").await;
        let group = TabGroup::open(&page, 3, REQUESTS).await;
        group.script(PATIENT).await;
        // At first, only the first tab gets a 401. So this tab refreshes, and holds the lock.
        s.server.clear_requests();
        s.server.expire_access_tokens();
        s.server.fault(REFRESH, Fault::Hold, Times::Next(1));
        page.to_tab(&first).await;
        page.click("User").await;
        s.wait_for_requests(REFRESH, 1).await;
        // Now the tabs of the group get a 401, too. They wait for the lock, because the first tab holds it.
        page.to_tab(&group.tabs[0]).await;
        group.send_bursts().await;
        s.wait_for_401("GET /api/test/user", 1 + group.tabs.len() * MAX_UNCONFIRMED).await;
        assert_eq!(s.refreshes(), 1, "only one tab refreshes: {:?}", s.server.requests());
        assert_eq!(s.requests_to(REFRESH)[0].status, 0, "the tab must be closed during the refresh");
        page.to_tab(&first).await;
        s.browser.client.close_window().await.expect("closed");
        page.to_tab(&second).await;

        let outcomes = group.all_succeed().await;
        assert_eq!(s.refreshes(), 2, "the next tab must refresh once: {:?}", s.server.requests());
        assert_eq!(outcomes.iter().map(|tab| tab.refreshes).sum::<u64>(), 1, "{outcomes:?}");
        // The server handles the first refresh late, although its tab is gone. This ends no session either.
        s.server.clear_faults();
        s.wait_for_responses(REFRESH, 2).await;
        s.server.expire_access_tokens();
        group.send_bursts().await;
        s.wait_for_200("GET /api/test/user", 2 * group.tabs.len() * REQUESTS as usize).await;
        // When the first tab is closed, the browser aborts the request of this tab. So the first tab may show one alert
        // before it is gone. No other tab may show an alert.
        let alerts = s.reports("alert").await;
        assert!(alerts.iter().all(|alert| alert.contains("can’t be reached")) && alerts.len() <= 1, "{alerts:?}");
    });
}

fn a_response_lost_after_rotation_ends_no_session(engine: Engine) {
    // The server replaces the refresh token, but the response with the new token is lost. So the browser still has the
    // old token. The session continues, because the server accepts the old token for a grace period.
    let config = Config { grace: LONG, ..Config::for_tests() };
    Fixture { config, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let group = TabGroup::open(&page, 3, REQUESTS).await;
        group.script(PATIENT).await;
        s.server.clear_requests();
        s.server.expire_access_tokens();
        s.server.fault("*", Fault::Delay(Duration::from_millis(100)), Times::Always);
        s.server.fault(REFRESH, Fault::LoseResponse, Times::Next(1));
        group.send_bursts().await;
        // The response to the first refresh is lost. So requests of the tab that sent this refresh fail, and the tab
        // shows an alert. Then another tab refreshes, and the requests of the other tabs succeed.
        let mut failed = 0;
        for tab in &group.tabs {
            page.to_tab(tab).await;
            let status = page.sees_status(" of 20 succeeded").await;
            if !status.contains("20 of 20") {
                failed += 1;
                page.sees_alert("can't be reached").await;
            }
            page.sees_nav(&["Home", "User", "Activity", "user", "Log out"]).await;
        }
        assert_eq!(failed, 1, "only the tab whose response was lost may fail");
        assert_eq!(s.refreshes(), 2, "{:?}", s.server.requests());
        s.server.clear_requests();
        group.send_bursts().await;
        s.wait_for_200("GET /api/test/user", group.tabs.len() * REQUESTS as usize).await;
        group.all_succeed().await;
        assert_eq!(s.refreshes(), 0, "{:?}", s.server.requests());
    });
}
