//! The program stops in the midst of something: its page says so and offers the way out, and no other tab waits for it.

use crate::fixture::Fixture;

/// The HTTP crate panics where a call fails with anything but an `Error`, as some browser extensions make it. The refresh
/// is sent under the lock.
const BREAK: &str = "
    const whole = window.fetch;
    window.fetch = (request) =>
        request.url.includes('/auth/') ? Promise.reject('no Error') : whole.call(window, request);";

#[test]
fn a_page_that_stops_says_so_and_holds_up_no_other_tab() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.click("User").await;
        page.sees("User Content.").await;
        let first = page.tab().await;
        let second = page.open_tab("/home").await;
        page.to_tab(&first).await;
        page.click("Home").await;
        page.sees("Public Content.").await;
        s.server.expire_access_tokens();
        page.script(BREAK, vec![]).await;
        page.click("User").await;
        page.sees_alert("has stopped working").await;
        page.wait_until(
            "the alert in the page's column",
            "return Boolean(document.querySelector('main > [role=alert]'))",
            "",
        )
        .await;
        page.to_tab(&second).await;
        page.click("User").await;
        // Without the lock that the other page held: for a frozen one it would wait a minute.
        page.sees("User Content.").await;
        assert_eq!(s.refreshes(), 1);
        page.to_tab(&first).await;
        page.click("Reload").await;
        page.sees("User Content.").await;
        page.sees_link("user").await;
        s.clear_log().await;
    });
}
