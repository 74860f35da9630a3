//! Signing in again in place, when every tab shows the form.

use crate::engine::Engine;
use crate::fixture::Fixture;

in_every_engine!(one_sign_in_closes_every_form_and_leaves_each_page_unchanged);

fn one_sign_in_closes_every_form_and_leaves_each_page_unchanged(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let profile = page.tab().await;
        page.fill("Notes", "not saved yet").await;
        let board = page.open_tab("/user").await;
        page.sees("User Content.").await;
        let third = page.open_tab("/home").await;
        s.server.revoke_all().await;
        s.server.expire_access_tokens();
        s.server.clear_requests();
        page.click("User").await;
        // The alert also appears in background tabs, because they receive the browser's storage event.
        s.wait_for_report("alert", "expired", 3).await;
        for tab in [&third, &board, &profile] {
            page.to_tab(tab).await;
            page.sees_alert("expired").await;
            page.sees_form().await;
            assert!(!page.main().await.contains("User Content."), "the page below the form must be hidden");
        }
        assert_eq!(page.field_value("Notes").await, None, "the page below the form must be hidden");
        assert_eq!(s.refreshes(), 1, "a refused refresh must not be repeated: {:?}", s.server.requests());
        page.send_sign_in("user", "evergreen").await;
        page.wait_until("the note", "return field('Notes')?.value === 'not saved yet'", "").await;
        page.is_at("/profile").await;
        for tab in [&board, &third] {
            page.to_tab(tab).await;
            page.sees("User Content.").await;
            page.is_at("/user").await;
            assert_eq!(page.field_value("Password").await, None, "the form is gone");
            assert_eq!(page.role_text("alert").await, "");
        }
        assert_eq!(s.requests_to("POST /api/auth/signin").len(), 1);
    });
}
