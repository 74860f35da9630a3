//! The bus's worker refused: everything else stands, and events come within the page.

use crate::scene::Scene;

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
