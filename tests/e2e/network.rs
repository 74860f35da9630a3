//! Tests when the app shows the offline notice. The app shows it after an `offline` event, and after a request without
//! a response. The app hides it after an `online` event, and after any response. If only `navigator.onLine` says that
//! the browser is offline, the app shows no notice.

use evergreen_backend::{Fault, Times};

use crate::fixture::Fixture;

const ALWAYS_OFFLINE: &str = "Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false })";
const NOTICE: &str = "You are offline";

#[test]
fn navigator_on_line_alone_shows_no_offline_notice() {
    Fixture::new().run(async |s| {
        s.browser.before_each_page(ALWAYS_OFFLINE).await;
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        page.no_longer_sees(NOTICE).await;
        page.sign_in("user").await;
        page.click("User").await;
        page.sees("User Content.").await;
        page.no_longer_sees(NOTICE).await;
    });
}

#[test]
fn the_offline_event_shows_a_notice_until_the_next_response() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        for way_back in ["Refresh", "online"] {
            page.script("dispatchEvent(new Event('offline'))", vec![]).await;
            page.sees_status(NOTICE).await;
            match way_back {
                "online" => drop(page.script("dispatchEvent(new Event('online'))", vec![]).await),
                button => page.click(button).await,
            }
            page.no_longer_sees(NOTICE).await;
        }
    });
}

#[test]
fn a_request_without_a_response_shows_a_notice_until_the_next_response() {
    Fixture::new().run(async |s| {
        let page = s.page();
        s.server.fault("GET /api/test/all", Fault::Drop, Times::Always);
        page.open("/home").await;
        page.sees_status(NOTICE).await;
        page.sees_alert("can't be reached").await;
        s.server.clear_faults();
        // A response with status 500 also hides the notice, because this response shows that the app can reach the
        // server.
        s.server.fault("GET /api/test/all", Fault::Status(500), Times::Next(1));
        page.click("Try again").await;
        page.no_longer_sees(NOTICE).await;
        page.click("Try again").await;
        page.sees("Public Content.").await;
    });
}
