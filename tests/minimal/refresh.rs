//! Tests of refreshes. After an access token has expired, all requests and all tabs share one refresh. If a refresh has
//! no CSRF token, the server refuses it with a 403. This 403 does not end the session.

use crate::test_system::{run, sign_in};

#[test]
fn an_expired_token_is_refreshed_once() {
    run(async |s, page| {
        sign_in(&page).await;
        for round in 1..=2 {
            s.server.expire_access_tokens();
            page.click("Add 1 to apples").await;
            page.sees(&format!("apples: {round}")).await;
            assert_eq!(s.server.count("POST /token", 204), round);
            assert_eq!(s.server.count("PATCH /counters/1", 401), round, "it was sent again");
        }
        assert!(page.role_text("alert").await.is_empty());
    });
}

#[test]
fn two_tabs_share_one_refresh() {
    run(async |s, page| {
        sign_in(&page).await;
        let first = page.tab().await;
        let second = s.open_tab().await;
        page.sees("apples: 0").await;
        s.server.expire_access_tokens();
        let held = s.server.hold_refreshes().await;
        for (tab, refused) in [(&first, 1), (&second, 2)] {
            page.to_tab(tab).await;
            page.fill("Search", "pear").await;
            page.click("Find").await;
            s.server.has_answered("GET /counters", 401, refused).await;
        }
        drop(held);
        for tab in [&first, &second] {
            page.to_tab(tab).await;
            page.sees("pears: 0").await;
            page.no_longer_sees("apples").await;
        }
        assert_eq!((s.server.count("POST /token", 204), s.server.sessions()), (1, 1));
    });
}

#[test]
fn a_refresh_that_fails_the_csrf_check_does_not_end_the_session() {
    run(async |s, page| {
        sign_in(&page).await;
        s.server.expire_access_tokens();
        s.delete_csrf_token().await;
        page.click("Find").await;
        page.sees_alert("That did not work.").await;
        s.server.has_answered("POST /token", 403, 1).await;
        page.sees_control("Sign out").await;

        // When the page is loaded again, the server sets another CSRF token. So the next refresh succeeds, and the user
        // does not have to sign in again.
        s.reload().await;
        page.sees("apples: 0").await;
        assert_eq!((s.server.count("POST /token", 204), s.server.count("POST /login", 200)), (1, 1));
    });
}

#[test]
fn a_sign_out_that_fails_the_csrf_check_is_repeated() {
    run(async |s, page| {
        sign_in(&page).await;
        s.delete_csrf_token().await;
        page.click("Sign out").await;
        page.sees_control("Sign in").await;
        s.server.has_answered("POST /token", 403, 1).await;
        assert_eq!(s.server.sessions(), 1, "the server does not know yet");
        s.reload().await;
        s.server.has_answered("POST /logout", 204, 1).await;
        assert_eq!(s.server.sessions(), 0);
    });
}
