//! The idle time-out, and an end that the server announces, in three tabs. All tabs show the same, also those in the
//! background.

use std::time::{Duration, Instant};

use evergreen_backend::Config;
use fantoccini::wd::WindowHandle;

use crate::clock::ahead_by;
use crate::engine::Engine;
use crate::fixture::Fixture;
use crate::page::Page;

in_every_engine!(
    three_tabs_share_the_use_the_question_the_answer_and_the_end,
    a_tab_that_slept_past_the_end_shows_the_form_and_so_do_the_others,
    an_announced_end_is_told_in_every_tab_and_signing_in_again_keeps_every_page,
);

/// The idle time-out in the first test, in seconds. The question comes after half of it.
const TIMEOUT: u32 = 20;

/// Signs in, and opens the profile with a note, the page `/user`, and a page at `path`. The profile is the current tab.
async fn three_tabs(page: &Page<'_>, path: &str) -> [WindowHandle; 3] {
    page.sign_in("user").await;
    let profile = page.tab().await;
    let board = page.open_tab("/user").await;
    page.sees("User Content.").await;
    let third = page.open_tab(path).await;
    page.to_tab(&profile).await;
    page.fill("Notes", "not saved yet").await;
    [profile, board, third]
}

async fn sees_note(page: &Page<'_>) {
    page.wait_until("the note", "return field('Notes')?.value.startsWith('not saved yet')", "").await;
    page.is_at("/profile").await;
}

fn three_tabs_share_the_use_the_question_the_answer_and_the_end(engine: Engine) {
    Fixture { idle_timeout: TIMEOUT, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        let tabs = three_tabs(&page, "/home").await;
        let [profile, board, _] = &tabs;

        // What a person does in one tab keeps every tab from asking.
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(u64::from(TIMEOUT / 2) + 3) {
            page.keys(" ").await;
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        assert!(s.reports("question").await.is_empty(), "a tab asked although another one was used");

        // Nobody does anything, so all tabs ask. An answer in one of them closes all questions.
        s.wait_for_report("question", "open", 3).await;
        page.to_tab(board).await;
        page.click_button("Stay signed in").await;
        s.wait_for_report("question", "closed", 3).await;
        for tab in &tabs {
            page.to_tab(tab).await;
            page.sees_control("Log out").await;
        }
        page.to_tab(profile).await;
        page.wait_until("the focus on the field", "return document.activeElement === field('Notes')", "").await;

        s.wait_for_report("question", "open", 6).await;
        s.server.clear_requests();
        s.wait_for_report("question", "closed", 6).await;
        // The question has disappeared because the session is over. The page `/home` needs no user, so it stays.
        s.wait_for_report("alert", "inactive", 2).await;
        s.wait_for_200("POST /api/auth/signout", 1).await;
        for tab in &tabs {
            page.to_tab(tab).await;
            page.sees_link("Login").await;
        }
        for tab in [board, profile] {
            page.to_tab(tab).await;
            let alert = page.sees_alert("inactive").await;
            assert!(alert.contains("signed out"), "{alert}");
            page.sees_form().await;
        }
        assert_eq!(s.requests_to("POST /api/auth/signout").len(), 1, "{:?}", s.server.requests());

        // The form in place knows the user of the page. After a sign-in, every page is as before.
        assert_eq!(page.field_value("Username").await.as_deref(), Some("user"));
        page.fill("Password", "evergreen").await;
        page.click_button("Login").await;
        sees_note(&page).await;
        page.to_tab(board).await;
        page.sees("User Content.").await;
    });
}

fn a_tab_that_slept_past_the_end_shows_the_form_and_so_do_the_others(engine: Engine) {
    Fixture { idle_timeout: 900, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        let tabs = three_tabs(&page, "/user").await;
        page.script(&ahead_by(60 * 60 * 1000), vec![]).await;
        s.wait_for_report("alert", "inactive", 3).await;
        for tab in tabs.iter().rev() {
            page.to_tab(tab).await;
            page.sees_form().await;
            let main = page.main().await;
            assert!(!main.contains("User Content.") && !main.contains("user@"), "the page must be hidden: {main}");
        }
        s.wait_for_200("POST /api/auth/signout", 1).await;
        page.script(&ahead_by(0), vec![]).await;
        page.send_sign_in("user", "evergreen").await;
        sees_note(&page).await;
        for tab in &tabs[1..] {
            page.to_tab(tab).await;
            page.sees("User Content.").await;
        }
    });
}

fn an_announced_end_is_told_in_every_tab_and_signing_in_again_keeps_every_page(engine: Engine) {
    let config = Config { announce_expiry: true, session_lifetime: Duration::from_secs(900), ..Config::for_tests() };
    Fixture { config, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        let tabs = three_tabs(&page, "/activity").await;
        assert!(!page.has_control("Sign in again").await, "the end is far away");
        for tab in tabs.iter().rev() {
            page.to_tab(tab).await;
            page.script(&ahead_by(601_000), vec![]).await;
            page.sees_status("session ends").await;
        }
        page.click_button("Sign in again").await;
        for tab in [&tabs[1], &tabs[0]] {
            page.to_tab(tab).await;
            page.sees_status("start a new session").await;
        }
        assert_eq!(page.field_value("Username").await.as_deref(), Some("user"));
        page.fill("Password", "evergreen").await;
        page.click_button("Login").await;
        sees_note(&page).await;
        for tab in &tabs {
            page.to_tab(tab).await;
            page.wait_until("no warning of the old end", "return !roleText('status').includes('session ends')", "")
                .await;
        }
        page.to_tab(&tabs[1]).await;
        page.sees("User Content.").await;
        assert_eq!(s.requests_to("POST /api/auth/signin").len(), 2);
    });
}
