//! Tests in which the app panics while it runs. The page must then say so, and offer to load the page again. Other tabs
//! must not wait for a lock that this page held.

use crate::fixture::Fixture;

/// A script that changes `fetch`: a request to an address with `/auth/` then fails with a text instead of an `Error`.
/// Some browser extensions cause such failures. The HTTP crate panics when a request fails with a value that is not an
/// `Error`. In this test, the panic happens during a refresh, while this tab holds the lock. So the lock has to be
/// released after the panic.
const BREAK: &str = "
    const original = window.fetch;
    window.fetch = (request) =>
        request.url.includes('/auth/') ? Promise.reject('no Error') : original.call(window, request);";

#[test]
fn a_page_that_panicked_says_so_and_blocks_no_other_tab() {
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
        // The first tab has released the lock after its panic, so the second tab shows the text at once. If the first
        // tab still held the lock, the second tab would wait for about a minute.
        page.sees("User Content.").await;
        assert_eq!(s.refreshes(), 1);
        page.to_tab(&first).await;
        page.click("Reload").await;
        page.sees("User Content.").await;
        page.sees_link("user").await;
        s.clear_log().await;
    });
}
