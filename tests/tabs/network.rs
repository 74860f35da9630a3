//! The network fails, and comes back.
//!
//! The tests set the browser offline, but only Chromium is then offline completely. Firefox knows that it is offline,
//! but still reaches servers on this machine. WebKitGTK cannot be set offline at all. So in each engine, the server
//! also drops every connection. In WebKitGTK, the test itself sends the `online` event.

use evergreen_backend::{Fault, Times};

use crate::engine::Engine;
use crate::fixture::Fixture;
use crate::tab_group::TabGroup;
use crate::test_system::TestSystem;

in_every_engine!(
    being_offline_signs_nobody_out_and_requests_work_again_online,
    a_sign_out_while_offline_is_sent_when_the_network_returns
);

const SIGNED_IN: [&str; 5] = ["Home", "User", "Activity", "user", "Log out"];
const SIGNED_OUT: [&str; 4] = ["Home", "Activity", "Sign Up", "Login"];

/// A script that clicks `Try again`, if there is this button, and returns whether the page has a text. WebKit cannot be
/// set offline, so the server closes each connection instead. WebKit may send the first request afterwards over one of
/// these connections. This request fails, and the user has to try again.
const TRY_AGAIN: &str = "const again = [...document.querySelectorAll('main button')];
    again.find((button) => textOf(button) === 'Try again')?.click();
    return textOf(document.querySelector('main')).includes(arguments[0]);";

fn being_offline_signs_nobody_out_and_requests_work_again_online(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let group = TabGroup::open(&page, 2, 20).await;
        s.server.clear_requests();
        s.server.expire_access_tokens();
        let message = go_offline(s, &group).await;
        group.send_bursts().await;
        for tab in &group.tabs {
            page.to_tab(tab).await;
            page.sees_status("0 of 20 succeeded").await;
            page.sees_alert(message).await;
            page.sees_nav(&SIGNED_IN).await;
        }
        page.click("User").await;
        page.sees_control("Try again").await;
        page.sees_alert(message).await;
        go_online(s, &group).await;
        s.server.clear_requests();
        page.wait_until("the text of the board", TRY_AGAIN, "User Content.").await;
        page.click("Activity").await;
        for tab in &group.tabs {
            page.to_tab(tab).await;
            page.fill("Requests", "20").await;
            page.click("Send burst").await;
            page.sees_status("20 of 20 succeeded").await;
            page.sees_nav(&SIGNED_IN).await;
        }
        assert_eq!(s.refreshes(), 1, "{:?}", s.server.requests());
    });
}

fn a_sign_out_while_offline_is_sent_when_the_network_returns(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let group = TabGroup::open(&page, 2, 20).await;
        go_offline(s, &group).await;
        page.click("Log out").await;
        for tab in &group.tabs {
            page.to_tab(tab).await;
            page.sees_nav(&SIGNED_OUT).await;
            let pending = "return textOf(document.body).includes(\"The server will be notified\")";
            page.wait_until("the notice of a pending sign-out", pending, "").await;
        }
        s.server.clear_requests();
        go_online(s, &group).await;
        s.wait_for_200("POST /api/auth/signout", 1).await;
        for tab in &group.tabs {
            page.to_tab(tab).await;
            page.no_longer_sees("The server will be notified").await;
            page.sees_nav(&SIGNED_OUT).await;
        }
    });
}

/// Goes offline. Returns a part of the message that a page shows if it sends a request while it is offline.
async fn go_offline(s: &TestSystem, group: &TabGroup<'_>) -> &'static str {
    s.server.fault("*", Fault::Drop, Times::Always);
    if s.browser.set_offline(true).await {
        let page = s.page();
        for tab in &group.tabs {
            page.to_tab(tab).await;
            page.sees_status("You are offline").await;
        }
        return "You are offline";
    }
    "can't be reached"
}

async fn go_online(s: &TestSystem, group: &TabGroup<'_>) {
    s.server.clear_faults();
    if s.browser.set_offline(false).await {
        let page = s.page();
        for tab in &group.tabs {
            page.to_tab(tab).await;
            page.no_longer_sees("This page may be out of date").await;
        }
        page.to_tab(&group.tabs[1]).await;
        return;
    }
    group.script("window.dispatchEvent(new window.Event('online'))").await;
}
