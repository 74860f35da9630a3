//! The demo, which needs no server: a service worker of the browser answers the calls of all tabs.

use crate::browsers::demo::{DemoFiles, sees_refreshes};
use crate::engine::Engine;
use crate::fixture::Fixture;
use crate::tab_group::TabGroup;

in_every_engine!(the_tabs_of_a_demo_share_one_refresh_and_one_session);

const REQUESTS: u64 = 20;

fn the_tabs_of_a_demo_share_one_refresh_and_one_session(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        // The simulated server is slow, so that both tabs get a 401 before they can learn of the new token.
        let demo = DemoFiles::new("/").with_slow_server().serve().await;
        let page = demo.page(s);
        // On the first visit, there is no service worker yet.
        page.open("/home").await;
        page.sees("Public Content.").await;
        page.sign_in("user").await;
        let group = TabGroup::open(&page, 2, REQUESTS).await;
        page.click("Let the token expire").await;
        page.wait_until("the expired token", EXPIRED, "").await;
        group.send_bursts().await;
        let outcomes = group.all_succeed().await;
        assert!(outcomes.iter().all(|tab| tab.refused > 0), "every tab must get a 401: {outcomes:?}");
        assert_eq!(outcomes.iter().map(|tab| tab.refreshes).sum::<u64>(), 1, "{outcomes:?}");
        for tab in &group.tabs {
            page.to_tab(tab).await;
            sees_refreshes(&page, 1).await;
        }

        page.reload().await;
        page.sees("Signed in as user").await;
        page.click("User").await;
        page.sees("User Content.").await;
        page.click("Log out").await;
        page.is_at("/login").await;
        page.to_tab(&group.tabs[0]).await;
        page.sees("Signed in as nobody").await;
        assert!(s.server.requests().is_empty(), "a demo calls no server: {:?}", s.server.requests());
        s.check().await;
    });
}

/// A script that returns whether the simulated server has got the request of the button.
const EXPIRED: &str = "return performance.getEntriesByType('resource').some(({ name, responseEnd }) =>
    name.endsWith('/demo-api/demo/expire') && responseEnd > 0)";
