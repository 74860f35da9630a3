//! Tests with two tabs. Both tabs must have the same session, and no refresh token may be used twice.

use std::time::Duration;

use evergreen_backend::{Config, Fault, Times};

use crate::fixture::Fixture;
use crate::page::PATIENT;

const SIGNED_OUT: [&str; 4] = ["Home", "Activity", "Sign Up", "Login"];

/// A script that returns whether the tab has got a response from `/test/user`.
const ANSWERED: &str =
    "return performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/test/user'))";

/// The greatest number of requests that a tab has in flight with a token that no response has confirmed yet.
const MAX_UNCONFIRMED: usize = 6;

const REFRESH: &str = "POST /api/auth/refreshtoken";

#[test]
fn a_sign_out_in_one_tab_signs_the_other_out() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.click("User").await;
        page.sees("User Content.").await;
        let first = page.tab().await;
        page.open_tab("/home").await;
        page.click("Log out").await;
        page.sees_nav(&SIGNED_OUT).await;
        page.to_tab(&first).await;
        page.is_at("/login").await;
        page.sees_nav(&SIGNED_OUT).await;
        s.wait_for_responses("POST /api/auth/signout", 1).await;
        assert_eq!(s.requests_to("POST /api/auth/signout").len(), 1, "only one tab sends the sign-out");
    });
}

#[test]
fn a_sign_in_in_one_tab_closes_the_form_in_the_other() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.open("/user").await;
        page.sees_form().await;
        let first = page.tab().await;
        page.open_tab("/login").await;
        page.send_sign_in("user", "evergreen").await;
        page.is_at("/profile").await;
        page.to_tab(&first).await;
        page.sees("User Content.").await;
        page.sees_link("user").await;
        page.is_at("/user").await;
        assert_eq!(page.field_value("Password").await, None, "the form is gone");
    });
}

#[test]
fn two_tabs_share_one_refresh_with_one_time_refresh_tokens() {
    let config = Config { rotate: true, grace: Duration::ZERO, ..Config::for_tests() };
    Fixture { config, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.click("Activity").await;
        page.fill("Requests", "20").await;
        page.script(PATIENT, vec![]).await;
        let first = page.tab().await;
        let second = page.open_tab("/activity").await;
        page.fill("Requests", "20").await;
        page.script(PATIENT, vec![]).await;
        for round in 1..=3 {
            s.server.clear_requests();
            s.server.expire_access_tokens();
            // The server holds the refresh until both tabs have got a 401.
            s.server.fault(REFRESH, Fault::Hold, Times::Next(1));
            page.to_tab(&first).await;
            page.click("Send burst").await;
            s.wait_for_requests(REFRESH, 1).await;
            page.to_tab(&second).await;
            page.script("performance.clearResourceTimings()", vec![]).await;
            page.click("Send burst").await;
            page.wait_until("a response in the second tab", ANSWERED, "").await;
            s.server.clear_faults();
            for tab in [&first, &second] {
                page.to_tab(tab).await;
                // The page may still show this status from an earlier round. So the test also waits, after this loop,
                // until the server has answered all 40 requests of this round with 200.
                page.sees_status("20 of 20 succeeded").await;
            }
            s.wait_for_200("GET /api/test/user", 40).await;
            let refused = s.requests_to("GET /api/test/user").iter().filter(|seen| seen.status == 401).count();
            assert!(refused > MAX_UNCONFIRMED, "both tabs must get a 401: {refused} responses with 401");
            assert_eq!(s.refreshes(), 1, "round {round}: {:?}", s.server.requests());
        }
        s.assert_no_alert().await;
    });
}
