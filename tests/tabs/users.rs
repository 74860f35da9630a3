//! A user signs in, and the session of this user ends. Then, in another tab, another user signs in. No tab shows data
//! of the first user any more, even if a response for the first user arrives late.

use evergreen_backend::{Fault, Times};

use crate::engine::Engine;
use crate::fixture::Fixture;
use crate::page::PATIENT;

in_every_engine!(
    a_late_response_is_never_shown_to_another_user,
    another_user_who_signs_in_after_an_expiry_sees_nothing_of_the_last_user
);

const MODERATOR: [&str; 6] = ["Home", "User", "Moderator Board", "Activity", "moderator", "Log out"];

fn a_late_response_is_never_shown_to_another_user(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        page.script(PATIENT, vec![]).await;
        let board = page.tab().await;
        let burst = page.open_tab("/activity").await;
        page.script(PATIENT, vec![]).await;
        page.fill("Requests", "3").await;
        let third = page.open_tab("/home").await;
        page.script(PATIENT, vec![]).await;
        // The server holds the next five responses. The first four of them contain a text of the first user: one for
        // the page `/user`, and three for the burst (requests that are sent at once).
        let secret =
            Fault::Body { status: 200, content_type: "text/plain".into(), body: b"The old user's secret".into() };
        s.server.clear_requests();
        s.server.fault("GET /api/test/user", Fault::Hold, Times::Next(5));
        s.server.fault("GET /api/test/user", secret, Times::Next(4));
        page.to_tab(&board).await;
        page.click("User").await;
        page.to_tab(&burst).await;
        page.click("Send burst").await;
        s.wait_for_requests("GET /api/test/user", 4).await;
        page.to_tab(&third).await;
        page.click("Log out").await;
        page.sees_link("Login").await;
        page.click("Login").await;
        page.send_sign_in("moderator", "evergreen").await;
        page.is_at("/profile").await;
        let answered = s.requests_to("GET /api/test/user").iter().filter(|seen| seen.status != 0).count();
        assert_eq!(answered, 0, "the old responses must arrive in the new session");
        // This click sends the fifth request that the server holds. Then the server sends all five responses, in the
        // session of the new user.
        page.click("User").await;
        s.wait_for_requests("GET /api/test/user", 5).await;
        s.server.clear_faults();
        s.wait_for_responses("GET /api/test/user", 5).await;
        page.sees("User Content.").await;
        page.to_tab(&burst).await;
        page.sees_nav(&MODERATOR).await;
        assert_eq!(page.role_text("status").await, "", "the burst of the last user must not be shown");
        page.to_tab(&board).await;
        page.is_at("/profile").await;
        page.sees_nav(&MODERATOR).await;
        assert!(!page.main().await.contains("user@"), "the profile of the last user must not be shown");
        page.click("User").await;
        page.sees("User Content.").await;
        let boards = s.reports("board").await;
        assert!(boards.iter().all(|board| !board.contains("secret")), "{boards:?}");
        s.assert_no_alert().await;
    });
}

fn another_user_who_signs_in_after_an_expiry_sees_nothing_of_the_last_user(engine: Engine) {
    Fixture::on(engine).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let profile = page.tab().await;
        page.fill("Notes", "for nobody else").await;
        let other = page.open_tab("/home").await;
        s.server.revoke_all().await;
        s.server.expire_access_tokens();
        page.click("User").await;
        page.sees_alert("expired").await;
        page.send_sign_in("moderator", "evergreen").await;
        page.sees("User Content.").await;
        page.to_tab(&profile).await;
        page.sees_nav(&MODERATOR).await;
        page.sees("moderator@").await;
        page.wait_until("an empty note", "return field('Notes')?.value === ''", "").await;
        let text = "return [document.body.textContent, ...[...document.querySelectorAll('textarea, input')].map((f) => f.value)].join()";
        let text = page.script(text, vec![]).await.to_string();
        assert!(!text.contains("for nobody else") && !text.contains("user@"), "{text}");
        page.to_tab(&other).await;
        page.sees_nav(&MODERATOR).await;
    });
}
