//! Tests of the pages whose code is loaded on demand. They check at which time the code is loaded, and what the page
//! shows if the code cannot be loaded.

use crate::fixture::Fixture;
use crate::integrity::EMPTY_SECTION;
use crate::page::Page;

/// The wasm file with the code of the page `/activity` has a name with this end.
const ACTIVITY: &str = "_activity.wasm";

/// The wasm file with the warnings before the end of a session has a name with this end.
const WARNINGS: &str = "_warnings.wasm";

/// Returns how often the page has loaded a certain file. `end` is the end of the file's name.
async fn loads(page: &Page<'_>, end: &str) -> usize {
    let script =
        "return performance.getEntriesByType('resource').filter(({ name }) => name.endsWith(arguments[0])).length";
    let count = page.script(script, vec![end.into()]).await;
    count.as_u64().and_then(|count| count.try_into().ok()).expect("a number")
}

/// Waits until the page has loaded a certain file. `end` is the end of the file's name.
async fn sees_loaded(page: &Page<'_>, end: &str) {
    let loaded = "return performance.getEntriesByType('resource').some(({ name }) => name.endsWith(arguments[0]))";
    page.wait_until("the file to be loaded", loaded, end).await;
}

#[test]
fn a_first_load_contains_no_part() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        assert_eq!(loads(&page, "_bg.wasm").await, 1);
        for part in [ACTIVITY, "_profile.wasm", "_register.wasm", "_sessions.wasm", WARNINGS] {
            assert_eq!(loads(&page, part).await, 0, "{part}");
        }
    });
}

#[test]
fn pointing_at_a_link_loads_its_page_once() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        page.point_at("Activity").await;
        sees_loaded(&page, ACTIVITY).await;
        // Pointing at the link has only loaded the code. The page is not opened until the click.
        page.is_at("/home").await;
        page.click("Activity").await;
        page.sees_control("Send burst").await;
        page.click("Home").await;
        page.sees("Public Content.").await;
        page.click("Activity").await;
        page.sees_control("Send burst").await;
        assert_eq!(loads(&page, ACTIVITY).await, 1);
    });
}

#[test]
fn the_warnings_are_loaded_when_somebody_is_signed_in() {
    Fixture { idle_timeout: 900, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        assert_eq!(loads(&page, WARNINGS).await, 0);
        page.sign_in("user").await;
        sees_loaded(&page, WARNINGS).await;
    });
}

#[test]
fn without_a_known_end_the_warnings_are_not_loaded() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.click("Home").await;
        page.sees("Public Content.").await;
        assert_eq!(loads(&page, WARNINGS).await, 0);
    });
}

#[test]
fn the_focus_on_a_link_loads_its_page() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        page.script("control('Sign Up').focus()", vec![]).await;
        sees_loaded(&page, "_register.wasm").await;
    });
}

#[test]
fn a_page_that_cannot_be_loaded_offers_to_try_again() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        s.host.refuse(ACTIVITY);
        page.click("Activity").await;
        page.sees_alert("could not be loaded").await;
        page.sees("Activity").await;
        page.click_and_see_new_alert("Try again").await;
        s.host.allow_all();
        page.click("Try again").await;
        page.sees_control("Send burst").await;
        page.no_longer_sees("could not be loaded").await;
        page.is_at("/activity").await;
        s.clear_log().await;
    });
}

#[test]
fn a_page_that_cannot_be_loaded_offers_to_reload() {
    Fixture::new().run(async |s| {
        let page = s.page();
        s.host.refuse(ACTIVITY);
        page.open("/activity").await;
        page.sees_alert("could not be loaded").await;
        s.host.allow_all();
        page.click("Reload").await;
        page.sees_control("Send burst").await;
        s.clear_log().await;
    });
}

#[test]
fn a_page_of_another_build_does_not_run() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees("Public Content.").await;
        // Append a custom section without content. The wasm stays valid, so only the integrity check can refuse it.
        s.host.append("evergreen-", ACTIVITY, EMPTY_SECTION);
        page.click("Activity").await;
        page.sees_alert("could not be loaded").await;
        // Only the page with the changed wasm fails. The other pages still work.
        page.click("Home").await;
        page.sees("Public Content.").await;
        page.click("Sign Up").await;
        page.sees_control("Sign Up").await;
        s.clear_log().await;
    });
}

#[test]
fn a_protected_page_that_cannot_be_loaded_keeps_the_session() {
    Fixture { prefix: "/app/", ..Fixture::new() }.run(async |s| {
        let page = s.page();
        s.host.refuse("_profile.wasm");
        page.open("/login").await;
        page.send_sign_in("user", "evergreen").await;
        page.is_at("/profile").await;
        page.sees_alert("could not be loaded").await;
        page.sees_link("user").await;
        s.host.allow_all();
        page.click("Try again").await;
        page.sees("user@").await;
        page.click("Log out").await;
        page.is_at("/login").await;
        s.clear_log().await;
    });
}
