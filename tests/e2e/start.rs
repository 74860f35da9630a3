//! Browsers that cannot run the app, and hosts that do not serve it: the page shows a message and is never blank.

use std::net::TcpListener;

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

/// Returns the name of a file of the program, by its ending.
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
            // The button loads the file again, although the browser may cache a file of this name for a year.
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
        s.page().open_base().await;
        wait::until("a connection", async || server.accept().map_err(|error| error.to_string())).await;
        // The page may report the missing file only after the connection was made, so wait for the report before the
        // log is cleared.
        s.page().sees_alert("could not be loaded").await;
        s.clear_log().await;
    });
}
