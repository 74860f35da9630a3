//! Several tabs are open when the access token expires. All tabs together must send only one refresh, because the
//! server of these tests ends the session if a refresh token is used twice. In the end, every request of
//! every tab must succeed.

use std::time::Duration;

use evergreen_backend::{Config, Fault, Times};

use crate::engine::Engine;
use crate::fixture::Fixture;
use crate::page::PATIENT;
use crate::tab_group::{MAX_UNCONFIRMED, TabGroup};

in_every_engine!(ten_tabs_at_expiry_share_one_refresh, a_token_known_to_be_expired_is_renewed_before_any_401);

const TABS: usize = 10;
const REQUESTS: u64 = 20;

/// Returns the configuration of a strict server. Each refresh token can be used only once. A second use ends the
/// session at once, because there is no grace period.
fn strict() -> Config {
    Config { rotate: true, grace: Duration::ZERO, ..Config::for_tests() }
}

fn ten_tabs_at_expiry_share_one_refresh(engine: Engine) {
    Fixture { config: strict(), ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let group = TabGroup::open(&page, TABS, REQUESTS).await;
        group.script(PATIENT).await;
        s.server.clear_requests();
        s.server.expire_access_tokens();
        // The server holds the refresh until every tab has got its 401s, because a tab that learned of the new token
        // earlier would get none.
        let refresh = "POST /api/auth/refreshtoken";
        s.server.fault(refresh, Fault::Hold, Times::Next(1));
        group.send_bursts().await;
        s.wait_for_401("GET /api/test/user", TABS * MAX_UNCONFIRMED).await;
        s.server.clear_faults();
        let outcomes = group.all_succeed().await;

        let seen = s.server.requests();
        assert_eq!(s.refreshes(), 1, "{seen:?}");
        let requests = s.requests_to("GET /api/test/user");
        let count = |status: u16| requests.iter().filter(|seen| seen.status == status).count() as u64;
        assert!(outcomes.iter().all(|tab| tab.refused > 0), "every tab must get a 401: {outcomes:?}");
        assert_eq!(count(401), outcomes.iter().map(|tab| tab.refused).sum::<u64>(), "{outcomes:?}");
        assert_eq!(count(200), TABS as u64 * REQUESTS, "{seen:?}");
        assert_eq!(outcomes.iter().map(|tab| tab.refreshes).sum::<u64>(), 1, "{outcomes:?}");
        s.assert_no_alert().await;
    });
}

fn a_token_known_to_be_expired_is_renewed_before_any_401(engine: Engine) {
    let config = Config { announce_expiry: true, ..strict() };
    let lifetime = config.access;
    Fixture { config, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let group = TabGroup::open(&page, 3, REQUESTS).await;
        group.script(PATIENT).await;
        s.server.clear_requests();
        // Set the clocks of the server and the tabs forward by the lifetime of the token. This makes the token expire.
        // The server has announced the lifetime, so every tab can see from its clock that the token has expired.
        s.server.advance(lifetime);
        group.script(&crate::clock::ahead_by(lifetime.as_millis() as i64)).await;
        group.send_bursts().await;
        let outcomes = group.all_succeed().await;

        let seen = s.server.requests();
        assert_eq!(s.refreshes(), 1, "{seen:?}");
        assert!(seen.iter().all(|seen| seen.status == 200), "no request may get a 401: {seen:?}");
        assert_eq!(seen.len() as u64, 1 + 3 * REQUESTS, "{outcomes:?}");
        s.assert_no_alert().await;
    });
}
