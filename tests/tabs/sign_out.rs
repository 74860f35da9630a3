//! A sign-out in one tab during a refresh of another tab.

use evergreen_backend::{Fault, Times};

use crate::engine::Engine;
use crate::fixture::Fixture;
use crate::tab_group::TabGroup;

in_every_engine!(a_sign_out_during_another_tabs_refresh_is_immediate_and_confirmed);

const SIGNED_OUT: [&str; 4] = ["Home", "Activity", "Sign Up", "Login"];

fn a_sign_out_during_another_tabs_refresh_is_immediate_and_confirmed(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let other = page.tab().await;
        page.open_tab("/activity").await;
        let group = TabGroup::open(&page, 2, 20).await;
        s.server.clear_requests();
        s.server.expire_access_tokens();
        s.server.fault("POST /api/auth/refreshtoken", Fault::Hold, Times::Next(1));
        group.send_bursts().await;
        s.wait_for_requests("POST /api/auth/refreshtoken", 1).await;
        page.to_tab(&other).await;
        page.click("Log out").await;
        page.sees_nav(&SIGNED_OUT).await;
        page.is_at("/login").await;
        for tab in &group.tabs {
            page.to_tab(tab).await;
            page.sees_nav(&SIGNED_OUT).await;
        }
        assert_eq!(s.requests_to("POST /api/auth/refreshtoken")[0].status, 0, "the refresh must still be in flight");
        s.server.clear_faults();

        // After the refresh, the sign-out is sent with a valid token.
        s.wait_for_200("POST /api/auth/signout", 1).await;
        let order: Vec<String> =
            s.server.requests().iter().filter(|seen| seen.method == "POST").map(|seen| seen.path.clone()).collect();
        assert_eq!(order, ["/api/auth/refreshtoken", "/api/auth/signout"], "the sign-out must use the same refresh");
        // The late response to the refresh must not sign the user in again.
        for tab in group.tabs.iter().chain([&other]) {
            page.to_tab(tab).await;
            page.reload().await;
            page.sees_nav(&SIGNED_OUT).await;
        }
        let succeeded = s.requests_to("GET /api/test/user").iter().filter(|seen| seen.status == 200).count();
        assert_eq!(succeeded, 0, "a request of the old session succeeded: {:?}", s.server.requests());
        page.open("/user").await;
        page.sees_form().await;
        assert!(!page.main().await.contains("expired"), "a sign-out must not be shown as an expiry");
    });
}
