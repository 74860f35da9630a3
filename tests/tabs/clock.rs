//! The clock of the device is set two hours forward or back while tabs are open.

use std::time::Duration;

use evergreen_backend::{Config, Fault, Times};

use crate::engine::Engine;
use crate::fixture::Fixture;
use crate::page::PATIENT;
use crate::tab_group::TabGroup;

in_every_engine!(
    a_clock_change_of_two_hours_causes_at_most_one_refresh,
    a_clock_change_during_a_refresh_ends_no_session
);

const TWO_HOURS: i64 = 2 * 60 * 60 * 1000;
const REQUESTS: u64 = 20;

/// Returns a script that sets the page's clock this many milliseconds ahead of the device's clock. With a negative
/// number, the page's clock is behind the device's clock.
pub fn ahead_by(ms: i64) -> String {
    format!("window.device ??= window.Date.now; window.Date.now = () => window.device.call(window.Date) + {ms}")
}

fn a_clock_change_of_two_hours_causes_at_most_one_refresh(engine: Engine) {
    let config = Config { announce_expiry: true, rotate: true, grace: Duration::ZERO, ..Config::for_tests() };
    Fixture { config, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let group = TabGroup::open(&page, 3, REQUESTS).await;
        group.script(PATIENT).await;
        // If the clock is set forward, the token seems to have expired. So the app refreshes once, without need. If
        // the clock is set back, the token's age becomes negative. The app ignores a negative age, because no token can
        // have one, and sends the request with this token. If the token has really expired, the server responds with a
        // 401, and the app refreshes because of the 401.
        for (ms, expired, refreshes) in
            [(TWO_HOURS, false, 1), (-TWO_HOURS, false, 0), (-TWO_HOURS, true, 1), (0, false, 1), (0, true, 1)]
        {
            s.server.clear_requests();
            if expired {
                s.server.expire_access_tokens();
            }
            group.script(&ahead_by(ms)).await;
            group.send_bursts().await;
            s.wait_for_200("GET /api/test/user", 3 * REQUESTS as usize).await;
            group.all_succeed().await;
            let refreshed = s.refreshes();
            assert_eq!(refreshed, refreshes, "{ms} ms, expired: {expired}: {:?}", s.server.requests());
        }
        s.assert_no_alert().await;
    });
}

fn a_clock_change_during_a_refresh_ends_no_session(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let group = TabGroup::open(&page, 2, REQUESTS).await;
        group.script(PATIENT).await;
        for ms in [TWO_HOURS, -TWO_HOURS] {
            s.server.clear_requests();
            s.server.expire_access_tokens();
            s.server.fault("POST /api/auth/refreshtoken", Fault::Hold, Times::Next(1));
            group.send_bursts().await;
            s.wait_for_requests("POST /api/auth/refreshtoken", 1).await;
            group.script(&ahead_by(ms)).await;
            s.server.clear_faults();
            s.wait_for_200("GET /api/test/user", 2 * REQUESTS as usize).await;
            group.all_succeed().await;
            assert_eq!(s.refreshes(), 1, "{:?}", s.server.requests());
        }
        s.assert_no_alert().await;
    });
}
