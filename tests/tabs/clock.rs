//! A device whose clock is set while tabs are open: two hours on, two hours back.

use std::time::Duration;

use evergreen_backend::{Config, Fault, Times};

use crate::crowd::Crowd;
use crate::engine::Engine;
use crate::fixture::Fixture;

in_every_engine!(a_clock_set_by_two_hours_costs_one_refresh_at_most, a_clock_set_during_a_refresh_ends_no_session);

const TWO_HOURS: i64 = 2 * 60 * 60 * 1000;
const CALLS: u64 = 20;

/// A script that sets the page's clock so many ms ahead of the device's, or back.
pub fn ahead_by(ms: i64) -> String {
    format!("window.device ??= window.Date.now; window.Date.now = () => window.device.call(window.Date) + {ms}")
}

fn a_clock_set_by_two_hours_costs_one_refresh_at_most(engine: Engine) {
    let config = Config { announce_expiry: true, rotate: true, grace: Duration::ZERO, ..Config::for_tests() };
    Fixture { config, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let crowd = Crowd::gather(&page, 3, CALLS).await;
        // Set on, the token seems stale: one needless refresh. Set back, its age is absurd: it is used, and good, or the
        // refusal tells.
        for (ms, expired, refreshes) in
            [(TWO_HOURS, false, 1), (-TWO_HOURS, false, 0), (-TWO_HOURS, true, 1), (0, false, 1), (0, true, 1)]
        {
            s.server.clear_requests();
            if expired {
                s.server.expire_access_tokens();
            }
            crowd.script(&ahead_by(ms)).await;
            crowd.start().await;
            s.wait_for_200("GET /api/test/user", 3 * CALLS as usize).await;
            crowd.succeeds().await;
            let refreshed = s.refreshes();
            assert_eq!(refreshed, refreshes, "{ms} ms, expired: {expired}: {:?}", s.server.requests());
        }
        s.assert_no_alert().await;
    });
}

fn a_clock_set_during_a_refresh_ends_no_session(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let crowd = Crowd::gather(&page, 2, CALLS).await;
        for ms in [TWO_HOURS, -TWO_HOURS] {
            s.server.clear_requests();
            s.server.expire_access_tokens();
            s.server.fault("POST /api/auth/refreshtoken", Fault::Delay(Duration::from_secs(2)), Times::Next(1));
            crowd.start().await;
            s.wait_for_requests("POST /api/auth/refreshtoken", 1).await;
            crowd.script(&ahead_by(ms)).await;
            s.wait_for_200("GET /api/test/user", 2 * CALLS as usize).await;
            crowd.succeeds().await;
            assert_eq!(s.refreshes(), 1, "{:?}", s.server.requests());
        }
        s.assert_no_alert().await;
    });
}
