//! Storage that the user clears by hand: every tab is signed out, and the user can sign in again.

use evergreen_backend::{Config, Fault, Like, Times};

use crate::engine::Engine;
use crate::fixture::Fixture;
use crate::page::Page;
use crate::tab_group::TabGroup;

in_every_engine!(
    cleared_storage_signs_every_tab_out,
    after_storage_was_cleared_the_user_can_sign_in_on_a_server_with_one_session_per_user,
    storage_cleared_during_a_refresh_stays_cleared,
);

const SIGNED_OUT: [&str; 4] = ["Home", "Activity", "Sign Up", "Login"];
const CLEAR: &str = "localStorage.clear()";

fn cleared_storage_signs_every_tab_out(engine: Engine) {
    Fixture::on(engine).run(async |s| check_cleared(&s.page(), "moderator").await);
}

fn after_storage_was_cleared_the_user_can_sign_in_on_a_server_with_one_session_per_user(engine: Engine) {
    let config = Config { like: Like::Spring, ..Config::for_tests() };
    Fixture { config, ..Fixture::on(engine) }.run(async |s| check_cleared(&s.page(), "user").await);
}

async fn check_cleared(page: &Page<'_>, next: &str) {
    page.sign_in("user").await;
    let first = page.tab().await;
    page.click("User").await;
    page.sees("User Content.").await;
    let second = page.open_tab("/profile").await;
    page.script(CLEAR, vec![]).await;
    page.to_tab(&first).await;
    page.sees_nav(&SIGNED_OUT).await;
    page.is_at("/login").await;
    // The browser sends no storage event to the tab that cleared the storage, so this tab notices the change at its
    // next action.
    page.to_tab(&second).await;
    page.wait_until("the form", "link('User')?.click(); return Boolean(field('Password'))", "").await;
    page.sees_nav(&SIGNED_OUT).await;
    page.send_sign_in(next, "evergreen").await;
    page.sees_link(next).await;
    page.to_tab(&first).await;
    page.is_at("/profile").await;
    page.sees_link(next).await;
    page.click("User").await;
    page.sees("User Content.").await;
}

fn storage_cleared_during_a_refresh_stays_cleared(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let group = TabGroup::open(&page, 2, 20).await;
        let third = page.open_tab("/home").await;
        s.server.clear_requests();
        s.server.expire_access_tokens();
        s.server.fault("POST /api/auth/refreshtoken", Fault::Hold, Times::Next(1));
        group.send_bursts().await;
        s.wait_for_requests("POST /api/auth/refreshtoken", 1).await;
        page.to_tab(&third).await;
        page.script(CLEAR, vec![]).await;
        for tab in &group.tabs {
            page.to_tab(tab).await;
            page.sees_nav(&SIGNED_OUT).await;
        }
        s.server.clear_faults();
        // The app signs out at the server, because the late response to the refresh has set cookies, which have to be
        // removed.
        s.wait_for_200("POST /api/auth/signout", 1).await;
        page.to_tab(&third).await;
        page.open("/user").await;
        page.sees_form().await;
        page.send_sign_in("user", "evergreen").await;
        page.sees("User Content.").await;
    });
}
