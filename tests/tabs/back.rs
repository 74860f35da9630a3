//! Tests of a page that the browser restores from its back/forward cache. In some tests, the session has changed in
//! another tab before the browser restores the page.
//!
//! Browsers do not keep a page with the status 404 in this cache. So the host responds with 200 to every path of the
//! app. Each click of geckodriver adds an `unload` listener to the page, and Firefox does not keep a page with an
//! `unload` listener in this cache. So the tests do not click a link to leave a page, but open another address.

use xtask::host::Fallback;

use crate::engine::Engine;
use crate::fixture::Fixture;
use crate::page::Page;
use crate::test_system::TestSystem;

in_every_engine!(
    a_page_restored_after_a_sign_out_shows_nothing,
    a_page_restored_after_a_user_switch_shows_nothing_of_the_last_user,
    a_page_restored_in_the_same_session_is_unchanged,
);

/// A file of the host that is not a page of the app. The tests open it to leave the app.
const ELSEWHERE: &str = "boot.js";

/// The message of a test in which the browser has loaded the page again five times. The browser may do this instead of
/// restoring the page from the cache, especially if the machine is busy. So each test repeats until the browser has
/// restored the page, but at most five times.
const NEVER_RESTORED: &str = "the browser never restored the page from its cache";

fn a_page_restored_after_a_sign_out_shows_nothing(engine: Engine) {
    Fixture { fallback: Fallback::Index200, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let other = page.tab().await;
        let left = page.open_tab("/user").await;
        let mut times = 0;
        loop {
            times += 1;
            assert!(times <= 5, "{NEVER_RESTORED}");
            page.sees("User Content.").await;
            leave(s).await;
            page.to_tab(&other).await;
            page.click("Log out").await;
            page.is_at("/login").await;
            page.to_tab(&left).await;
            page.back().await;
            page.sees_form().await;
            page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
            if !was_loaded_again(&page).await {
                break;
            }
            page.to_tab(&other).await;
            page.sign_in("user").await;
            page.to_tab(&left).await;
            page.open("/user").await;
        }
        s.wait_for_report("restored", "/user", 1).await;
        assert_eq!(restored(s).await, ["/user "], "no frame may show a page of the last user");
    });
}

fn a_page_restored_after_a_user_switch_shows_nothing_of_the_last_user(engine: Engine) {
    Fixture { fallback: Fallback::Index200, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let other = page.tab().await;
        let left = page.open_tab("/profile").await;
        let mut times = 0;
        loop {
            times += 1;
            assert!(times <= 5, "{NEVER_RESTORED}");
            write(&page, "for nobody else").await;
            leave(s).await;
            page.to_tab(&other).await;
            page.click("Home").await;
            page.click("Log out").await;
            page.click("Login").await;
            page.send_sign_in("moderator", "evergreen").await;
            page.is_at("/profile").await;
            page.to_tab(&left).await;
            page.back().await;
            page.sees("moderator@").await;
            page.wait_until("an empty note", "return field('Notes')?.value === ''", "").await;
            assert!(!page.main().await.contains("user@"), "the page shows the profile of the last user");
            if !was_loaded_again(&page).await {
                break;
            }
            page.to_tab(&other).await;
            page.click("Log out").await;
            page.is_at("/login").await;
            page.sign_in("user").await;
            page.to_tab(&left).await;
            page.open("/profile").await;
        }
        s.wait_for_report("restored", "/profile", 1).await;
        assert_eq!(restored(s).await, ["/profile "], "no frame may show a page of the last user");
    });
}

fn a_page_restored_in_the_same_session_is_unchanged(engine: Engine) {
    Fixture { fallback: Fallback::Index200, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let other = page.tab().await;
        let left = page.open_tab("/profile").await;
        let mut times = 0;
        while restored(s).await.is_empty() {
            times += 1;
            assert!(times <= 5, "{NEVER_RESTORED}");
            write(&page, "not saved yet").await;
            leave(s).await;
            page.back().await;
            page.sees("user@").await;
        }
        page.wait_until("the note", "return field('Notes')?.value === 'not saved yet'", "").await;
        // The restored page still reacts when the user signs out in another tab.
        page.to_tab(&other).await;
        page.click("Log out").await;
        page.to_tab(&left).await;
        page.is_at("/login").await;
    });
}

/// Waits for the field `Notes` of the profile, and writes a note into it. A script writes the note, because a click of
/// the driver would keep Firefox from caching the page.
async fn write(page: &Page<'_>, note: &str) {
    page.wait_until(
        "a field for notes",
        "if (field('Notes')) field('Notes').value = arguments[0]; return Boolean(field('Notes'))",
        note,
    )
    .await;
}

/// Waits until the page is completely loaded, because browsers do not cache a page that is still loading. Then goes to
/// another address.
async fn leave(s: &TestSystem) {
    let page = s.page();
    page.has_worker().await;
    let url = format!("{}{ELSEWHERE}", s.host.url());
    page.visit(&url).await;
}

/// Returns whether the browser has loaded the page in the current tab again when the test went back. If the browser has
/// restored a page that may not be shown, the app has reloaded it, and this returns false.
async fn was_loaded_again(page: &Page<'_>) -> bool {
    let script = "return performance.getEntriesByType('navigation')[0]?.type === 'back_forward'";
    page.script(script, vec![]).await == true
}

/// Returns one text for each page that was restored from the cache: the path of the page, and the text that the page
/// showed at the moment of its return.
async fn restored(s: &TestSystem) -> Vec<String> {
    s.reports("restored").await
}
