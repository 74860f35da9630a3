//! Ten tabs at the moment of expiry, where a second use of a refresh token is theft: one refresh, and no call fails.

use std::time::Duration;

use evergreen_backend::{Config, Fault, Times};

use crate::crowd::Crowd;
use crate::engine::Engine;
use crate::fixture::Fixture;

in_every_engine!(ten_tabs_at_expiry_share_one_refresh, a_token_known_to_be_stale_is_renewed_before_any_refusal);

const TABS: usize = 10;
const CALLS: u64 = 20;

/// One-time refresh tokens with reuse detection, and no grace.
fn strict() -> Config {
    Config { rotate: true, grace: Duration::ZERO, ..Config::for_tests() }
}

fn ten_tabs_at_expiry_share_one_refresh(engine: Engine) {
    Fixture { config: strict(), ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let crowd = Crowd::gather(&page, TABS, CALLS).await;
        s.server.clear_requests();
        s.server.expire_access_tokens();
        // So that no tab hears of the renewal before it has met the expired token itself, however late it gets to start.
        let refresh = "POST /api/auth/refreshtoken";
        s.server.fault(refresh, Fault::Delay(Duration::from_secs(4)), Times::Next(1));
        crowd.start().await;
        let outcomes = crowd.succeeds().await;

        let seen = s.server.requests();
        assert_eq!(s.refreshes(), 1, "{seen:?}");
        let calls = s.requests_to("GET /api/test/user");
        let with = |status: u16| calls.iter().filter(|seen| seen.status == status).count() as u64;
        assert!(outcomes.iter().all(|tab| tab.refused > 0), "every tab was to meet the expired token: {outcomes:?}");
        assert_eq!(with(401), outcomes.iter().map(|tab| tab.refused).sum::<u64>(), "{outcomes:?}");
        assert_eq!(with(200), TABS as u64 * CALLS, "{seen:?}");
        assert_eq!(outcomes.iter().map(|tab| tab.refreshes).sum::<u64>(), 1, "{outcomes:?}");
        s.assert_no_alert().await;
    });
}

fn a_token_known_to_be_stale_is_renewed_before_any_refusal(engine: Engine) {
    let config = Config { announce_expiry: true, ..strict() };
    let lifetime = config.access;
    Fixture { config, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let crowd = Crowd::gather(&page, 3, CALLS).await;
        s.server.clear_requests();
        // Both clocks go on: the server's token is expired, and every tab can know.
        s.server.advance(lifetime);
        crowd.script(&crate::clock::ahead_by(lifetime.as_millis() as i64)).await;
        crowd.start().await;
        let outcomes = crowd.succeeds().await;

        let seen = s.server.requests();
        assert_eq!(s.refreshes(), 1, "{seen:?}");
        assert!(seen.iter().all(|seen| seen.status == 200), "no call was to be refused: {seen:?}");
        assert_eq!(seen.len() as u64, 1 + 3 * CALLS, "{outcomes:?}");
        s.assert_no_alert().await;
    });
}
