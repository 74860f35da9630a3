//! Tests of a session: how it begins, that it survives a reload, and how it ends in every tab and on the server.

use serde_json::json;

use crate::test_system::{run, send_sign_in, sign_in};

#[test]
fn a_wrong_password_is_refused_and_the_right_one_signs_in() {
    run(async |s, page| {
        send_sign_in(&page, "bob@example.org", "wrong").await;
        page.sees_alert("Wrong e-mail or password.").await;
        page.fill("Password", "evergreen").await;
        page.click("Sign in").await;
        page.sees("bob@example.org").await;
        page.sees("pears: 0").await;
        assert!(!page.has_control("Import").await, "this user lacks the permission");

        let kept = page.script("return storage() + document.cookie", vec![]).await;
        let kept = kept.as_str().expect("a text");
        assert!(kept.contains("bob@example.org") && kept.contains("csrf=of-"), "{kept}");
        assert!(!kept.contains("access=") && !kept.contains("refresh"), "no token is within reach of script: {kept}");
        assert_eq!(s.server.count("POST /login", 200), 1);
    });
}

#[test]
fn a_reload_keeps_the_session() {
    run(async |s, page| {
        sign_in(&page).await;
        page.script("window.old = true", vec![]).await;
        s.reload().await;
        page.sees("apples: 0").await;
        assert_eq!(page.script("return window.old ?? false", vec![]).await, json!(false), "another page");
        page.sees_control("Sign out").await;
        assert_eq!((s.server.count("POST /login", 200), s.server.sessions()), (1, 1));
    });
}

#[test]
fn a_sign_out_reaches_the_other_tab_and_the_server() {
    run(async |s, page| {
        sign_in(&page).await;
        let first = page.tab().await;
        s.open_tab().await;
        page.sees("apples: 0").await;
        // The server accepts a sign-out only with a valid access token, so the app has to refresh first.
        s.server.expire_access_tokens();
        page.click("Sign out").await;
        page.sees_control("Sign in").await;
        page.to_tab(&first).await;
        page.sees_control("Sign in").await;
        page.no_longer_sees("apples").await;
        page.no_longer_sees("has ended").await;
        s.server.has_answered("POST /logout", 204, 1).await;
        assert_eq!((s.server.count("POST /token", 204), s.server.sessions()), (1, 0));
    });
}

#[test]
fn a_session_that_the_server_ends_gives_way_to_the_form() {
    run(async |s, page| {
        sign_in(&page).await;
        s.server.end_sessions();
        page.click("Find").await;
        page.sees_status("Your session has ended.").await;
        page.no_longer_sees("apples").await;
        sign_in(&page).await;
        page.no_longer_sees("has ended").await;
    });
}
