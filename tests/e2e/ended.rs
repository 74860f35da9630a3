//! A session that the server ended: navigation and guard find out, each for itself, and signing in again happens in place.

use crate::fixture::Fixture;
use crate::page::Page;
use crate::test_system::TestSystem;

#[test]
fn a_refused_refresh_asks_to_sign_in_again_in_place() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        end(s).await;
        page.click("User").await;
        let alert = page.sees_alert("expired").await;
        assert!(alert.contains("session"), "{alert}");
        page.sees_form().await;
        page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
        page.is_at("/user").await;
        assert_eq!(s.refreshes(), 1, "a refused refresh is not repeated");
        page.send_sign_in("user", "evergreen").await;
        page.sees("User Content.").await;
        page.is_at("/user").await;
        page.sees_nav(&["Home", "User", "Activity", "user", "Log out"]).await;
        assert_eq!(page.role_text("alert").await, "");
    });
}

#[test]
fn the_ended_session_is_still_told_after_a_reload() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        end(s).await;
        page.open("/user").await;
        page.sees_alert("expired").await;
        page.reload().await;
        page.sees_alert("expired").await;
        page.sees_form().await;
        page.is_at("/user").await;
    });
}

#[test]
fn the_same_user_finds_the_page_as_it_was() {
    Fixture::new().run(async |s| {
        let page = s.page();
        leave_a_note_and_end(s, &page).await;
        page.send_sign_in("user", "evergreen").await;
        page.wait_until("the note", "return field('Notes')?.value === 'not saved yet'", "").await;
        page.is_at("/profile").await;
        page.sees_nav(&["Home", "User", "Activity", "user", "Log out"]).await;
    });
}

#[test]
fn another_user_finds_a_fresh_page() {
    Fixture::new().run(async |s| {
        let page = s.page();
        leave_a_note_and_end(s, &page).await;
        page.send_sign_in("moderator", "evergreen").await;
        page.sees_link("Moderator Board").await;
        page.wait_until("an empty note", "return field('Notes')?.value === ''", "").await;
        let text = page.script("return document.body.innerHTML + [...document.querySelectorAll('textarea, input')].map((f) => f.value)", vec![]).await;
        assert!(!text.to_string().contains("not saved yet"), "the other user's note is still in the page");
    });
}

#[test]
fn a_public_page_stays_when_the_session_ends() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.click("Activity").await;
        page.fill("Requests", "20").await;
        end(s).await;
        page.click("Send burst").await;
        page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
        page.is_at("/activity").await;
        page.sees_control("Send burst").await;
        assert_eq!(s.refreshes(), 1, "{:?}", s.server.requests());
    });
}

/// The server gives up every session; whoever calls next finds out.
async fn end(s: &TestSystem) {
    s.server.revoke_all().await;
    s.server.expire_access_tokens();
}

/// Types a note into `user`'s profile; then a call of another tab finds that the session ended.
async fn leave_a_note_and_end(s: &TestSystem, page: &Page<'_>) {
    page.sign_in("user").await;
    page.fill("Notes", "not saved yet").await;
    let here = page.tab().await;
    end(s).await;
    page.open_tab("/user").await;
    page.sees_alert("expired").await;
    page.to_tab(&here).await;
    page.sees_alert("expired").await;
    page.sees_form().await;
    page.is_at("/profile").await;
    assert_eq!(page.field_value("Notes").await, None, "the page beneath is hidden");
}
