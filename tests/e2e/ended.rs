//! A session that the server ended: the navigation and the guard each react, and the user signs in again in place.

use crate::fixture::Fixture;
use crate::page::{ENTER, Page};
use crate::test_system::TestSystem;

#[test]
fn a_refused_refresh_shows_the_sign_in_form_in_place() {
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
        assert_eq!(s.refreshes(), 1, "a refused refresh must not be repeated");
        // The page knows its user, so only the password is missing.
        page.wait_until("the focus on the password", "return document.activeElement === field('Password')", "").await;
        assert_eq!(page.field_value("Username").await.as_deref(), Some("user"));
        page.keys("evergreen").await;
        page.keys(ENTER).await;
        page.sees("User Content.").await;
        page.is_at("/user").await;
        page.sees_nav(&["Home", "User", "Activity", "user", "Log out"]).await;
        assert_eq!(page.role_text("alert").await, "");
    });
}

#[test]
fn a_reload_still_shows_that_the_session_expired() {
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
fn the_same_user_gets_the_page_back_unchanged() {
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
fn another_user_gets_a_fresh_page() {
    Fixture::new().run(async |s| {
        let page = s.page();
        leave_a_note_and_end(s, &page).await;
        page.send_sign_in("moderator", "evergreen").await;
        page.sees_link("Moderator Board").await;
        page.wait_until("an empty note", "return field('Notes')?.value === ''", "").await;
        let text = page.script("return document.body.innerHTML + [...document.querySelectorAll('textarea, input')].map((f) => f.value)", vec![]).await;
        assert!(!text.to_string().contains("not saved yet"), "the note of the other user is still in the page");
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

/// Revokes every session at the server. The server then refuses the next request of a page with a 401, and also refuses
/// the refresh. So the session ends in the browser, too.
async fn end(s: &TestSystem) {
    s.server.revoke_all().await;
    s.server.expire_access_tokens();
}

/// Types a note into the profile of `user`, and ends the session. A request of another tab then finds that the session
/// has ended.
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
    assert_eq!(page.field_value("Notes").await, None, "the page below the form must be hidden");
}
