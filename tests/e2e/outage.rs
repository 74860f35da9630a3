//! No server at all: the page stands, says so, and goes on when there is one again.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use evergreen_backend::{Config, Fault, Server, Times};

use crate::fixture::Fixture;

#[test]
fn the_page_stands_without_its_server_and_goes_on_when_it_comes() {
    let address = free();
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
fn a_sign_out_without_the_server_is_instant_here_and_told_when_the_network_is_back() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.server.fault("*", Fault::Drop, Times::Always);
        page.click("Log out").await;
        page.is_at("/login").await;
        page.sees_nav(&["Home", "Activity", "Sign Up", "Login"]).await;
        page.wait_until("a word that the server does not know", KNOWS_NOT, "").await;
        s.server.clear_faults();
        s.server.clear_requests();
        page.script("dispatchEvent(new Event('online'))", vec![]).await;
        s.wait_for_responses("POST /api/auth/signout", 1).await;
        page.wait_until("that word to go", &format!("return !(() => {{ {KNOWS_NOT} }})()"), "").await;
        assert!(s.requests_to("POST /api/auth/signout").iter().any(|seen| seen.status == 200));
    });
}

#[test]
fn a_sign_out_without_the_server_is_told_first_of_all_at_the_next_start() {
    Fixture::new().run(async |s| {
        let page = s.page();
        page.sign_in("user").await;
        s.server.fault("*", Fault::Drop, Times::Always);
        page.click("Log out").await;
        page.is_at("/login").await;
        page.wait_until("a word that the server does not know", KNOWS_NOT, "").await;
        s.server.clear_faults();
        s.server.clear_requests();
        page.open("/user").await;
        s.wait_for_responses("POST /api/auth/signout", 1).await;
        page.sees_form().await;
        assert!(s.requests_to("GET /api/test/user").is_empty(), "nobody is signed in any more");
        page.send_sign_in("user", "evergreen").await;
        page.sees("User Content.").await;
    });
}

const KNOWS_NOT: &str = "return /server will be told/i.test(textOf(document.body))";

/// A port where nobody listens.
fn free() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its number")
}
