//! A browser that keeps the server's cookies away, since they are another site's: told as that, not as an expiry.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use evergreen_backend::Config;

use crate::engine::Engine;
use crate::fixture::Fixture;

in_every_engine!(cookies_that_the_browser_refuses_are_told_as_that);

fn cookies_that_the_browser_refuses_are_told_as_that(engine: Engine) {
    // The app is on `localhost`, so that cookies of `127.0.0.1` are foreign, and the server's are `SameSite=Strict`.
    let address = free();
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
        assert!(alert.contains("does not send the server's cookies"), "{alert}");
        page.sees_form().await;
        let statuses: Vec<u16> = s.requests_to("POST /api/auth/refreshtoken").iter().map(|seen| seen.status).collect();
        assert_eq!(statuses, [400], "no cookie came, and nobody asks twice");
        page.to_tab(&second).await;
        page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
        page.open("/user").await;
        page.sees_alert("allow cookies").await;
    });
}

/// A port where nobody listens.
fn free() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its number")
}
