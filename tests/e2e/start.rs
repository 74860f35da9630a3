//! Tests how a page starts. If the browser cannot run the app, or if the host does not send a file of the app, the page
//! shows a message. Before the program is loaded, the page connects to the server, and the home page requests its
//! content.

use std::net::TcpListener;

use evergreen_backend::{Fault, Times};

use crate::browsers::wait;
use crate::fixture::{Fixture, release};

#[test]
fn a_browser_without_wasm_gets_an_explanation() {
    Fixture { worker: false, ..Fixture::new() }.run(async |s| {
        s.browser.before_each_page("delete globalThis.WebAssembly").await;
        s.page().open_base().await;
        s.page().sees_alert("needs WebAssembly").await;
        s.page().sees_control("Reload").await;
        s.clear_log().await;
    });
}

/// Finds the program file whose name ends with `ending`, such as `_bg.wasm`, and returns the complete name.
fn program(ending: &str) -> String {
    let files = std::fs::read_dir(release("/")).expect("a release folder");
    let mut names = files.filter_map(|file| file.ok()?.file_name().into_string().ok());
    names.find(|name| name.starts_with("evergreen-") && name.ends_with(ending)).expect("the program")
}

#[test]
fn a_missing_program_file_shows_an_alert_and_a_reload_recovers() {
    for file in [".js", "_bg.wasm"] {
        Fixture { worker: false, ..Fixture::new() }.run(async |s| {
            let page = s.page();
            s.host.refuse(&program(file));
            page.open_base().await;
            page.sees_alert("could not be loaded").await;
            s.host.allow_all();
            // The host has answered the request for this file with 404, and has allowed the browser to cache this
            // response for a year. The button must still get the file from the host.
            page.click("Reload").await;
            page.sees("Public Content.").await;
            s.clear_log().await;
        });
    }
}

#[test]
fn a_missing_start_script_is_reported_by_the_page_itself() {
    Fixture { worker: false, ..Fixture::new() }.run(async |s| {
        s.host.refuse("boot.js");
        s.page().open_base().await;
        s.page().sees("taking longer than expected").await;
        s.host.allow_all();
        s.page().reload().await;
        s.page().sees("Public Content.").await;
        s.clear_log().await;
    });
}

#[test]
fn the_page_connects_to_the_server_before_the_program_is_loaded() {
    let server = TcpListener::bind("127.0.0.1:0").expect("a free port");
    server.set_nonblocking(true).expect("a listener that can be asked");
    let api = server.local_addr().map(|address| format!("http://{address}/api")).expect("an address");
    Fixture { api: Some(api), worker: false, ..Fixture::new() }.run(async |s| {
        s.host.refuse(".wasm");
        s.page().visit(&format!("{}login", s.host.url())).await;
        wait::until("a connection", async || server.accept().map_err(|error| error.to_string())).await;
        // The browser logs an error when the host refuses the wasm. The browser may connect to the server before it
        // requests the wasm, so the error may not be in the log yet. Wait until the page reports the missing file. Then
        // the error is in the log, and `clear_log` removes it.
        s.page().sees_alert("could not be loaded").await;
        s.clear_log().await;
    });
}

#[test]
fn the_home_page_requests_its_content_once_and_before_the_program_is_loaded() {
    for path in ["", "home"] {
        Fixture { prefix: "/app/", worker: false, ..Fixture::new() }.run(async |s| {
            let page = s.page();
            s.host.refuse(".wasm");
            page.visit(&format!("{}{path}", s.host.url())).await;
            s.wait_for_200("GET /api/test/all", 1).await;
            page.sees_alert("could not be loaded").await;
            s.host.allow_all();
            s.server.clear_requests();
            page.click("Reload").await;
            // The click loads the page again. The old page already shows "Public Content.", because it made an early
            // request too. Only the new page shows the app. So the test waits for the app before it looks for the text.
            page.sees_app().await;
            page.sees("Public Content.").await;
            assert_eq!(s.requests_to("GET /api/test/all").len(), 1, "{path:?}");
            s.clear_log().await;
        });
    }
}

#[test]
fn a_failed_early_request_is_sent_again_by_the_program() {
    for fault in [Fault::Drop, Fault::Status(503)] {
        Fixture::new().run(async |s| {
            s.server.fault("GET /api/test/all", fault, Times::Next(1));
            s.page().open("/home").await;
            s.page().sees("Public Content.").await;
            assert_eq!(s.requests_to("GET /api/test/all").len(), 2);
            s.assert_no_alert().await;
        });
    }
}

#[test]
fn other_pages_do_not_request_the_content_of_the_home_page() {
    Fixture::new().run(async |s| {
        s.page().open("/login").await;
        s.page().sees_form().await;
        assert_eq!(s.requests_to("GET /api/test/all").len(), 0);
    });
}
