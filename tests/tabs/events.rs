//! One tab holds the server's stream of events for all tabs.

use std::time::{Duration, Instant};

use fantoccini::wd::WindowHandle;
use xtask::host::Fallback;

use crate::engine::Engine;
use crate::fixture::Fixture;
use crate::test_system::TestSystem;

in_every_engine!(
    the_next_tab_takes_over_the_stream_when_its_holder_is_closed,
    a_page_that_is_left_gives_up_the_stream_and_takes_it_again_when_it_comes_back,
);

const EVENTS: &str = "GET /api/auth/events";
/// How soon a page has to show the end of its session, on a busy machine, too. The contract allows two seconds.
const SOON: Duration = Duration::from_secs(5);

async fn close(s: &TestSystem, tab: &WindowHandle, next: &WindowHandle) {
    let page = s.page();
    page.to_tab(tab).await;
    s.browser.client.close_window().await.expect("closed");
    page.to_tab(next).await;
    page.has_stream_holders(1).await;
}

async fn sees_end(s: &TestSystem) {
    s.server.revoke_all().await;
    let since = Instant::now();
    s.page().sees_alert("session has expired").await;
    assert!(since.elapsed() < SOON, "{:?}", since.elapsed());
    s.page().sees_form().await;
}

fn the_next_tab_takes_over_the_stream_when_its_holder_is_closed(engine: Engine) {
    Fixture { events: true, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let first = page.tab().await;
        let second = page.open_tab("/user").await;
        page.sees("User Content.").await;
        let third = page.open_tab("/home").await;
        page.sees("Public Content.").await;
        page.has_stream_holders(1).await;
        // In some engines, a tab behind another one counts as visible. So the holder is the first tab or the last one.
        close(s, &first, &third).await;
        close(s, &third, &second).await;
        // A tab takes the lock before it opens the stream. If the session ends between the two, the server refuses the
        // request for the stream, and the page shows the end because of this refusal.
        sees_end(s).await;
    });
}

fn a_page_that_is_left_gives_up_the_stream_and_takes_it_again_when_it_comes_back(engine: Engine) {
    Fixture { events: true, fallback: Fallback::Index200, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        // A browser may keep no page in its back/forward cache in which the driver has clicked. So the test uses a new tab,
        // in which nothing was clicked.
        let first = page.tab().await;
        let left = page.open_tab("/profile").await;
        page.sees("user@").await;
        close(s, &first, &left).await;
        // Firefox keeps no page in this cache that has an open request, such as the stream. It loads the page again.
        let is_kept = !matches!(engine, Engine::Firefox);
        let mut times = 0;
        loop {
            times += 1;
            assert!(times <= 5, "the browser never restored the page from its cache");
            page.has_worker().await;
            page.has_stream_holders(1).await;
            page.visit(&format!("{}boot.js", s.host.url())).await;
            page.has_stream_holders(0).await;
            s.server.clear_requests();
            page.back().await;
            page.sees("user@").await;
            if !is_kept || !s.reports("restored").await.is_empty() {
                break;
            }
        }
        page.has_stream_holders(1).await;
        s.wait_for_200(EVENTS, 1).await;
        sees_end(s).await;
    });
}
