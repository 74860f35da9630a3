//! A page that the browser brings back as it was left (its back/forward cache), after things happened in another tab.
//!
//! Here the host answers 200 to every address: what came with a 404, no browser keeps. And a page to be kept is reached by
//! its address and not by a click, because of which geckodriver leaves an `unload` listener behind that keeps Firefox from it.

use xtask::host::Fallback;

use crate::engine::Engine;
use crate::fixture::Fixture;
use crate::page::Page;
use crate::test_system::TestSystem;

in_every_engine!(
    a_page_restored_after_a_sign_out_shows_nothing,
    a_page_restored_after_a_user_switch_shows_nothing_of_the_last_user,
    a_page_restored_in_the_same_session_is_as_it_was,
);

/// A page of the host that is none of the app's.
const ELSEWHERE: &str = "boot.js";

fn a_page_restored_after_a_sign_out_shows_nothing(engine: Engine) {
    Fixture { fallback: Fallback::Index200, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let other = page.tab().await;
        let left = page.open_tab("/user").await;
        page.sees("User Content.").await;
        leave(s).await;
        page.to_tab(&other).await;
        page.click("Log out").await;
        page.is_at("/login").await;
        page.to_tab(&left).await;
        page.back().await;
        page.sees_form().await;
        page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
        assert_eq!(restored(s).await, ["/user "], "not one frame was to show what the last user saw");
    });
}

fn a_page_restored_after_a_user_switch_shows_nothing_of_the_last_user(engine: Engine) {
    Fixture { fallback: Fallback::Index200, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let other = page.tab().await;
        let left = page.open_tab("/profile").await;
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
        assert!(!page.main().await.contains("user@"), "nothing of the last user's profile");
        assert_eq!(restored(s).await, ["/profile "], "not one frame was to show what the last user saw");
    });
}

fn a_page_restored_in_the_same_session_is_as_it_was(engine: Engine) {
    Fixture { fallback: Fallback::Index200, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let other = page.tab().await;
        let left = page.open_tab("/profile").await;
        let mut times = 0;
        // A browser is free to load the page anew, and a busy one does; then there is nothing to see here yet.
        while restored(s).await.is_empty() {
            times += 1;
            assert!(times <= 5, "the browser never brought the page back as it was left");
            write(&page, "not saved yet").await;
            leave(s).await;
            page.back().await;
            page.sees("user@").await;
        }
        page.wait_until("the note", "return field('Notes')?.value === 'not saved yet'", "").await;
        // And it lives: the session ends elsewhere, and it hears of that.
        page.to_tab(&other).await;
        page.click("Log out").await;
        page.to_tab(&left).await;
        page.is_at("/login").await;
    });
}

/// Leaves a note on the profile.
async fn write(page: &Page<'_>, note: &str) {
    page.wait_until(
        "a field for notes",
        "if (field('Notes')) field('Notes').value = arguments[0]; return Boolean(field('Notes'))",
        note,
    )
    .await;
}

/// Types another address. Not before the page is all there: what still loads, browsers don't keep.
async fn leave(s: &TestSystem) {
    let page = s.page();
    page.has_worker().await;
    let url = format!("{}{ELSEWHERE}", s.host.url());
    page.visit(&url).await;
}

/// Each page that was brought back as it was, with what it showed at that moment.
async fn restored(s: &TestSystem) -> Vec<String> {
    s.reports("restored").await
}
