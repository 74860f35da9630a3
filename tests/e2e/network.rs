//! What the app says of the network: what events and answers tell, not what the browser always claims.

use evergreen_backend::{Fault, Times};

use crate::fixture::Fixture;

const ALWAYS_OFFLINE: &str = "Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false })";
const NOTICE: &str = "You are offline";

#[test]
fn a_browser_that_always_calls_itself_offline_is_not_believed() {
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
fn the_offline_event_is_told_and_the_next_answer_takes_it_back() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        for back in ["Read again", "online"] {
            page.script("dispatchEvent(new Event('offline'))", vec![]).await;
            page.sees_status(NOTICE).await;
            match back {
                "online" => drop(page.script("dispatchEvent(new Event('online'))", vec![]).await),
                button => page.click(button).await,
            }
            page.no_longer_sees(NOTICE).await;
        }
    });
}

#[test]
fn a_request_without_an_answer_is_told_until_one_is_answered() {
    Fixture::new().run(async |s| {
        let page = s.page();
        s.server.fault("GET /api/test/all", Fault::Drop, Times::Always);
        page.open("/home").await;
        page.sees_status(NOTICE).await;
        page.sees_alert("can't be reached").await;
        s.server.clear_faults();
        // An answer of any kind shows that the server is there.
        s.server.fault("GET /api/test/all", Fault::Status(500), Times::Next(1));
        page.click("Try again").await;
        page.no_longer_sees(NOTICE).await;
        page.click("Try again").await;
        page.sees("Public Content.").await;
    });
}
