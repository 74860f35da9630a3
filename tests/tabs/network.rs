//! The network goes, and comes back.
//!
//! Chromium is taken off it. Firefox knows that it is offline, but still reaches this machine, over which it is driven; and
//! WebKitGTK can't be told at all. So the server drops every connection, and in WebKit the test says that the network is back.

use evergreen_backend::{Fault, Times};

use crate::crowd::Crowd;
use crate::engine::Engine;
use crate::fixture::Fixture;
use crate::test_system::TestSystem;

in_every_engine!(
    offline_nobody_is_signed_out_and_back_online_all_goes_on,
    a_sign_out_offline_is_told_when_the_network_is_back
);

const SIGNED_IN: [&str; 5] = ["Home", "User", "Activity", "user", "Log out"];
const SIGNED_OUT: [&str; 4] = ["Home", "Activity", "Sign Up", "Login"];

fn offline_nobody_is_signed_out_and_back_online_all_goes_on(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let crowd = Crowd::gather(&page, 2, 20).await;
        s.server.clear_requests();
        s.server.expire_access_tokens();
        let words = go_offline(s, &crowd).await;
        crowd.start().await;
        for tab in &crowd.tabs {
            page.to_tab(tab).await;
            page.sees_status("0 of 20 succeeded").await;
            page.sees_alert(words).await;
            page.sees_nav(&SIGNED_IN).await;
        }
        page.click("User").await;
        page.sees_control("Try again").await;
        page.sees_alert(words).await;
        go_online(s, &crowd).await;
        s.server.clear_requests();
        page.click("Try again").await;
        page.sees("User Content.").await;
        page.click("Activity").await;
        for tab in &crowd.tabs {
            page.to_tab(tab).await;
            page.fill("Requests", "20").await;
            page.click("Send burst").await;
            page.sees_status("20 of 20 succeeded").await;
            page.sees_nav(&SIGNED_IN).await;
        }
        assert_eq!(s.refreshes(), 1, "{:?}", s.server.requests());
    });
}

fn a_sign_out_offline_is_told_when_the_network_is_back(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let crowd = Crowd::gather(&page, 2, 20).await;
        go_offline(s, &crowd).await;
        page.click("Log out").await;
        for tab in &crowd.tabs {
            page.to_tab(tab).await;
            page.sees_nav(&SIGNED_OUT).await;
            let told = "return textOf(document.body).includes(\"The server will be told\")";
            page.wait_until("a word that the server does not know", told, "").await;
        }
        s.server.clear_requests();
        go_online(s, &crowd).await;
        s.wait_for_200("POST /api/auth/signout", 1).await;
        for tab in &crowd.tabs {
            page.to_tab(tab).await;
            page.no_longer_sees("The server will be told").await;
            page.sees_nav(&SIGNED_OUT).await;
        }
    });
}

/// The words that a page has for it.
async fn go_offline(s: &TestSystem, crowd: &Crowd<'_>) -> &'static str {
    s.server.fault("*", Fault::Drop, Times::Always);
    if s.browser.set_offline(true).await {
        let page = s.page();
        for tab in &crowd.tabs {
            page.to_tab(tab).await;
            page.sees_status("You are offline").await;
        }
        return "You are offline";
    }
    "can't be reached"
}

async fn go_online(s: &TestSystem, crowd: &Crowd<'_>) {
    s.server.clear_faults();
    if s.browser.set_offline(false).await {
        let page = s.page();
        for tab in &crowd.tabs {
            page.to_tab(tab).await;
            page.no_longer_sees("This page stays").await;
        }
        page.to_tab(&crowd.tabs[1]).await;
        return;
    }
    crowd.script("window.dispatchEvent(new window.Event('online'))").await;
}
