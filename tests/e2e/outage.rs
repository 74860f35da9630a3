//! The server cannot be reached. The page says so, still works, and recovers when the server can be reached again.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use evergreen_backend::{Config, Fault, Server, Times};

use crate::fixture::Fixture;

#[test]
fn the_page_works_without_its_server_and_recovers_when_it_starts() {
    let address = unused_address();
    let api = format!("http://localhost:{}/api", address.port());
    Fixture { api: Some(api), ..Fixture::new() }.run(async |s| {
        let page = s.page();
        page.open("/home").await;
        page.sees_alert("can't be reached").await;
        page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
        page.click("Login").await;
        page.send_sign_in("user", "evergreen").await;
        page.sees_alert("can't be reached").await;
        page.click("Home").await;
        page.sees_control("Try again").await;
        let server = Server::start(Config { address, ..Config::for_tests() }).await.expect("a server on that port");
        server.allow_origin(&s.host.origin());
        page.click("Try again").await;
        page.sees("Public Content.").await;
        page.sign_in("user").await;
    });
}

#[test]
fn a_sign_out_without_the_server_is_immediate_and_is_sent_when_the_network_returns() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.server.fault("*", Fault::Drop, Times::Always);
        page.click("Log out").await;
        page.is_at("/login").await;
        page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
        page.wait_until("the notice of a pending sign-out", SIGN_OUT_PENDING, "").await;
        s.server.clear_faults();
        s.server.clear_requests();
        page.script("dispatchEvent(new Event('online'))", vec![]).await;
        s.wait_for_responses("POST /api/auth/signout", 1).await;
        page.wait_until("the notice to disappear", &format!("return !(() => {{ {SIGN_OUT_PENDING} }})()"), "").await;
        assert!(s.requests_to("POST /api/auth/signout").iter().any(|seen| seen.status == 200));
    });
}

#[test]
fn a_pending_sign_out_is_sent_first_at_the_next_start() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.server.fault("*", Fault::Drop, Times::Always);
        page.click("Log out").await;
        page.is_at("/login").await;
        page.wait_until("the notice of a pending sign-out", SIGN_OUT_PENDING, "").await;
        s.server.clear_faults();
        s.server.clear_requests();
        page.open("/user").await;
        s.wait_for_responses("POST /api/auth/signout", 1).await;
        page.sees_form().await;
        assert!(s.requests_to("GET /api/test/user").is_empty(), "no user is signed in any more");
        page.send_sign_in("user", "evergreen").await;
        page.sees("User Content.").await;
    });
}

const SIGN_OUT_PENDING: &str = "return /server will be notified/i.test(textOf(document.body))";

/// Returns an address of this machine at which no server listens now.
fn unused_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("the address of the port")
}
