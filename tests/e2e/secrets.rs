//! No script can read a token, and no token is ever shown.

use evergreen_backend::Like;
use serde_json::Value;

use crate::fixture::Fixture;
use crate::test_system::TestSystem;

/// A header rule that removes the content security policy of the release. With this policy, the browser would not send
/// the form that the test submits. The app must also be safe on a host that sends no policy.
const NO_POLICY: &str = "/*\n  !Content-Security-Policy";

/// A script that returns what the page has stored, its address, and its HTML. For databases and caches, returns only
/// the names.
const ALL_STORED: &str = "return (async () => JSON.stringify([
    storage(), document.cookie, window.name, location.href, history.state,
    await indexedDB.databases(), await caches.keys(), document.documentElement.outerHTML,
]))()";

#[test]
fn script_cannot_read_a_token() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("admin").await;
        s.server.expire_access_tokens();
        page.click("Admin Board").await;
        page.sees("Admin Board.").await;
        page.click("Activity").await;
        page.sees_control("Send burst").await;
        let tokens = tokens(s).await;
        let stored = page.script(ALL_STORED, vec![]).await.to_string();
        for token in &tokens {
            assert!(!stored.contains(token.as_str()), "script can read a token");
        }
        let keys = page.script("return [...Object.keys(localStorage), ...Object.keys(sessionStorage)]", vec![]).await;
        let known = |key: &Value| key == "theme" || key.as_str().is_some_and(|key| key.starts_with("auth-user"));
        assert!(keys.as_array().is_some_and(|keys| keys.iter().all(known)), "{keys}");
        page.click("Log out").await;
        page.sees_link("Login").await;
        s.wait_for_responses("POST /api/auth/signout", 1).await;
        page.wait_until(
            "no user in the record",
            "return !storage().includes('admin@') && !storage().includes('ROLE_')",
            "",
        )
        .await;
    });
}

#[test]
fn a_token_in_the_message_of_a_refused_refresh_is_never_shown_or_stored() {
    Fixture::like(Like::Spring).run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let tokens = tokens(s).await;
        page.open("/profile").await;
        s.server.expire_access_tokens();
        s.server.expire_refresh_tokens().await;
        page.click("User").await;
        page.sees_alert("expired").await;
        let statuses: Vec<u16> = s.requests_to("POST /api/auth/refreshtoken").iter().map(|seen| seen.status).collect();
        assert_eq!(statuses, [403]);
        page.click("Activity").await;
        page.sees_control("Send burst").await;
        let stored = page.script(ALL_STORED, vec![]).await.to_string();
        let alerts = s.reports("alert").await.join("\n");
        for secret in tokens.iter().map(String::as_str).chain(["Failed for"]) {
            assert!(!stored.contains(secret) && !alerts.contains(secret), "the server's message was used");
        }
    });
}

#[test]
fn a_form_sent_by_the_browser_itself_puts_no_password_into_the_address() {
    Fixture { headers: NO_POLICY, ..Fixture::new() }.run(async |s| {
        let page = s.page();
        for path in ["/login", "/register"] {
            page.open(path).await;
            page.fill("Username", "amy").await;
            page.fill("Password", "evergreen-secret").await;
            // This script submits the form in the browser, and no code of the app runs. Some password managers submit a
            // form in this way. After a panic of the app, the Enter key does the same.
            page.script("window.here = true; document.querySelector('form').submit()", vec![]).await;
            page.wait_until("the host's response", "return !window.here", "").await;
            page.is_at(path).await;
        }
        page.open("/home").await;
        page.sees("Public Content.").await;
        s.clear_log().await;
    });
}

/// Returns the access token and the refresh token. Script cannot read these cookies, but WebDriver can. WebDriver reads
/// only the cookies that the browser would send to the address of the current tab. So this function opens a tab at the
/// address of the refresh, because the browser sends both cookies there.
async fn tokens(s: &TestSystem) -> Vec<String> {
    let page = s.page();
    let here = page.tab().await;
    let client = &s.browser.client;
    let tab = client.new_window(true).await.expect("a tab").handle;
    page.to_tab(&tab).await;
    client.goto(&format!("{}/auth/refreshtoken", s.server.api())).await.expect("the server's own page");
    let cookies = client.get_all_cookies().await.expect("cookies");
    client.close_window().await.expect("closed");
    page.to_tab(&here).await;
    assert_eq!(cookies.len(), 2, "an access token and a refresh token");
    assert!(cookies.iter().all(|cookie| cookie.http_only() == Some(true)), "both cookies must be HttpOnly");
    cookies.iter().map(|cookie| cookie.value().to_owned()).collect()
}
