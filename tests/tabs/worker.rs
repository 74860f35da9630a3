//! The worker of the event bus is blocked in every tab. Each page then delivers its events itself, and still notices
//! changes in other tabs.

use crate::engine::Engine;
use crate::fixture::Fixture;

in_every_engine!(without_workers_events_still_reach_every_tab);

const SIGNED_OUT: [&str; 4] = ["Home", "Activity", "Sign Up", "Login"];

fn without_workers_events_still_reach_every_tab(engine: Engine) {
    Fixture { worker: false, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let first = page.tab().await;
        page.click("User").await;
        page.sees("User Content.").await;
        let second = page.open_tab("/home").await;
        s.server.revoke_all().await;
        s.server.expire_access_tokens();
        page.click("User").await;
        for tab in [&second, &first] {
            page.to_tab(tab).await;
            page.sees_alert("expired").await;
            page.sees_nav(&SIGNED_OUT).await;
        }
        page.send_sign_in("user", "evergreen").await;
        for tab in [&first, &second] {
            page.to_tab(tab).await;
            page.sees("User Content.").await;
        }
        page.click("Log out").await;
        for tab in [&second, &first] {
            page.to_tab(tab).await;
            page.is_at("/login").await;
            page.sees_nav(&SIGNED_OUT).await;
            page.wait_until("no worker", "return document.documentElement.dataset.bus === 'page'", "").await;
        }
    });
}
