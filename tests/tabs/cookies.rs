//! Tests of a browser that blocks the server's cookies as third-party cookies. The page must say that the cookies are
//! blocked. It must not say that the session has expired.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use evergreen_backend::Config;

use crate::engine::Engine;
use crate::fixture::Fixture;

in_every_engine!(blocked_cookies_are_reported_as_blocked_cookies);

fn blocked_cookies_are_reported_as_blocked_cookies(engine: Engine) {
    // The app is on `localhost`, and the server is on `127.0.0.1`, so the server's cookies are third-party cookies.
    // They are `SameSite=Strict`, so the browser does not send them.
    let address = unused_address();
    let api = Some(format!("http://{address}/api"));
    let config = Config { address, ..Config::for_tests() };
    Fixture { config, api, ..Fixture::on(engine) }.run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        let first = page.tab().await;
        let second = page.open_tab("/home").await;
        page.to_tab(&first).await;
        page.click("User").await;
        let alert = page.sees_alert("allow cookies").await;
        assert!(alert.contains("blocks the server's cookies"), "{alert}");
        page.sees_form().await;
        let statuses: Vec<u16> = s.requests_to("POST /api/auth/refreshtoken").iter().map(|seen| seen.status).collect();
        assert_eq!(statuses, [400], "one refresh without a cookie, and no second one");
        page.to_tab(&second).await;
        page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
        page.open("/user").await;
        page.sees_alert("allow cookies").await;
    });
}

/// Returns an address of this machine at which no server listens now.
fn unused_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("the address of the port")
}
