//! The bus's worker refused, or dead: everything else stands, and events come within the page.

use crate::scene::Scene;

/// Keeps hold of the page's worker, so that it can be ended as a browser that is short of memory ends one.
const KEEP: &str = "
    const Whole = window.Worker;
    window.Worker = class extends Whole {
        constructor(...all) {
            super(...all);
            window.kept = this;
        }
    };";

#[test]
fn without_its_worker_the_page_hears_all_the_same() {
    Scene { worker: false, ..Scene::new() }.play(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.click("User").await;
        page.sees("User Content.").await;
        s.server.revoke_all().await;
        s.server.expire_access_tokens();
        page.click("Home").await;
        page.click("User").await;
        page.hears_alert("expired").await;
        page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
        page.send_sign_in("user", "evergreen").await;
        page.sees("User Content.").await;
        page.click("Log out").await;
        page.is_at("/login").await;
        page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
        assert_eq!(page.mark("bus").await.as_deref(), Some("page"));
    });
}

#[test]
fn a_worker_that_dies_takes_no_sign_out_with_it() {
    Scene::new().play(async |s| {
        s.browser.before_each_page(KEEP).await;
        let page = s.page();
        page.sign_in("user").await;
        page.click("User").await;
        page.sees("User Content.").await;
        page.has_worker().await;
        page.script("kept.terminate()", vec![]).await;
        page.click("Log out").await;
        page.is_at("/login").await;
        page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
        assert_eq!(page.mark("bus").await.as_deref(), Some("page"));
        // Nobody waits for the dead one a second time.
        page.send_sign_in("user", "evergreen").await;
        page.sees_link("user").await;
        // A page that is loaded anew has one of its own again; until then its events came without.
        page.reload().await;
        page.has_worker().await;
        s.forgive().await;
    });
}
